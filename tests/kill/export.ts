// `npm run kill export [kills]`: the long form of tests/integration/evidence/kill.test.ts.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const done = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/integration/evidence/kill.test.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PLICO_KILLS: process.argv[2] ?? '88' },
});
process.exitCode = done.status ?? 1;
