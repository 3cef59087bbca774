// Bytes by address: saving through the browser's own download, and reading a source to show it.
import { originalPath, partPath } from '#shared/contract/assets';
import type { AccountId, BlobHash } from '#shared/model/ids';

export function originalUrl(base: string, account: AccountId, hash: BlobHash): string {
  return base + originalPath(account, hash);
}

export function partUrl(base: string, account: AccountId, hash: BlobHash, part: string): string {
  return base + partPath(account, hash, part);
}

/** Saves what the address answers; the host names the file. */
export function download(url: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = '';
  anchor.click();
}

/** At most this much of a source is shown; the rest is in the saved original. */
export const SOURCE_SHOWN_BYTES = 512 * 1024;

export async function readSource(url: string, signal: AbortSignal): Promise<{ readonly text: string; readonly totalBytes: number }> {
  const response = await fetch(url, { signal, credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the original answered ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // One character a byte: a source is shown as it is, not as a charset would have it.
  const text = new TextDecoder('windows-1252').decode(bytes.subarray(0, SOURCE_SHOWN_BYTES));
  return { text, totalBytes: bytes.byteLength };
}
