// "value; name=text; name*0*=utf-8''…": Content-Type and Content-Disposition (RFC 2045 §5.1,
// RFC 2183) with RFC 2231 charsets and continuations. One pass, never throws. Two readings of one
// parameter are a defect, and the first (for the same form) or the RFC 2231 form wins.
import type { Defect } from '#shared/model/pec-message';
import { decodeCharset } from './charset.ts';
import type { ParameterisedValue } from './mime-message.ts';

export type ParsedParameters = ParameterisedValue & { readonly defects: readonly Defect[] };

/** One "name=value" as written. */
type RawParameter = { readonly name: string; readonly value: string };
type Form = {
  plain: string | null;
  extended: string | null;
  readonly sections: Map<number, { readonly text: string; readonly encoded: boolean }>;
};

const MAX_SECTIONS = 200;

export function parseParameterised(text: string): ParsedParameters {
  return parsePlain(text) ?? parseFully(text);
}

/** One parameter as nearly everybody writes it: no comment, no escape, no RFC 2231, nothing but blanks around. */
const PLAIN_PARAMETER = /;[ \t]*([0-9A-Za-z-]+)=(?:"([^"\\\r\n]*)"|([^\s"();*]+))[ \t]*/y;
const NO_DEFECTS: readonly Defect[] = [];

/** Null: something here wants the long way. For the rest it gives just what that gives. */
function parsePlain(text: string): ParsedParameters | null {
  if (text.includes('(')) return null;
  const end = text.indexOf(';');
  const value = (end < 0 ? text : text.slice(0, end)).trim().toLowerCase();
  const parameters = new Map<string, string>();
  for (let at = end < 0 ? text.length : end; at < text.length; at = PLAIN_PARAMETER.lastIndex) {
    PLAIN_PARAMETER.lastIndex = at;
    const match = PLAIN_PARAMETER.exec(text);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined || parameters.has(name)) return null;
    parameters.set(name, match[2] ?? match[3] ?? '');
  }
  return { value, parameters, defects: NO_DEFECTS };
}

function parseFully(text: string): ParsedParameters {
  const found = new Map<string, Defect>();
  const reader = { text, at: 0 };
  const value = readToken(reader, ';').trim().toLowerCase();
  const forms = new Map<string, Form>();
  while (reader.at < text.length) {
    reader.at += 1; // the semicolon
    const parameter = readParameter(reader, found);
    if (parameter !== null) record(forms, parameter, found);
  }
  const parameters = new Map<string, string>();
  for (const [name, form] of forms) parameters.set(name, settle(name, form, found));
  return { value, parameters, defects: [...found.values()] };
}

type Reader = { readonly text: string; at: number };

function flag(found: Map<string, Defect>, id: string, detail: string): void {
  const key = `${id} ${detail}`;
  if (found.size < 50 && !found.has(key)) found.set(key, { id, detail });
}

/** Text up to `stop` or a semicolon, without comments (RFC 822 §3.4.3). Stops before the stop character. */
function readToken(reader: Reader, stop: string): string {
  const { text } = reader;
  let out = '';
  let from = reader.at;
  while (reader.at < text.length) {
    const character = text.charAt(reader.at);
    if (character === stop || character === ';') break;
    if (character === '(' && (reader.at === from || isBlank(text.charAt(reader.at - 1)))) {
      out += text.slice(from, reader.at);
      skipComment(reader);
      from = reader.at;
      continue;
    }
    reader.at += 1;
  }
  return out + text.slice(from, reader.at);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}

function skipBlanksAndComments(reader: Reader): void {
  for (;;) {
    const character = reader.text.charAt(reader.at);
    if (character !== '' && isBlank(character)) reader.at += 1;
    else if (character === '(') skipComment(reader);
    else return;
  }
}

function skipComment(reader: Reader): void {
  let depth = 0;
  while (reader.at < reader.text.length) {
    const character = reader.text.charAt(reader.at);
    reader.at += character === '\\' ? 2 : 1;
    if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return;
    }
  }
}

function readParameter(reader: Reader, found: Map<string, Defect>): RawParameter | null {
  skipBlanksAndComments(reader);
  const name = readToken(reader, '=').trim().toLowerCase();
  if (reader.text.charAt(reader.at) !== '=') {
    if (name !== '') flag(found, 'mime.parameterSyntax', name.slice(0, 60));
    return null;
  }
  reader.at += 1;
  skipBlanksAndComments(reader);
  const quoted = reader.text.charAt(reader.at) === '"';
  const value = quoted ? readQuoted(reader, found, name) : readToken(reader, ';').trim();
  if (quoted) {
    skipBlanksAndComments(reader);
    if (readToken(reader, ';').trim() !== '') flag(found, 'mime.parameterSyntax', name.slice(0, 60));
  } else if (/[\s"]/.test(value)) flag(found, 'mime.parameterSyntax', name.slice(0, 60));
  if (name === '') {
    flag(found, 'mime.parameterSyntax', '');
    return null;
  }
  return { name, value };
}

function readQuoted(reader: Reader, found: Map<string, Defect>, name: string): string {
  const { text } = reader;
  let out = '';
  reader.at += 1;
  let from = reader.at;
  while (reader.at < text.length) {
    const character = text.charAt(reader.at);
    if (character === '\\') {
      out += text.slice(from, reader.at);
      from = reader.at + 1;
      reader.at += 2;
    } else if (character === '"') {
      out += text.slice(from, reader.at);
      reader.at += 1;
      return out;
    } else reader.at += 1;
  }
  reader.at = text.length;
  flag(found, 'mime.parameterSyntax', name.slice(0, 60));
  return out + text.slice(from);
}

/** RFC 2231 §3 and §4: "filename*", "filename*0", "filename*0*". */
function record(forms: Map<string, Form>, parameter: RawParameter, found: Map<string, Defect>): void {
  const star = parameter.name.indexOf('*');
  const name = star < 0 ? parameter.name : parameter.name.slice(0, star);
  const form: Form = forms.get(name) ?? { plain: null, extended: null, sections: new Map() };
  forms.set(name, form);
  const suffix = star < 0 ? '' : parameter.name.slice(star);
  if (suffix === '') {
    if (form.plain === null) form.plain = parameter.value;
    else flag(found, 'mime.duplicateParameter', name);
    return;
  }
  if (suffix === '*') {
    if (form.extended === null) form.extended = parameter.value;
    else flag(found, 'mime.duplicateParameter', name);
    return;
  }
  const section = /^\*(0|[1-9][0-9]{0,2})(\*?)$/.exec(suffix);
  if (section === null) return flag(found, 'mime.parameterContinuation', name);
  const index = Number(section[1]);
  if (form.sections.has(index)) return flag(found, 'mime.duplicateParameter', name);
  if (index >= MAX_SECTIONS) return flag(found, 'mime.parameterContinuation', name);
  form.sections.set(index, { text: parameter.value, encoded: section[2] === '*' });
}

function settle(name: string, form: Form, found: Map<string, Defect>): string {
  const extended = form.extended === null ? null : decodeExtended(form.extended);
  const continued = form.sections.size === 0 ? null : joinSections(name, form, found);
  const readings = [form.plain, extended, continued].filter((reading) => reading !== null);
  if (readings.length > 1) {
    if (name === 'boundary') flag(found, 'mime.twoBoundaries', name);
    else if (new Set(readings).size > 1) flag(found, 'mime.parameterConflict', name);
  }
  if (name === 'boundary' && found.has('mime.duplicateParameter boundary')) flag(found, 'mime.twoBoundaries', name);
  return extended ?? continued ?? form.plain ?? '';
}

/** utf-8'it'caff%C3%A8 */
function decodeExtended(value: string): string {
  const [charset, text] = splitCharset(value);
  return decodeCharset(percentBytes(text), charset).text;
}

function splitCharset(value: string): readonly [charset: string | null, text: string] {
  const first = value.indexOf("'");
  const second = first < 0 ? -1 : value.indexOf("'", first + 1);
  return second < 0 ? [null, value] : [value.slice(0, first), value.slice(second + 1)];
}

function joinSections(name: string, form: Form, found: Map<string, Defect>): string {
  const bytes: Uint8Array[] = [];
  let charset: string | null = null;
  let index = 0;
  for (; form.sections.has(index); index += 1) {
    const section = form.sections.get(index);
    if (section === undefined) break;
    let text = section.text;
    if (index === 0 && section.encoded) [charset, text] = splitCharset(text);
    bytes.push(section.encoded ? percentBytes(text) : Buffer.from(text, 'utf8'));
  }
  if (index !== form.sections.size) flag(found, 'mime.parameterContinuation', name);
  return decodeCharset(Buffer.concat(bytes), charset).text;
}

function percentBytes(text: string): Uint8Array {
  const source = Buffer.from(text, 'utf8');
  const out = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    const value = source[at] === 0x25 ? hexPair(source[at + 1], source[at + 2]) : -1;
    out[length] = value < 0 ? (source[at] ?? 0) : value;
    length += 1;
    if (value >= 0) at += 2;
  }
  return out.subarray(0, length);
}

/** Value of two hexadecimal digits, -1 when they are not. */
export function hexPair(high: number | undefined, low: number | undefined): number {
  const a = hexDigit(high);
  const b = hexDigit(low);
  return a < 0 || b < 0 ? -1 : a * 16 + b;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}
