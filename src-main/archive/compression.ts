// zstd (RFC 8878) with dictionaries made of the mailbox's own messages: receipts of one provider differ in
// a few hundred bytes. A dictionary is one class of message: the sender's domain and what stands
// before a colon in the subject, where providers put the kind.
import { hash, type BinaryLike } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export type Codec = 'plain' | 'zstd' | 'zstdDictionary';
export type Compressed = { readonly codec: Codec; readonly body: Uint8Array };

/** Measured: at these sizes level 3 costs no more than level 1, most of the time goes into the dictionary. */
const parameters = { [constants.ZSTD_c_compressionLevel]: 3 };
/** Compressing must save this much to be worth the reading time. */
const WORTHWHILE = 0.95;
const SAMPLE = 16_384;
const LARGEST_CHUNK = 256 * 1024;

export function compress(bytes: Uint8Array): Compressed {
  const sample = bytes.length > 4 * SAMPLE ? bytes.subarray(SAMPLE, 2 * SAMPLE) : null;
  if (sample !== null && zstdCompressSync(sample, { params: parameters }).length > sample.length * WORTHWHILE)
    return { codec: 'plain', body: bytes };
  const body = zstdCompressSync(bytes, { params: parameters, chunkSize: chunkFor(bytes.length) });
  return body.length < bytes.length * WORTHWHILE ? { codec: 'zstd', body } : { codec: 'plain', body: bytes };
}

export function compressWith(dictionary: Uint8Array, bytes: Uint8Array): Compressed {
  const body = zstdCompressSync(bytes, { params: parameters, dictionary, chunkSize: chunkFor(bytes.length) });
  return body.length < bytes.length * WORTHWHILE ? { codec: 'zstdDictionary', body } : { codec: 'plain', body: bytes };
}

/** `sizeLimit` stops a damaged frame from filling the memory. Throws on damage. */
export function decompress(codec: Codec, body: Uint8Array, dictionary: Uint8Array | null, sizeLimit: number): Uint8Array {
  switch (codec) {
    case 'plain':
      return body;
    case 'zstd':
      return zstdDecompressSync(body, { maxOutputLength: Math.max(1, sizeLimit), chunkSize: chunkFor(sizeLimit) });
    case 'zstdDictionary':
      if (dictionary === null) throw new Error('the dictionary is missing');
      return zstdDecompressSync(body, { dictionary, maxOutputLength: Math.max(1, sizeLimit), chunkSize: chunkFor(sizeLimit) });
  }
}

/** What comes out is one piece then, and nothing has to be put together. */
function chunkFor(size: number): number {
  return Math.min(Math.max(size, 1_024), LARGEST_CHUNK);
}

/** Dictionaries are made once and kept for ever: worth the slowest level. */
export function compressDictionary(body: Uint8Array): Uint8Array {
  return zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
}

export function decompressDictionary(body: Uint8Array): Uint8Array {
  return zstdDecompressSync(body);
}

export const CODECS: readonly Codec[] = ['plain', 'zstd', 'zstdDictionary'];

export function sha256(bytes: BinaryLike): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** Which dictionary serves a message; '' when its header names no sender. A guess for size only. */
export function classOf(message: Buffer): string {
  const blank = message.indexOf('\n\r\n', 0, 'latin1');
  const header = message.toString('latin1', 0, Math.min(blank < 0 ? message.length : blank, 16_384));
  const domain =
    /^from:[^\r\n]*@([a-z0-9.-]{1,100})/im.exec(header)?.[1] ?? /^from:.*\n[ \t][^\n]*@([a-z0-9.-]{1,100})/im.exec(header)?.[1];
  if (domain === undefined) return '';
  const word = /^subject:[ \t]*([^:\r\n]{1,40}):/im.exec(header)?.[1] ?? '';
  return `${domain.toLowerCase()} ${word.toLowerCase()}`;
}
