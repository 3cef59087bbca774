// A file name from outside is a label, never a path (THREATS §3 rule 8, §4 "file name", ATT-01).
import { MIME_LIMITS } from './limits.ts';

// Controls, bidi controls, zero-width, characters no file system agrees on.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb/\\:*?"<>|]/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** Null when nothing of a name is left. */
export function cleanFileName(raw: string): string | null {
  let name = bounded(raw).normalize('NFC').replace(FORBIDDEN, '_').trim();
  name = trimEnd(name);
  if (name === '' || /^[._ ]+$/.test(name)) return null;
  if (DEVICE.test(name)) name = `_${name}`;
  if (name.startsWith('-')) name = `_${name.slice(1)}`;
  return shorten(name);
}

/** Work is bounded before anything else; the extension, which decides warnings, is kept. */
function bounded(raw: string): string {
  return raw.length <= 4_096 ? raw : raw.slice(0, 4_000) + raw.slice(-64);
}

/** Windows drops trailing dots and blanks: two labels would become one file. */
function trimEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1;
  return name.slice(0, end);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MIME_LIMITS.fileNameBytes) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  let left = MIME_LIMITS.fileNameBytes - Buffer.byteLength(extension);
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    stem += character;
  }
  return trimEnd(stem) + extension;
}
