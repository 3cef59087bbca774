// Supply chain (THREATS SUP-01, SUP-02): the lock is complete for every platform, comes from no
// particular server, holds no git or URL dependency, runs no install script, and holds nothing older
// than the table of lowest versions allows.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LOWEST_VERSIONS, type LowestVersion } from './lowest-versions.ts';
import { packageName, readLock, resolvePlace, type Lock, type LockEntry } from './lock-file.ts';
import { ROOT } from './source-files.ts';

/** Packages that ask for an install script; .npmrc switches all of them off, and none is missed. */
const REVIEWED_SCRIPTS: readonly string[] = ['electron-winstaller', 'better-sqlite3', 'better-sqlite3-multiple-ciphers'];
const NPMRC: readonly string[] = ['omit-lockfile-registry-resolved=true', 'ignore-scripts=true'];
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

export function checkLock(): readonly string[] {
  const npmrc = readFileSync(path.join(ROOT, '.npmrc'), 'utf8').split('\n');
  const lock = readLock();
  return [
    ...NPMRC.filter((line) => !npmrc.includes(line)).map((line) => `.npmrc: lacks ${line}`),
    ...rootFaults(lock[''] ?? {}),
    ...lockFaults(lock),
    ...versionFaults(lock, LOWEST_VERSIONS),
  ];
}

function rootFaults(root: LockEntry): readonly string[] {
  const asked = Object.entries({ ...root.dependencies, ...root.devDependencies, ...root.optionalDependencies });
  return asked
    .filter(([, range]) => !EXACT.test(range))
    .map(([name, range]) => `package.json: ${name} is "${range}", not one exact version`);
}

export function lockFaults(lock: Lock): readonly string[] {
  const faults: string[] = [];
  for (const [place, entry] of Object.entries(lock)) {
    if (place === '') continue;
    if (entry.resolved !== undefined) faults.push(`${place}: names a server (${entry.resolved})`);
    if (entry.link === true || entry.integrity === undefined || !entry.integrity.startsWith('sha512-'))
      faults.push(`${place}: no SHA-512 of its content`);
    if (entry.version === undefined || !EXACT.test(entry.version.split('+')[0] ?? ''))
      faults.push(`${place}: version "${entry.version ?? ''}" is not one of a registry`);
    if (entry.hasInstallScript === true && !REVIEWED_SCRIPTS.includes(packageName(place)))
      faults.push(`${place}: asks for an install script that nobody reviewed`);
    for (const [name, range] of Object.entries({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (/^(?:git|https?|file|github):|\//.test(range) && !range.startsWith('npm:')) faults.push(`${place}: ${name} comes from ${range}`);
      // npm drops an optional package it cannot find from the lock, and then `npm ci` fails elsewhere.
      if (resolvePlace(lock, place, name) === null) faults.push(`${place}: ${name} is missing from the lock`);
    }
  }
  return faults;
}

export function versionFaults(lock: Lock, table: readonly LowestVersion[]): readonly string[] {
  return table.flatMap((row) =>
    Object.entries(lock)
      .filter(
        ([place, entry]) =>
          place !== '' && packageName(place) === row.name && older(entry.version ?? '0.0.0', row.lowest) && row.except?.place !== place,
      )
      .map(([place, entry]) => `${place}: ${entry.version ?? '?'} is older than ${row.lowest} (${row.because})`),
  );
}

function older(version: string, lowest: string): boolean {
  const [left, right] = [version, lowest].map((text) => (text.split('-')[0] ?? '').split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return version.includes('-') && !lowest.includes('-');
}

if (import.meta.main) {
  const faults = checkLock();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
