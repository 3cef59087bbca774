// `npm run kill bulk [rows]`: the long form of tests/integration/bulk/run.test.ts.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const done = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/integration/bulk/run.test.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PLICO_BULK_ROWS: process.argv[2] ?? '1000' },
});
process.exitCode = done.status ?? 1;
