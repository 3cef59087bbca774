// Bytes by address: saving through the browser's own download, and reading a source to show it.
import { bulkProofPath, contentPath, originalPath, partPath, picturePath, uploadPath, type UploadAnswer } from '#shared/contract/assets';
import type { BulkId } from '#shared/model/bulk';
import type { AccountId, BlobHash } from '#shared/model/ids';

export function originalUrl(base: string, account: AccountId, hash: BlobHash): string {
  return base + originalPath(account, hash);
}

export function partUrl(base: string, account: AccountId, hash: BlobHash, part: string): string {
  return base + partPath(account, hash, part);
}

export function pictureUrl(base: string, account: AccountId, hash: BlobHash, place: number): string {
  return base + picturePath(account, hash, place);
}

/** A blob: address for each, to be given back by whoever asked; one that does not come is left out. */
export async function blobUrls(
  wanted: readonly { readonly key: string; readonly url: string }[],
  types: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const pairs: [string, string][] = [];
  for (const { key, url } of wanted) {
    const response = await fetch(url, { signal });
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && types.has(type)) pairs.push([key, URL.createObjectURL(new Blob([await response.arrayBuffer()], { type }))]);
  }
  return new Map(pairs);
}

export function bulkProofUrl(base: string, id: BulkId, format: 'csv' | 'xlsx'): string {
  return base + bulkProofPath(id, format);
}

export function contentUrl(base: string, account: AccountId, hash: BlobHash, part: string): string {
  return base + contentPath(account, hash, part);
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

/** Hands a file to the core for a draft. `onProgress` is given the bytes that went. Fails when it is refused, cut or stopped. */
export function uploadFile(base: string, file: Blob, onProgress: (doneBytes: number) => void, signal: AbortSignal): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    // fetch says nothing while a body goes out.
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new Error(`the upload answered ${request.status}`));
    request.open('POST', base + uploadPath);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status === 200 && isUploadAnswer(answer)) resolve(answer);
      else fail();
    });
    for (const name of ['error', 'abort', 'timeout']) request.addEventListener(name, fail);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function isUploadAnswer(answer: unknown): answer is UploadAnswer {
  return typeof answer === 'object' && answer !== null && 'file' in answer && 'sizeBytes' in answer;
}
