// Text of a message for previews and search. The HTML is reduced by one forward scan: good enough to
// find words, never used to show a message.
import { entityText, readableParts } from './content.ts';
import type { MimeEntity } from './mime-message.ts';

/** Readable text of one message (root or inner), at most `maxCharacters`. Plain text is preferred. */
export function plainText(bytes: Uint8Array, message: MimeEntity, maxCharacters: number): string {
  const pieces: string[] = [];
  let left = maxCharacters;
  for (const part of readableParts(message)) {
    if (left <= 0) break;
    const maxBytes = Math.min(4 * 1024 * 1024, left * 12 + 4096);
    const text = part.text !== null ? entityText(bytes, part.text, maxBytes).text : htmlPart(bytes, part.html, maxBytes);
    const piece = text.slice(0, left);
    if (piece.trim() !== '') pieces.push(piece);
    left -= piece.length;
  }
  return pieces.join('\n');
}

function htmlPart(bytes: Uint8Array, html: MimeEntity | null, maxBytes: number): string {
  return html === null ? '' : htmlToText(entityText(bytes, html, maxBytes * 4).text);
}

/** One line for a list row: blanks collapsed, quoted lines dropped, at most `maxCharacters`. */
export function previewText(bytes: Uint8Array, message: MimeEntity, maxCharacters = 200): string {
  const lines = plainText(bytes, message, maxCharacters * 10).split(/\r?\n/);
  const own = lines.filter((line) => !line.startsWith('>')).join(' ');
  return own
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim()
    .slice(0, maxCharacters);
}

const SKIPPED: ReadonlySet<string> = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
const BREAKING: ReadonlySet<string> = new Set([
  'br',
  'p',
  'div',
  'tr',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'blockquote',
  'hr',
  'td',
  'th',
]);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['euro', '€'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['agrave', 'à'],
  ['egrave', 'è'],
  ['eacute', 'é'],
  ['igrave', 'ì'],
  ['ograve', 'ò'],
  ['ugrave', 'ù'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['rsquo', '’'],
  ['lsquo', '‘'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['hellip', '…'],
  ['deg', '°'],
]);

/** Linear in the length of `html`. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      pieces.push(html.slice(at));
      break;
    }
    pieces.push(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    const tag = /^\/?([a-z0-9]{1,20})/i.exec(html.slice(open + 1, open + 23));
    const name = tag?.[1]?.toLowerCase() ?? '';
    if (BREAKING.has(name)) pieces.push('\n');
    at = close + 1;
    if (SKIPPED.has(name) && html.charAt(open + 1) !== '/') at = afterElement(html, name, at);
  }
  return pieces.join('').replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, (whole, code: string) => entity(code) ?? whole);
}

function afterElement(html: string, name: string, from: number): number {
  let at = from;
  for (;;) {
    const open = html.indexOf('</', at);
    if (open < 0) return html.length;
    if (html.slice(open + 2, open + 2 + name.length).toLowerCase() === name) {
      const close = html.indexOf('>', open);
      return close < 0 ? html.length : close + 1;
    }
    at = open + 2;
  }
}

function entity(code: string): string | null {
  if (!code.startsWith('#')) return ENTITIES.get(code.toLowerCase()) ?? null;
  const value = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number.parseInt(code.slice(1), 10);
  return Number.isFinite(value) && value > 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff)
    ? String.fromCodePoint(value)
    : null;
}
