// Content-Transfer-Encoding to bytes (RFC 2045 §6). One rule each, documented; what does not follow the
// encoding is a defect, never an exception and never silently dropped from view.
import { bufferView } from './bytes.ts';
import { hexPair } from './parameters.ts';

export type Decoded = {
  readonly bytes: Uint8Array;
  /** 'mime.badBase64', 'mime.badQuotedPrintable', 'mime.undecodedEncoding'. Empty: decoded by the book. */
  readonly defects: readonly string[];
};

/** `encoding` in lower case. Identity encodings give a view, not a copy. */
export function decodeTransfer(bytes: Uint8Array, start: number, end: number, encoding: string): Decoded {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return { bytes: bytes.subarray(start, end), defects: [] };
    case 'base64':
      return decodeBase64(bytes, start, end);
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes, start, end);
    default:
      return { bytes: bytes.subarray(start, end), defects: ['mime.undecodedEncoding'] };
  }
}

/**
 * By the book: alphabet, white space, padding only at the end. Otherwise the documented second reading:
 * characters outside the alphabet are skipped, padding ends a run and a new run may follow
 * (RFC 2045 §6.8 note on ignoring; concatenated base64), and the defect says so.
 */
export function decodeBase64(bytes: Uint8Array, start: number, end: number): Decoded {
  const text = bufferView(bytes).toString('latin1', start, end);
  try {
    return { bytes: Buffer.from(atob(text), 'latin1'), defects: [] };
  } catch {
    return { bytes: looseBase64(bytes, start, end), defects: ['mime.badBase64'] };
  }
}

function looseBase64(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(Math.ceil((end - start) * 0.75) + 3);
  let length = 0;
  let bits = 0;
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x3d) {
      bits = 0;
      count = 0;
      continue;
    }
    const value = BASE64_VALUES[byte] ?? -1;
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[length] = (bits >> count) & 0xff;
      length += 1;
    }
  }
  return out.subarray(0, length);
}

const BASE64_VALUES: Int8Array = (() => {
  const values = new Int8Array(256).fill(-1);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;
  return values;
})();

/** RFC 2045 §6.7: soft breaks and trailing blanks go; "=" without two hexadecimal digits stays as written. */
export function decodeQuotedPrintable(bytes: Uint8Array, start: number, end: number): Decoded {
  const out = new Uint8Array(end - start);
  let length = 0;
  let lineStart = 0; // in `out`: blanks before a hard break are removed only back to here
  let bad = false;
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x3d) {
      const next = softBreakEnd(bytes, at + 1, end);
      if (next >= 0) {
        at = next;
        lineStart = length;
        continue;
      }
      const value = hexPair(at + 1 < end ? bytes[at + 1] : undefined, at + 2 < end ? bytes[at + 2] : undefined);
      if (value < 0) {
        bad = true;
        out[length++] = byte;
        at += 1;
      } else {
        out[length++] = value;
        at += 3;
        lineStart = length; // an encoded blank is content
      }
      continue;
    }
    if (byte === 0x0a || (byte === 0x0d && bytes[at + 1] === 0x0a)) {
      while (length > lineStart && (out[length - 1] === 0x20 || out[length - 1] === 0x09)) length -= 1;
      out[length++] = byte;
      if (byte === 0x0d && at + 1 < end) out[length++] = 0x0a;
      at += byte === 0x0d ? 2 : 1;
      lineStart = length;
      continue;
    }
    out[length++] = byte;
    at += 1;
  }
  return { bytes: out.subarray(0, length), defects: bad ? ['mime.badQuotedPrintable'] : [] };
}

/** Offset after "[blanks]CRLF" that follows a "=", or -1. At most 80 blanks, so that it stays linear. */
function softBreakEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && at - from < 80 && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  if (at >= end) return at;
  if (bytes[at] === 0x0a) return at + 1;
  return bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? Math.min(at + 2, end) : -1;
}
