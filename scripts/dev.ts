// `npm run dev [serve|demo] [options]`: the headless host beside a renderer that is built again at
// every change of its sources; reload the page to see it. The default is the demo.
import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

const SETTLE_MS = 150;

function node(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, argv, { cwd: ROOT, stdio: 'inherit' });
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

async function main(argv: readonly string[]): Promise<number> {
  const [command = 'demo', ...rest] = argv;
  if (!['demo', 'serve'].includes(command)) {
    process.stderr.write('usage: npm run dev [demo|serve] [options]\n');
    return 64;
  }
  const build = (): Promise<number> => ended(node(['scripts/build.ts', 'renderer']));
  if ((await build()) !== 0) return 3;

  let timer: NodeJS.Timeout | null = null;
  let building = Promise.resolve(0);
  const changed = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(build);
    }, SETTLE_MS);
  };
  const watchers = ['src-renderer', 'src-shared'].map((folder) => watch(path.join(ROOT, folder), { recursive: true }, changed));

  const host = node(['src-main/hosts/node/cli.ts', command, ...rest]);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void host.kill(signal));
  }
  const code = await ended(host);
  for (const watcher of watchers) watcher.close();
  if (timer !== null) clearTimeout(timer);
  return code;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
