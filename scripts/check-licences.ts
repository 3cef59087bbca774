// Every package that is shipped has a licence we may ship, and the list that goes with the app says
// so (THREATS SUP-03). `--write` makes the list anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closure, packageName, readLock, type Lock } from './lock-file.ts';
import { ROOT } from './source-files.ts';

const LIST = 'assets/third-party-licences.md';

/** Bundled into the renderer, hence shipped although they are development dependencies. */
const BUNDLED: readonly string[] = [
  '@orpc/client',
  '@orpc/tanstack-query',
  '@tanstack/react-query',
  'dompurify',
  'lucide-react',
  'react',
  'react-aria-components',
  'react-dom',
  'zustand',
];

/** For "A OR B" one of them is enough; the choice is the first that is here. */
const ALLOWED: readonly string[] = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
];

/** Packages whose package.json says nothing, by the LICENSE file that was read in this very version. */
const READ_BY_HAND: Readonly<Record<string, string>> = { 'png-js@2.0.0': 'MIT' };

type Shipped = { readonly name: string; readonly version: string; readonly stated: string; readonly chosen: string | null };

function shipped(lock: Lock): readonly Shipped[] {
  const roots = [...Object.keys(lock['']?.dependencies ?? {}), ...BUNDLED];
  const rows = [...closure(lock, roots)].map((place) => {
    const entry = lock[place];
    const version = entry?.version ?? '';
    const stated = entry?.license ?? READ_BY_HAND[`${packageName(place)}@${version}`] ?? 'not stated';
    return { name: packageName(place), version, stated, chosen: choose(stated) };
  });
  const unique = new Map(rows.map((row) => [`${row.name}@${row.version}`, row]));
  return [...unique.values()].toSorted((left, right) =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : left.version < right.version ? -1 : 1,
  );
}

export function choose(stated: string): string | null {
  const parts = stated.replaceAll(/[()]/g, '').split(' OR ');
  return parts.find((part) => part.split(' AND ').every((one) => ALLOWED.includes(one))) ?? null;
}

function listOf(rows: readonly Shipped[]): string {
  return [
    '# Packages shipped with Plico',
    '',
    'Made by `node scripts/check-licences.ts --write` from package-lock.json; the gate fails when it is out of date.',
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.name} | ${row.version} | ${row.chosen ?? row.stated} |`),
    '',
  ].join('\n');
}

export function checkLicences(): readonly string[] {
  const rows = shipped(readLock());
  const faults = rows
    .filter((row) => row.chosen === null)
    .map((row) => `${row.name}@${row.version}: licence "${row.stated}" is not on the list of allowed ones`);
  const file = path.join(ROOT, LIST);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return current === listOf(rows) ? faults : [...faults, `${LIST}: out of date; run node scripts/check-licences.ts --write`];
}

if (import.meta.main) {
  if (process.argv.includes('--write')) writeFileSync(path.join(ROOT, LIST), listOf(shipped(readLock())));
  const faults = checkLicences();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
