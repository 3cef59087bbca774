// What FETCH says about the inside of a message: sections, ENVELOPE and BODYSTRUCTURE
// (RFC 3501 §7.4.2), enough for mail programs that ask for them.
import { readFields, readParts } from './submitted.ts';
import type { Field, Part } from './submitted.ts';
import { ImapSyntaxError } from './imap-syntax.ts';

/** Bytes of BODY[section]; null where there is no such part. */
export function sectionOf(bytes: Buffer, section: string): Buffer | null {
  const match = /^((?:\d+)(?:\.\d+)*)?\.?(.*)$/s.exec(section);
  const path = match?.[1]?.split('.').map(Number) ?? [];
  const what = (match?.[2] ?? '').toUpperCase();
  const part = partAt(bytes, path);
  if (part === null) return null;
  if (what === '') return path.length === 0 ? bytes : bytes.subarray(part.bodyStart, part.end);
  if (what === 'MIME') return bytes.subarray(part.start, part.bodyStart);
  const whole = path.length === 0 ? part : part.contentType === 'message/rfc822' ? readParts(bytes, part.bodyStart, part.end) : null;
  if (whole === null) return null;
  if (what === 'HEADER') return bytes.subarray(whole.start, whole.bodyStart);
  if (what === 'TEXT') return bytes.subarray(whole.bodyStart, whole.end);
  const fields = /^HEADER\.FIELDS(\.NOT)? ?\(([^)]*)\)$/.exec(what);
  if (fields === null) throw new ImapSyntaxError('unknown section');
  const names = (fields[2] ?? '').split(' ').map((name) => name.replaceAll('"', '').toLowerCase());
  const chosen = readFields(bytes, whole.start, whole.end).fields.filter(
    (field) => names.includes(field.name) === (fields[1] === undefined),
  );
  return Buffer.from(`${chosen.map((field) => `${field.raw}\r\n`).join('')}\r\n`, 'latin1');
}

/** Part numbers count through an attached message as through its multipart (RFC 3501 §6.4.5). */
function partAt(bytes: Buffer, path: readonly number[]): Part | null {
  let part = readParts(bytes);
  for (const number of path) {
    const holder = part.contentType === 'message/rfc822' && part.start > 0 ? readParts(bytes, part.bodyStart, part.end) : part;
    const child = holder.children.length > 0 ? holder.children[number - 1] : number === 1 ? holder : undefined;
    if (child === undefined) return null;
    part = child;
  }
  return part;
}

export function envelope(bytes: Buffer): string {
  const { fields } = readFields(bytes, 0, bytes.length);
  return envelopeOf(fields);
}

function envelopeOf(fields: readonly Field[]): string {
  const value = (name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;
  const from = addressList(value('from'));
  const orFrom = (name: string): string => (value(name) === null ? from : addressList(value(name)));
  return `(${[text(value('date')), text(value('subject')), from, orFrom('sender'), orFrom('reply-to'), addressList(value('to')), addressList(value('cc')), addressList(value('bcc')), text(value('in-reply-to')), text(value('message-id'))].join(' ')})`;
}

function text(value: string | null): string {
  if (value === null) return 'NIL';
  return `"${value
    .replaceAll(/\r\n[ \t]*/g, ' ')
    .replaceAll(/[\r\n\0]/g, '')
    .replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function addressList(value: string | null): string {
  if (value === null) return 'NIL';
  const entries = value.replaceAll(/\r\n[ \t]*/g, ' ').match(/(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^,"])+/gs) ?? [];
  const addresses = entries.map((entry) => {
    const angle = /^(.*)<([^<>]*)>/.exec(entry);
    const address = (angle?.[2] ?? entry).trim();
    const name = (angle?.[1] ?? '').trim().replace(/^"|"$/g, '');
    const at = address.lastIndexOf('@');
    return `(${name === '' ? 'NIL' : text(name)} NIL ${text(at === -1 ? address : address.slice(0, at))} ${text(at === -1 ? '' : address.slice(at + 1))})`;
  });
  return addresses.length === 0 ? 'NIL' : `(${addresses.join('')})`;
}

export function bodyStructure(bytes: Buffer): string {
  return structureOf(bytes, readParts(bytes), 0);
}

function structureOf(bytes: Buffer, part: Part, depth: number): string {
  const [type = 'text', subtype = 'plain'] = part.contentType.split('/');
  const parameters = parameterList(part.parameters);
  const { fields } = readFields(bytes, part.start, part.end);
  const disposition = dispositionOf(fields);
  if (part.children.length > 0) {
    return `(${part.children.map((child) => structureOf(bytes, child, depth + 1)).join('')} ${text(subtype)} ${parameters} ${disposition} NIL NIL)`;
  }
  const body = bytes.subarray(part.bodyStart, part.end);
  const lines = body.toString('latin1').split('\r\n').length - 1;
  const value = (name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;
  const basic = `${text(type)} ${text(subtype)} ${parameters} ${text(value('content-id'))} ${text(value('content-description'))} ${text(part.encoding)} ${body.length}`;
  if (part.contentType === 'message/rfc822' && depth < 20) {
    const inner = readParts(bytes, part.bodyStart, part.end);
    return `(${basic} ${envelopeOf(readFields(bytes, part.bodyStart, part.end).fields)} ${structureOf(bytes, inner, depth + 1)} ${lines} NIL ${disposition} NIL NIL)`;
  }
  return `(${basic}${type === 'text' ? ` ${lines}` : ''} NIL ${disposition} NIL NIL)`;
}

function parameterList(parameters: ReadonlyMap<string, string>): string {
  if (parameters.size === 0) return 'NIL';
  return `(${[...parameters].map(([name, value]) => `${text(name)} ${text(value)}`).join(' ')})`;
}

function dispositionOf(fields: readonly Field[]): string {
  const value = fields.find((field) => field.name === 'content-disposition')?.value;
  if (value === undefined) return 'NIL';
  const name = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(value);
  return `(${text((value.split(';')[0] ?? '').trim())} ${name === null ? 'NIL' : `("filename" ${text(name[1] ?? name[2] ?? '')})`})`;
}
