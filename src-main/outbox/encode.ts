// The small encodings of a message we write: 7-bit, lines up to 76 characters, CRLF, nothing that a relay
// may change (RFC 2045 §6.7 and §6.8, RFC 2047 §2 and §5, RFC 2231 §3 and §4). A signed copy of it comes
// back inside receipts, so every byte must survive the way (PEC-REFERENCE §3.6).

const LINE = 76;
const CRLF = '\r\n';

/** Text with any line ends as quoted-printable; ends with CRLF. */
export function quotedPrintable(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => quotedLine(line) + CRLF).join('');
}

function quotedLine(line: string): string {
  const bytes = Buffer.from(line, 'utf8');
  const units = [...bytes].map((byte, index) => quotedByte(byte, index === bytes.length - 1));
  const rows: string[] = [];
  let row = '';
  for (const [index, unit] of units.entries()) {
    const last = index === units.length - 1;
    if (row.length + unit.length > (last ? LINE : LINE - 1)) {
      rows.push(`${guarded(row)}=`);
      row = '';
    }
    row += unit;
  }
  return [...rows, guarded(row)].join(CRLF);
}

/** Blanks at the end of a line are lost on the way; "=" would be read as the start of a code. */
function quotedByte(byte: number, last: boolean): string {
  const blank = byte === 0x20 || byte === 0x09;
  if ((byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || (blank && !last)) return String.fromCharCode(byte);
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** "From " at the start of a line gets a ">" in some mailboxes; a lone dot ends a message. Both fit: a row that begins so is short of the limit or is cut again. */
function guarded(row: string): string {
  if (row.startsWith('From ')) return cutAgain(`=46${row.slice(1)}`);
  if (row.startsWith('.')) return cutAgain(`=2E${row.slice(1)}`);
  return row;
}

function cutAgain(row: string): string {
  if (row.length < LINE) return row;
  // Never inside a code of three characters.
  const at = row.lastIndexOf('=', LINE - 2) > LINE - 5 ? row.lastIndexOf('=', LINE - 2) : LINE - 2;
  return `${row.slice(0, at)}=${CRLF}${row.slice(at)}`;
}

/** Lines of 76 characters, each with CRLF; '' for nothing. */
export function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return lines.length === 0 ? '' : lines.join(CRLF) + CRLF;
}

// An encoded word is at most 75 characters: 63 of Base64 beside "=?UTF-8?B?" and "?=", so 45 bytes.
const WORD_BYTES = 45;
const PLAIN = /^[\x20-\x7e]*$/;

/** An unstructured value as one or more folded lines; `used` characters of the first are taken by the name. */
export function unstructured(text: string, used: number): string {
  const words = text.split(' ');
  // What is not plain, what looks like an encoded word, blanks at an end or in a row: encoded whole.
  const plain = PLAIN.test(text) && !text.includes('=?') && !words.includes('') && words.every((word) => word.length < LINE - 1);
  return plain ? fold(words, used) : encodedWords(text, used);
}

/** A display name: a quoted string where ASCII is enough, else encoded words (RFC 5322 §3.4, RFC 2047 §5). */
export function phrase(name: string, used: number): string {
  const fits = PLAIN.test(name) && !name.includes('=?') && name.length <= 60;
  return fits ? `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"` : encodedWords(name, used);
}

function fold(words: readonly string[], used: number): string {
  let out = '';
  let length = used;
  for (const [index, word] of words.entries()) {
    const breaks = length + word.length + 1 > LINE && (index > 0 || used > 0);
    out += index === 0 ? (breaks ? `${CRLF} ${word}` : word) : breaks ? `${CRLF} ${word}` : ` ${word}`;
    length = breaks ? word.length + 1 : length + word.length + (index === 0 ? 0 : 1);
  }
  return out;
}

/** Cut between characters, never inside one (RFC 2047 §5: each word must decode by itself). */
export function encodedWords(text: string, used: number): string {
  const chunks: string[] = [];
  let chunk = '';
  for (const character of text) {
    const most = chunks.length === 0 ? Math.max(3, Math.min(WORD_BYTES, Math.floor((LINE - used - 12) / 4) * 3)) : WORD_BYTES;
    if (chunk !== '' && Buffer.byteLength(chunk) + Buffer.byteLength(character) > most) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  const words = [...chunks, chunk].map((one) => `=?UTF-8?B?${Buffer.from(one, 'utf8').toString('base64')}?=`);
  return (used + (words[0]?.length ?? 0) > LINE ? `${CRLF} ` : '') + words.join(`${CRLF} `);
}

/** `; filename*=UTF-8''…`, in continuations where it is long; plain quoted text where ASCII is enough. */
export function parameter(name: string, value: string): string {
  if (PLAIN.test(value) && value.length + name.length < 66 && !/["\\%]|=\?/.test(value)) return `;${CRLF} ${name}="${value}"`;
  const units = [...Buffer.from(value, 'utf8')].map((byte) =>
    /[A-Za-z0-9._-]/.test(String.fromCharCode(byte)) && byte < 0x80
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const parts: string[] = [];
  let part = '';
  for (const unit of units) {
    if (part.length + unit.length > 50) {
      parts.push(part);
      part = '';
    }
    part += unit;
  }
  parts.push(part);
  if (parts.length === 1) return `;${CRLF} ${name}*=UTF-8''${part}`;
  return parts.map((one, index) => `;${CRLF} ${name}*${index}*=${index === 0 ? "UTF-8''" : ''}${one}`).join('');
}
