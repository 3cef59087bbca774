// Writing that cannot end short: a full disk may take a part of a write without an error, which once
// gave a truncated file under a good name (EVIDENCE §10).
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.byteLength) {
    const written = writeSync(descriptor, bytes, at, bytes.byteLength - at);
    if (written <= 0) throw Object.assign(new Error('a write that took nothing'), { code: 'ENOSPC' });
    at += written;
  }
}

/** Names in a folder survive a power cut once the folder itself is on the disk. Not every system allows it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
