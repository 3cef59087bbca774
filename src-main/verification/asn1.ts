// Reads BER and DER (ITU-T X.690) as offsets into the given bytes: nothing is copied, nothing is
// decoded before it is asked for. Whatever is not as the rules want it ends in one Asn1Error.

export type Asn1Code =
  | 'asn1.truncated'
  | 'asn1.tooDeep'
  | 'asn1.badLength'
  | 'asn1.trailingData'
  | 'asn1.unexpected'
  | 'asn1.badValue'
  | 'asn1.tooMany';

export class Asn1Error extends Error {
  readonly code: Asn1Code;
  constructor(code: Asn1Code) {
    super(code);
    this.name = 'Asn1Error';
    this.code = code;
  }
}

/** One tag-length-value. `tag` is the identifier octet as written: class, constructed bit, number. */
export type Element = {
  readonly bytes: Uint8Array;
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly contentEnd: number;
  /** Where the next element begins: after the end-of-contents octets of an indefinite length. */
  readonly end: number;
  readonly indefinite: boolean;
};

/** Nesting that is followed at all: CMS in the wild stays under 20. */
export const MAX_DEPTH = 32;
const MAX_CHILDREN = 200_000;

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  octetStringConstructed: 0x24,
} as const;

/** Identifier octet of a context tag: contextTag(0, true) is [0] constructed. */
export function contextTag(number: number, constructed: boolean): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

/** The element at `at`; it must end at or before `limit`. High tag numbers (X.690 §8.1.2.4) are refused: no format here uses them. */
export function readElement(bytes: Uint8Array, at: number, limit: number = bytes.length, depth = 0): Element {
  if (depth > MAX_DEPTH) throw new Asn1Error('asn1.tooDeep');
  if (at + 2 > limit) throw new Asn1Error('asn1.truncated');
  const tag = byteAt(bytes, at);
  if ((tag & 0x1f) === 0x1f) throw new Asn1Error('asn1.unexpected');
  const first = byteAt(bytes, at + 1);
  if (first < 0x80) {
    const content = at + 2;
    const end = content + first;
    if (end > limit) throw new Asn1Error('asn1.truncated');
    return { bytes, tag, start: at, content, contentEnd: end, end, indefinite: false };
  }
  if (first === 0x80) return readIndefinite(bytes, tag, at, limit, depth);
  const octets = first & 0x7f;
  if (octets > 4) throw new Asn1Error('asn1.badLength');
  const content = at + 2 + octets;
  if (content > limit) throw new Asn1Error('asn1.truncated');
  let length = 0;
  for (let index = at + 2; index < content; index += 1) length = length * 256 + byteAt(bytes, index);
  const end = content + length;
  if (end > limit) throw new Asn1Error('asn1.truncated');
  return { bytes, tag, start: at, content, contentEnd: end, end, indefinite: false };
}

// The end of an indefinite length is only found by walking the children (X.690 §8.1.3.6).
function readIndefinite(bytes: Uint8Array, tag: number, start: number, limit: number, depth: number): Element {
  if ((tag & 0x20) === 0) throw new Asn1Error('asn1.badLength');
  const content = start + 2;
  let at = content;
  for (let count = 0; count < MAX_CHILDREN; count += 1) {
    if (at + 2 > limit) throw new Asn1Error('asn1.truncated');
    if (bytes[at] === 0 && bytes[at + 1] === 0) {
      return { bytes, tag, start, content, contentEnd: at, end: at + 2, indefinite: true };
    }
    at = readElement(bytes, at, limit, depth + 1).end;
  }
  throw new Asn1Error('asn1.tooMany');
}

/** The one element that these bytes are, to the last byte. */
export function readWhole(bytes: Uint8Array): Element {
  const element = readElement(bytes, 0);
  if (element.end !== bytes.length) throw new Asn1Error('asn1.trailingData');
  return element;
}

export function children(parent: Element, depth = 0): Element[] {
  if ((parent.tag & 0x20) === 0) throw new Asn1Error('asn1.unexpected');
  const found: Element[] = [];
  let at = parent.content;
  while (at < parent.contentEnd) {
    if (found.length >= MAX_CHILDREN) throw new Asn1Error('asn1.tooMany');
    const child = readElement(parent.bytes, at, parent.contentEnd, depth + 1);
    found.push(child);
    at = child.end;
  }
  return found;
}

/** Children of an element that must have this tag. */
export function childrenOf(parent: Element | undefined, tag: number): Element[] {
  return children(expectTag(parent, tag));
}

export function expectTag(element: Element | undefined, tag: number): Element {
  if (element === undefined || element.tag !== tag) throw new Asn1Error('asn1.unexpected');
  return element;
}

/** The single element inside an explicit tag. */
export function onlyChild(parent: Element): Element {
  const [child, ...more] = children(parent);
  if (child === undefined || more.length > 0) throw new Asn1Error('asn1.unexpected');
  return child;
}

/** Content octets without header, as a view. */
export function contentOf(element: Element): Uint8Array {
  return element.bytes.subarray(element.content, element.contentEnd);
}

/** The whole element with its header, as a view. */
export function encodingOf(element: Element): Uint8Array {
  return element.bytes.subarray(element.start, element.end);
}

/** Segments of an OCTET STRING in order: one when primitive, several when constructed (X.690 §8.7.3). `primitive` and `constructed` are the identifier octets allowed. */
export function octetChunks(element: Element, primitive: number = TAG.octetString, depth = 0): Uint8Array[] {
  if (element.tag === primitive) return [contentOf(element)];
  if (element.tag !== (primitive | 0x20) || depth > MAX_DEPTH) throw new Asn1Error('asn1.unexpected');
  return children(element, depth).flatMap((child) => octetChunks(child, TAG.octetString, depth + 1));
}

/** Content of an OCTET STRING in one piece; copies only when it was sent in several. */
export function octets(element: Element, primitive: number = TAG.octetString): Uint8Array {
  const chunks = octetChunks(element, primitive);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : joined(chunks);
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Dotted text of an OBJECT IDENTIFIER; arcs up to 2^53, minimal octets (X.690 §8.19). */
export function oidText(element: Element | undefined): string {
  if (element === undefined || element.tag !== TAG.oid) throw new Asn1Error('asn1.unexpected');
  const { bytes, content, contentEnd } = element;
  if (content === contentEnd || byteAt(bytes, contentEnd - 1) > 0x7f) throw new Asn1Error('asn1.badValue');
  let text = '';
  let arc = 0;
  let begins = true;
  for (let at = content; at < contentEnd; at += 1) {
    const octet = byteAt(bytes, at);
    if (begins && octet === 0x80) throw new Asn1Error('asn1.badValue');
    if (arc > 2 ** 45) throw new Asn1Error('asn1.badValue');
    arc = arc * 128 + (octet & 0x7f);
    begins = octet < 0x80;
    if (!begins) continue;
    if (text === '') {
      const root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      text = `${root}.${arc - root * 40}`;
    } else text += `.${arc}`;
    arc = 0;
  }
  return text;
}

/** INTEGER as lower-case hexadecimal of its content octets, the form serial numbers are compared in. */
export function integerHex(element: Element | undefined): string {
  if (element === undefined || element.tag !== TAG.integer || element.content === element.contentEnd)
    throw new Asn1Error('asn1.unexpected');
  return asBuffer(contentOf(element)).toString('hex');
}

/** INTEGER or ENUMERATED of at most six octets, not negative. */
export function smallInteger(element: Element | undefined, tag: number = TAG.integer): number {
  const value = contentOf(expectTag(element, tag));
  if (value.length === 0 || value.length > 6 || byteAt(value, 0) > 0x7f) throw new Asn1Error('asn1.badValue');
  return value.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function booleanValue(element: Element | undefined): boolean {
  const value = contentOf(expectTag(element, TAG.boolean));
  if (value.length !== 1) throw new Asn1Error('asn1.badValue');
  return value[0] !== 0;
}

/** BIT STRING of whole octets, as keys and signatures are. */
export function bitStringOctets(element: Element | undefined): Uint8Array {
  const value = contentOf(expectTag(element, TAG.bitString));
  if (value.length === 0 || value[0] !== 0) throw new Asn1Error('asn1.badValue');
  return value.subarray(1);
}

/** Named bits of a BIT STRING: bit 0 is the first. */
export function namedBits(content: Uint8Array): (bit: number) => boolean {
  if (content.length === 0 || byteAt(content, 0) > 7) throw new Asn1Error('asn1.badValue');
  return (bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/**
 * UTCTime or GeneralizedTime as milliseconds since 1970 (RFC 5280 §4.1.2.5: years 50 to 99 are
 * 1950 to 1999). Offsets and fractions are read, because signing times carry them in the wild.
 */
export function timeValue(element: Element | undefined): number {
  if (element === undefined || (element.tag !== TAG.utcTime && element.tag !== TAG.generalizedTime)) throw new Asn1Error('asn1.unexpected');
  const { bytes, content, contentEnd } = element;
  const yearDigits = element.tag === TAG.utcTime ? 2 : 4;
  const short = decimal(bytes, content, yearDigits, contentEnd);
  const year = yearDigits === 4 ? short : short < 50 ? 2000 + short : 1900 + short;
  let at = content + yearDigits;
  const month = decimal(bytes, at, 2, contentEnd);
  const day = decimal(bytes, at + 2, 2, contentEnd);
  const hour = decimal(bytes, at + 4, 2, contentEnd);
  const minute = decimal(bytes, at + 6, 2, contentEnd);
  at += 8;
  let second = 0;
  if (isDigit(bytes[at])) {
    second = decimal(bytes, at, 2, contentEnd);
    at += 2;
  }
  let milliseconds = 0;
  if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
    let scale = 100;
    for (at += 1; isDigit(bytes[at]); at += 1) {
      milliseconds += ((bytes[at] ?? 0) - 0x30) * scale;
      scale /= 10;
    }
  }
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Math.trunc(milliseconds));
  const check = new Date(time);
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60)
    throw new Asn1Error('asn1.badValue');
  return time - zoneOffset(bytes, at, contentEnd);
}

/** "Z" or "+hhmm", to the end; milliseconds east of UTC. */
function zoneOffset(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 0x5a && at + 1 === end) return 0;
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0;
  if (sign === 0 || at + 5 !== end) throw new Asn1Error('asn1.badValue');
  return sign * (decimal(bytes, at + 1, 2, end) * 60 + decimal(bytes, at + 3, 2, end)) * 60_000;
}

function decimal(bytes: Uint8Array, at: number, digits: number, end: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const octet = bytes[index];
    if (index >= end || octet === undefined || !isDigit(octet)) throw new Asn1Error('asn1.badValue');
    value = value * 10 + octet - 0x30;
  }
  return value;
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39;
}

export function latin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && asBuffer(left).equals(right);
}

/** A definite-length encoding around the given content. */
export function encode(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  if (length > 0xffffff) throw new Asn1Error('asn1.badLength');
  return joined([Uint8Array.from(header), content]);
}

function byteAt(bytes: Uint8Array, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw new Asn1Error('asn1.truncated');
  return value;
}
