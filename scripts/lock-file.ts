// package-lock.json as the supply checks read it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

export type LockEntry = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

/** Keyed by place: "node_modules/a/node_modules/b"; "" is the project itself. */
export type Lock = Readonly<Record<string, LockEntry>>;

export function readLock(): Lock {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as { readonly packages: Lock };
  return lock.packages;
}

export function packageName(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Where Node would find `name` from `place`; null when the lock does not hold it. */
export function resolvePlace(lock: Lock, place: string, name: string): string | null {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (Object.hasOwn(lock, candidate)) return candidate;
    if (at === '') return null;
  }
}

/** Everything reachable from the given names, through dependencies and optional ones. */
export function closure(lock: Lock, names: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (from: string, name: string): void => {
    const place = resolvePlace(lock, from, name);
    if (place === null || reached.has(place)) return;
    reached.add(place);
    const entry = lock[place];
    for (const next of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) visit(place, next);
  };
  for (const name of names) visit('', name);
  return reached;
}
