// X.501 names (RFC 5280 §4.1.2.4): text for people, and a canonical form for comparison by §7.1
// (case and inner white space do not matter, order within a relative name neither).
import { childrenOf, contentOf, latin1, oidText, TAG, asBuffer, encodingOf } from './asn1.ts';
import type { Element } from './asn1.ts';

export type NameAttribute = { readonly type: string; readonly value: string };
export type DistinguishedName = {
  readonly der: Uint8Array;
  /** One string per relative name, outermost (country) first. */
  readonly canonical: readonly string[];
  /** All of `canonical` in one key. */
  readonly key: string;
  readonly attributes: readonly NameAttribute[];
  /** "CN=…, O=…, C=IT": most specific first. */
  readonly text: string;
};

const LABELS: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.42', 'givenName'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';
const COMMON_NAME = '2.5.4.3';

export function readName(element: Element | undefined): DistinguishedName {
  const relative = childrenOf(element, TAG.sequence).map(readRelativeName);
  const canonical = relative.map((attributes) =>
    attributes
      .map(({ type, value }) => `${type}=${foldText(value)}`)
      .toSorted()
      .join('+'),
  );
  const text = relative
    .toReversed()
    .map((attributes) => attributes.map(({ type, value }) => `${LABELS.get(type) ?? type}=${printable(value)}`).join('+'))
    .join(', ');
  return {
    der: element === undefined ? new Uint8Array() : encodingOf(element),
    canonical,
    key: canonical.join('\u0000'),
    attributes: relative.flat(),
    text,
  };
}

function readRelativeName(set: Element): NameAttribute[] {
  return childrenOf(set, TAG.set).map((pair) => {
    const [type, value] = childrenOf(pair, TAG.sequence);
    return { type: oidText(type), value: value === undefined ? '' : directoryText(value) };
  });
}

/** DirectoryString in any of its forms; an unknown form keeps its octets in hexadecimal and so never equals a text. */
export function directoryText(element: Element): string {
  const content = contentOf(element);
  switch (element.tag) {
    case TAG.utf8String:
      return new TextDecoder('utf-8').decode(content);
    case 0x1e: // BMPString
      return content.length % 2 === 0 ? asBuffer(Uint8Array.from(content)).swap16().toString('utf16le') : hexadecimal(content);
    case 0x13: // PrintableString
    case 0x14: // TeletexString, Latin-1 in practice
    case 0x12: // NumericString
    case TAG.ia5String:
      return latin1(content);
    default:
      return hexadecimal(content);
  }
}

/** True when `name` lies in the subtree: its leading relative names equal those of `base`. */
export function withinSubtree(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.canonical.length <= name.canonical.length && base.canonical.every((relative, index) => relative === name.canonical[index]);
}

export function emailAttributes(name: DistinguishedName): string[] {
  return name.attributes.filter(({ type }) => type === EMAIL_ADDRESS).map(({ value }) => value);
}

export function commonName(name: DistinguishedName): string | null {
  return name.attributes.findLast(({ type }) => type === COMMON_NAME)?.value ?? null;
}

function foldText(value: string): string {
  return value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase().replaceAll('+', '\\+').replaceAll('\u0000', '\\0');
}

// A name is shown on one line, and nothing in it may look like the end of it (RFC 4514 §2.4).
function printable(value: string): string {
  return value
    .replace(/[\\,+"<>;]/g, '\\$&')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
      (character) => `\\${asBuffer(Buffer.from(character)).toString('hex')}`,
    );
}

function hexadecimal(bytes: Uint8Array): string {
  return `#${asBuffer(bytes).toString('hex')}`;
}
