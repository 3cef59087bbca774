// Addresses of bytes. Electron answers them under app://plico, the headless host under its own
// origin with the session cookie; a screen only joins them to its base.
import type { AccountId, BlobHash } from '#shared/model/ids';

/** The archived message as `.eml`, byte for byte. */
export function originalPath(account: AccountId, hash: BlobHash): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/original.eml`;
}

/** A decoded part of an archived message; `part` is "1.2.3". */
export function partPath(account: AccountId, hash: BlobHash, part: string): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/part/${part}`;
}
