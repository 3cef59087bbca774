// Addresses of bytes. Electron answers them under app://plico, the headless host under its own
// origin with the session cookie; a screen only joins them to its base.
import type { BulkId } from '#shared/model/bulk';
import type { AccountId, BlobHash } from '#shared/model/ids';

/** The archived message as `.eml`, byte for byte. */
export function originalPath(account: AccountId, hash: BlobHash): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/original.eml`;
}

/** A decoded part of an archived message; `part` is "1.2.3". */
export function partPath(account: AccountId, hash: BlobHash, part: string): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/part/${part}`;
}

/** A picture that lies elsewhere and was asked for (`messages.fetchPictures`). */
export function picturePath(account: AccountId, hash: BlobHash, place: number): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/picture/${place}`;
}

/** What a signed attachment (.p7m) carries, through all its layers. */
export function contentPath(account: AccountId, hash: BlobHash, part: string): string {
  return `/bytes/${encodeURIComponent(account)}/${hash}/content/${part}`;
}

/** The proof table of a run of one message per row, as a file. */
export function bulkProofPath(id: BulkId, format: 'csv' | 'xlsx'): string {
  return `/bytes/bulk/${id}/proof.${format}`;
}

/** POST the bytes of a file here to attach it to a draft; the answer is JSON of `UploadAnswer`. At most 100 MB. */
export const uploadPath = '/uploads';
export const MOST_UPLOAD_BYTES = 100 * 1024 * 1024;
export type UploadAnswer = { readonly file: BlobHash; readonly sizeBytes: number };
