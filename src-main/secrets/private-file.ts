// Small files only their owner may read, replaced as a whole: a crash leaves the old or the new one.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';

export function writePrivateFile(file: string, text: string): void {
  const next = `${file}.next`;
  const handle = openSync(next, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, file);
  syncFolder(path.dirname(file));
}

/** Null when it does not exist. Throws AppError secret.unavailable when others may read it. */
export function readPrivateFile(file: string): string | null {
  const state = statSync(file, { throwIfNoEntry: false });
  if (state === undefined) return null;
  // Windows has no such bits; there the profile folder is private by its access list.
  if (process.platform !== 'win32' && (state.mode & 0o077) !== 0) {
    throw new AppError('secret.unavailable', { retry: 'afterUser', values: { file, mode: (state.mode & 0o777).toString(8) } });
  }
  return readFileSync(file, 'utf8');
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
