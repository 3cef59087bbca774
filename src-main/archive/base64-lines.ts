// Base64 bodies in lines of one length, as mailers write them (RFC 2045 §6.8): decoded they take a
// quarter less room and equal attachments become equal bytes. Everything here is exact or nothing.

/** 0 stands for "not base64": the part is kept as it is. */
export type LineEnd = 0 | 1 | 2;
export const CRLF: LineEnd = 1;
export const LF: LineEnd = 2;

export type Base64Run = {
  /** After the last character of the last line; its line break stays outside. */
  readonly end: number;
  readonly lineLength: number;
  readonly lineEnd: LineEnd;
  readonly decoded: Buffer;
};

/** Below it the bytes may lie in memory that Node shares out. */
const WORTH_GIVING_BACK = 8_192;
const SHORTEST_LINE = 16;
const LONGEST_LINE = 1_024;

/** The run of base64 lines that begins at `start` and ends before `limit`; null unless re-encoding gives the same bytes. */
export function findBase64Run(bytes: Buffer, start: number, limit: number): Base64Run | null {
  const firstEnd = bytes.indexOf(0x0a, start);
  if (firstEnd < 0 || firstEnd >= limit) return null;
  const lineEnd = bytes[firstEnd - 1] === 0x0d ? CRLF : LF;
  const lineLength = firstEnd - start - (lineEnd === CRLF ? 1 : 0);
  if (lineLength < SHORTEST_LINE || lineLength > LONGEST_LINE || lineLength % 4 !== 0) return null;
  if (!isBase64Text(bytes, start, start + Math.min(lineLength, 64))) return null;
  const end = endOfRun(bytes, start, limit, lineLength, lineEnd);
  const decoded = Buffer.allocUnsafeSlow(decodedLength(bytes, start, end, lineLength, lineEnd));
  if (decoded.write(bytes.toString('latin1', start, end), 'base64') !== decoded.length) return null;
  const encoded = encodeBase64Lines(decoded, lineLength, lineEnd);
  const same = encoded.length === end - start && encoded.compare(bytes, start, end) === 0;
  letGo(encoded);
  return same ? { end, lineLength, lineEnd, decoded } : null;
}

export function encodeBase64Lines(decoded: Uint8Array, lineLength: number, lineEnd: LineEnd): Buffer {
  const flat = Buffer.from(asBuffer(decoded).toString('base64'), 'latin1');
  const breakLength = lineEnd === CRLF ? 2 : 1;
  const lines = Math.max(1, Math.ceil(flat.length / lineLength));
  const out = Buffer.allocUnsafeSlow(flat.length + (lines - 1) * breakLength);
  let to = 0;
  for (let from = 0; from < flat.length; from += lineLength) {
    if (from > 0) {
      if (lineEnd === CRLF) out[to++] = 0x0d;
      out[to++] = 0x0a;
    }
    to += flat.copy(out, to, from, Math.min(from + lineLength, flat.length));
  }
  letGo(flat);
  return out;
}

/** Of lines that are what they should be; of others it does not matter. */
function decodedLength(bytes: Buffer, start: number, end: number, lineLength: number, lineEnd: LineEnd): number {
  const breakLength = lineEnd === CRLF ? 2 : 1;
  const lines = Math.ceil((end - start + breakLength) / (lineLength + breakLength));
  const padding = bytes[end - 1] !== 0x3d ? 0 : bytes[end - 2] !== 0x3d ? 1 : 2;
  return Math.max(0, Math.floor((end - start - (lines - 1) * breakLength) / 4) * 3 - padding);
}

/** Length of the encoded form without making it. */
export function encodedLength(decodedLength: number, lineLength: number, lineEnd: LineEnd): number {
  const flat = Math.ceil(decodedLength / 3) * 4;
  const lines = Math.max(1, Math.ceil(flat / lineLength));
  return flat + (lines - 1) * (lineEnd === CRLF ? 2 : 1);
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Gives memory back that nobody reads any more. Mail passes through here by the hundred megabytes: left to the
 * garbage collector it would wait for it, and make it run again and again. What shares its memory stays.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength >= WORTH_GIVING_BACK) buffer.transfer(0);
}

/** Full lines by stride, then what is left of the last one. */
function endOfRun(bytes: Buffer, start: number, limit: number, lineLength: number, lineEnd: LineEnd): number {
  const stride = lineLength + (lineEnd === CRLF ? 2 : 1);
  let line = start;
  while (
    line + stride <= limit &&
    bytes[line + stride - 1] === 0x0a &&
    isBase64(bytes[line] ?? 0) &&
    isBase64(bytes[line + lineLength - 1] ?? 0)
  ) {
    line += stride;
  }
  let end = line;
  while (end < limit && end - line < lineLength && isBase64(bytes[end] ?? 0)) end += 1;
  // Nothing after the last full line: its own line break belongs to the skeleton.
  return end > line ? end : line - (stride - lineLength);
}

function isBase64Text(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isBase64(bytes[at] ?? 0)) return false;
  return true;
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f ||
    byte === 0x3d
  );
}
