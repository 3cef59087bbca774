// Address lists (RFC 5322 §3.4) for identity and for people. Strict where identity is decided:
// `valid` is true only for a plain addr-spec. Nothing is ever shortened, decoded or guessed inside an
// address; what is odd is named and shown as written (HDR-01, HDR-02, SIG-24, SIG-25).
import type { MailAddress } from '#shared/model/ids';
import { decodeEncodedWords } from './encoded-words.ts';
import { MIME_LIMITS } from './limits.ts';

export type ParsedAddress = {
  /** addr-spec, domain in lower case; as written when not valid. */
  readonly address: MailAddress;
  readonly valid: boolean;
  /** Decoded; '' when there is none. Never an identity. */
  readonly displayName: string;
  /** 'address.invalid', 'address.encodedWord', 'address.control', 'address.nameIsAddress', 'address.hidden', … */
  readonly suspicious: readonly string[];
};

export type AddressList = {
  readonly addresses: readonly ParsedAddress[];
  /** Addresses beyond the limit are counted, not parsed. */
  readonly total: number;
  /** About the list: 'address.group', 'address.emptyEntry', 'address.semicolon', 'address.tooMany', 'address.unclosed'. */
  readonly suspicious: readonly string[];
};

type Kind = 'text' | 'quoted' | 'angle' | 'comment';
type Token = { readonly kind: Kind; readonly text: string; readonly spaceBefore: boolean };

/** One bare addr-spec of plain letters: most fields of PEC mail, for which the long way gives just this. */
const PLAIN = /^[0-9A-Za-z_+-]+(?:\.[0-9A-Za-z_+-]+)*@[0-9A-Za-z][0-9A-Za-z_-]{0,62}(?:\.[0-9A-Za-z_-]{1,63})*$/;

/** `raw` is the unfolded field value with encoded words as written. Linear; never throws. */
export function parseAddressList(raw: string): AddressList {
  if (raw.length <= 128 && PLAIN.test(raw) && !/xn--/i.test(raw)) {
    const at = raw.indexOf('@');
    const address = raw.slice(0, at) + raw.slice(at).toLowerCase();
    return { addresses: [{ address, valid: true, displayName: '', suspicious: [] }], total: 1, suspicious: [] };
  }
  const addresses: ParsedAddress[] = [];
  const suspicious = new Set<string>();
  let total = 0;
  let tokens: Token[] = [];
  let inGroup = false;
  const finish = (separator: string): void => {
    const hasContent = tokens.some((token) => token.kind !== 'comment');
    if (hasContent) {
      total += 1;
      if (addresses.length < MIME_LIMITS.addresses) addresses.push(readMailbox(tokens));
      else suspicious.add('address.tooMany');
    } else if (separator === ',' || (tokens.length > 0 && separator === '')) suspicious.add('address.emptyEntry');
    tokens = [];
  };
  for (const token of tokenise(raw, suspicious)) {
    if (token.kind !== 'separator') tokens.push({ kind: token.kind, text: token.text, spaceBefore: token.spaceBefore });
    else if (token.text === ',') finish(',');
    else if (token.text === ';') {
      suspicious.add(inGroup ? 'address.group' : 'address.semicolon');
      inGroup = false;
      finish(';');
    } else {
      suspicious.add('address.group');
      inGroup = true;
      tokens = []; // the group's name is no address
    }
  }
  finish('');
  return { addresses, total, suspicious: [...suspicious] };
}

type AnyToken = { readonly kind: Kind | 'separator'; readonly text: string; readonly spaceBefore: boolean };

function* tokenise(raw: string, suspicious: Set<string>): Generator<AnyToken> {
  let at = 0;
  let spaceBefore = false;
  while (at < raw.length) {
    const character = raw.charAt(at);
    if (character === ' ' || character === '\t' || character === '\r' || character === '\n') {
      spaceBefore = true;
      at += 1;
      continue;
    }
    let end = at + 1;
    let kind: AnyToken['kind'] = 'text';
    if (character === '"') [kind, end] = ['quoted', closing(raw, at, '"')];
    else if (character === '(') [kind, end] = ['comment', closingComment(raw, at)];
    else if (character === '<') [kind, end] = ['angle', closingAngle(raw, at)];
    else if (character === ',' || character === ';') kind = 'separator';
    else if (character === ':' && !isInsideDomainLiteral(raw, at)) kind = 'separator';
    else end = endOfText(raw, at);
    if (end < 0) {
      suspicious.add('address.unclosed');
      end = raw.length;
    }
    yield { kind, text: raw.slice(at, end), spaceBefore };
    spaceBefore = false;
    at = end;
  }
}

/** IPv6 literals hold colons: "a@[IPv6:::1]". They are read as one text token, so this only guards odd input. */
function isInsideDomainLiteral(raw: string, at: number): boolean {
  return at > 0 && raw.charAt(at - 1) === '[';
}

function endOfText(raw: string, start: number): number {
  let literal = false;
  for (let at = start; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === '[') literal = true;
    else if (character === ']') literal = false;
    if (literal && character === ':') continue;
    if (' \t\r\n"(<,;:'.includes(character)) return Math.max(at, start + 1);
  }
  return raw.length;
}

function closing(raw: string, start: number, quote: string): number {
  for (let at = start + 1; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === '\\') at += 1;
    else if (character === quote) return at + 1;
  }
  return -1;
}

function closingComment(raw: string, start: number): number {
  let depth = 0;
  for (let at = start; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function closingAngle(raw: string, start: number): number {
  let quoted = false;
  for (let at = start + 1; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === '\\' && quoted) at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return at + 1;
  }
  return -1;
}

function readMailbox(tokens: readonly Token[]): ParsedAddress {
  const suspicious = new Set<string>();
  if (tokens.some((token) => token.kind === 'comment')) suspicious.add('address.comment');
  const angles = tokens.filter((token) => token.kind === 'angle');
  const rest = tokens.filter((token) => token.kind === 'text' || token.kind === 'quoted');
  const first = angles[0];
  if (first === undefined) return finishMailbox(joined(rest), '', suspicious);
  if (angles.length > 1) suspicious.add('address.twoAngles');
  if (!first.text.endsWith('>')) suspicious.add('address.unclosed');
  if (tokens.at(-1) !== first && tokens.slice(tokens.indexOf(first) + 1).some((token) => token.kind !== 'comment')) {
    suspicious.add('address.textAfter');
  }
  let spec = first.text.slice(1, first.text.endsWith('>') ? -1 : undefined).trim();
  const route = /^@[^:<>]{1,998}:/.exec(spec); // obs-route, RFC 5322 §4.4
  if (route !== null) {
    suspicious.add('address.route');
    spec = spec.slice(route[0].length);
  }
  return finishMailbox(spec, displayName(rest), suspicious);
}

function joined(tokens: readonly Token[]): string {
  return tokens.map((token, index) => (index > 0 && token.spaceBefore ? ` ${token.text}` : token.text)).join('');
}

function displayName(tokens: readonly Token[]): string {
  const words = tokens.map((token, index) => {
    const text = token.kind === 'quoted' ? unquote(token.text) : token.text;
    return index > 0 && token.spaceBefore ? ` ${text}` : text;
  });
  return decodeEncodedWords(words.join('')).trim();
}

function unquote(text: string): string {
  const inner = text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined);
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner;
}

const ATOM = /^[!#$%&'*+/=?^_`{|}~0-9A-Za-z\u0080-\uffff-]+(?:\.[!#$%&'*+/=?^_`{|}~0-9A-Za-z\u0080-\uffff-]+)*$/;
const DOMAIN = /^[0-9A-Za-z\u0080-\uffff](?:[0-9A-Za-z\u0080-\uffff_-]{0,62})(?:\.[0-9A-Za-z\u0080-\uffff_-]{1,63})*$/;
const LITERAL = /^\[(?:IPv6:)?[0-9A-Fa-f.:]{2,45}\]$/;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Blanks beyond ASCII: in an address they look like nothing. */
const ODD_BLANK = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function finishMailbox(spec: string, name: string, suspicious: Set<string>): ParsedAddress {
  if (CONTROL.test(spec) || CONTROL.test(name) || ODD_BLANK.test(spec)) suspicious.add('address.control');
  if (/=\?[^?]{1,60}\?[bq]\?/i.test(spec)) suspicious.add('address.encodedWord');
  if (HIDDEN.test(spec) || HIDDEN.test(name)) suspicious.add('address.hidden');
  if (/[^\u0000-\u007f]/.test(spec)) suspicious.add('address.nonAscii');
  if (/(^|[.@])xn--/i.test(spec)) suspicious.add('address.punycode');
  const normal = normaliseSpec(spec);
  if (normal === null) suspicious.add(spec === '' ? 'address.empty' : 'address.invalid');
  if (name.includes('@') && normal !== null && name.toLowerCase() !== normal.toLowerCase()) suspicious.add('address.nameIsAddress');
  const fatal = [...suspicious].some((code) => FATAL.has(code));
  return { address: normal ?? spec, valid: normal !== null && !fatal, displayName: name, suspicious: [...suspicious] };
}

/** What makes it unclear which address is meant: never an identity. */
const FATAL: ReadonlySet<string> = new Set([
  'address.control',
  'address.encodedWord',
  'address.twoAngles',
  'address.textAfter',
  'address.unclosed',
]);

/** Bidi controls, zero-width characters, soft hyphen, tag characters. */
const HIDDEN = /\u00ad|\u034f|\u061c|\u180e|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u2069]|\ufeff|\udb40[\udc00-\udc7f]/;

function normaliseSpec(spec: string): MailAddress | null {
  if (spec.length > 320) return null;
  const split = splitSpec(spec);
  if (split === null) return null;
  const local = normaliseLocal(split.local.trim());
  const domain = split.domain.trim();
  if (local === null || local.length > 128 || domain.length > 255) return null;
  if (!DOMAIN.test(domain) && !LITERAL.test(domain)) return null;
  return `${local}@${domain.toLowerCase()}`;
}

/** The one "@" outside quotes. */
function splitSpec(spec: string): { readonly local: string; readonly domain: string } | null {
  if (spec.startsWith('"')) {
    const end = closing(spec, 0, '"');
    if (end < 0) return null;
    const at = spec.indexOf('@', end);
    if (at < 0 || spec.indexOf('@', at + 1) >= 0) return null;
    return { local: spec.slice(0, at), domain: spec.slice(at + 1) };
  }
  const at = spec.indexOf('@');
  if (at <= 0 || spec.indexOf('@', at + 1) >= 0) return null;
  return { local: spec.slice(0, at), domain: spec.slice(at + 1) };
}

/** A quoted local part that needs no quotes is the same mailbox without them (RFC 5321 §4.1.2). */
function normaliseLocal(local: string): string | null {
  if (ATOM.test(local)) return local;
  if (!local.startsWith('"') || local.length < 2 || closing(local, 0, '"') !== local.length) return null;
  const inner = unquote(local);
  if (ATOM.test(inner)) return inner;
  if (inner === '') return null;
  return `"${inner.replace(/["\\]/g, '\\$&')}"`;
}

/** Domain in lower case, local part as written; null when it is no addr-spec. */
export function normaliseAddress(raw: string): MailAddress | null {
  const list = parseAddressList(raw);
  const only = list.addresses.length === 1 ? list.addresses[0] : undefined;
  return only !== undefined && only.valid ? only.address : null;
}

/** PEC practice: both sides in lower case, for matching only (PEC-REFERENCE §2.3). */
export function sameAddress(left: MailAddress, right: MailAddress): boolean {
  return addressKey(left) === addressKey(right);
}

export function addressKey(address: MailAddress): string {
  return address.trim().toLowerCase();
}
