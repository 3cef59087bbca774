// `npm start`: the app for real accounts. In Electron where its binary is present or can be had, else
// one line, and the same app from the headless host in a browser.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { installedElectron, installElectron } from './electron-binary.ts';
import { ROOT } from './source-files.ts';

const MISSING = {
  it: 'Electron non si può avere su questo computer: Plico si apre nel browser.',
  en: 'Electron cannot be had on this machine: Plico opens in the browser.',
};

function run(command: string, argv: readonly string[]): Promise<number> {
  const env = { ...process.env };
  // Electron would be plain Node with it.
  delete env['ELECTRON_RUN_AS_NODE'];
  const child = spawn(command, argv, { cwd: ROOT, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void child.kill(signal));
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`plico: cannot start ${command}: ${error.message}\n`);
      resolve(3);
    });
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? 3) : 128 + constants.signals[signal]));
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const binary = installedElectron() ?? installElectron();
  if (binary !== null) {
    const built = await run(process.execPath, [path.join(ROOT, 'scripts/build.ts'), 'electron']);
    return built === 0 ? run(binary, [ROOT, ...argv]) : 3;
  }
  const language = (process.env['LC_ALL'] ?? process.env['LANG'] ?? 'it').startsWith('it') ? 'it' : 'en';
  process.stderr.write(`${MISSING[language]}\n`);
  return run(process.execPath, [path.join(ROOT, 'src-main/hosts/node/cli.ts'), 'serve', '--open', ...argv]);
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
