// The files of a profile as the file system sees them.
import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';

/** Exists and is readable by its owner alone; SQLite gives its side files the same mode. */
export function makePrivate(file: string): void {
  if (existsSync(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

export function hasContent(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}
