// `npm run kill roads [kills]`: the long form of tests/integration/store/kill-roads.test.ts and of the kills of a
// bare writer (kill.test.ts), 300 in all without a number.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const kills = Number(process.argv[2] ?? 300);
const files = ['tests/integration/store/kill-roads.test.ts', 'tests/integration/store/kill.test.ts'];
const done = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--no-file-parallelism', ...files], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PLICO_KILLS: String(kills) },
});
process.exitCode = done.status ?? 1;
