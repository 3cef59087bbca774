// RFC 2047 encoded words in unstructured text, phrases and (against §5, yet common) file names.
// Linear: one scan for "=?"; a word that cannot be decoded stays as written.
import { decodeCharset } from './charset.ts';
import { hexPair } from './parameters.ts';

type Word = { readonly charset: string; readonly bytes: Uint8Array; readonly end: number };

export function decodeEncodedWords(text: string): string {
  let out = '';
  let at = 0;
  let pending: { charset: string; bytes: Uint8Array[] } | null = null;
  let blanksFrom = -1;
  for (let open = text.indexOf('=?'); open >= 0; open = text.indexOf('=?', at)) {
    const between = text.slice(blanksFrom >= 0 ? blanksFrom : at, open);
    const word = readWord(text, open);
    if (word === null) {
      if (pending !== null) out += flush(pending);
      pending = null;
      out += `${between}=?`;
      at = open + 2;
      blanksFrom = -1;
      continue;
    }
    if (pending !== null && isBlank(between)) {
      // Blanks between two encoded words are not shown (RFC 2047 §6.2); one character may span two words.
      if (pending.charset === word.charset) pending.bytes.push(word.bytes);
      else {
        out += flush(pending);
        pending = { charset: word.charset, bytes: [word.bytes] };
      }
    } else {
      if (pending !== null) out += flush(pending);
      out += between;
      pending = { charset: word.charset, bytes: [word.bytes] };
    }
    at = word.end;
    blanksFrom = word.end;
  }
  if (pending !== null) out += flush(pending);
  return out + text.slice(at);
}

function flush(pending: { readonly charset: string; readonly bytes: readonly Uint8Array[] }): string {
  return decodeCharset(Buffer.concat(pending.bytes), pending.charset).text;
}

function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

/** =?charset[*language]?B|Q?text?= ; at most 1,000 characters, many times what RFC 2047 §2 allows and more. */
function readWord(text: string, open: number): Word | null {
  const charsetEnd = text.indexOf('?', open + 2);
  if (charsetEnd < 0 || charsetEnd - open > 60 || text.charAt(charsetEnd + 2) !== '?') return null;
  const close = boundedIndexOf(text, '?', charsetEnd + 3, 1_000);
  if (close < 0 || text.charAt(close + 1) !== '=') return null;
  const charset = (text.slice(open + 2, charsetEnd).split('*', 1)[0] ?? '').toLowerCase();
  const encoding = text.charAt(charsetEnd + 1).toLowerCase();
  const payload = text.slice(charsetEnd + 3, close);
  if (!/^[a-z0-9_.:+-]+$/.test(charset)) return null;
  const bytes = encoding === 'b' ? base64Bytes(payload) : encoding === 'q' ? quotedBytes(payload) : null;
  if (bytes === null || !decodeCharset(new Uint8Array(0), charset).known) return null;
  return { charset, bytes, end: close + 2 };
}

function boundedIndexOf(text: string, character: string, from: number, limit: number): number {
  const found = text.slice(from, from + limit).indexOf(character);
  return found < 0 ? -1 : from + found;
}

function base64Bytes(payload: string): Uint8Array | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(payload.replace(/ /g, '')) ? Buffer.from(payload, 'base64') : null;
}

function quotedBytes(payload: string): Uint8Array {
  const source = Buffer.from(payload, 'utf8');
  const out = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    const byte = source[at] ?? 0;
    const value = byte === 0x3d ? hexPair(source[at + 1], source[at + 2]) : -1;
    out[length] = value >= 0 ? value : byte === 0x5f ? 0x20 : byte;
    length += 1;
    if (value >= 0) at += 2;
  }
  return out.subarray(0, length);
}
