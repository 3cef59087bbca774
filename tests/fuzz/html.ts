// `npm run fuzz html -- --seconds N [--seed S]`: the long form of FUZ-06 in tests/browser/hostile-html.test.ts, with
// a new seed each time. What it finds it prints with seed and vectors.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '#scripts/find-chromium';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(Math.floor(performance.timeOrigin) % 2_147_483_646);

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  return spawnSync(process.execPath, argv, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

async function main(): Promise<number> {
  const executable = await findChromium();
  if (executable === null) {
    process.stderr.write('no Chromium on this machine (set PLICO_CHROMIUM, or install one)\n');
    return 1;
  }
  process.stderr.write(`seed ${seed}, ${values.seconds} s\n`);
  if (run(['scripts/build.ts', 'renderer']) !== 0) return 1;
  const argv = ['node_modules/@playwright/test/cli.js', 'test', '--trace', 'off', 'tests/browser/hostile-html.test.ts', '-g', 'FUZ-06'];
  return run(argv, { PLICO_CHROMIUM: executable, PLICO_FUZZ_SECONDS: values.seconds, PLICO_FUZZ_SEED: seed });
}

process.exitCode = await main();
