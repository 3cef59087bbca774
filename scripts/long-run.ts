// `npm run bench|fuzz|kill [name] [arguments]`: the long forms. Each is a program of its own under
// tests/bench, tests/fuzz, tests/kill; without a name all of that kind run, one after the other.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

function main(argv: readonly string[]): number {
  const [kind = '', ...given] = argv;
  // Options alone are for all of that kind: `npm run fuzz -- --seconds 60`.
  const name = given[0]?.startsWith('-') === true ? undefined : given[0];
  const rest = name === undefined ? given : given.slice(1);
  const folder = path.join(ROOT, 'tests', kind);
  const known = existsSync(folder) ? readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : [])) : [];
  if (known.length === 0 || (name !== undefined && !known.includes(name))) {
    const what = name === undefined ? `nothing under tests/${kind}` : `no ${kind} "${name}"`;
    process.stderr.write(`plico: ${what}; known: ${known.toSorted().join(', ') || 'none'}\n`);
    return 64;
  }
  let worst = 0;
  for (const one of name === undefined ? known.toSorted() : [name]) {
    process.stderr.write(`== ${kind} ${one}\n`);
    const done = spawnSync(process.execPath, [...process.execArgv, path.join(folder, `${one}.ts`), ...rest], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    worst = Math.max(worst, done.status ?? 1);
  }
  return worst;
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
