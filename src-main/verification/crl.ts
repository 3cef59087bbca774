// Certificate revocation lists (RFC 5280 §5): read once, entries found by serial number. Lists that
// speak only of some reasons, of other issuers or of changes since another list are marked unusable,
// because taking one for a complete list would call a revoked certificate good.
import { hash } from 'node:crypto';
import { readSignatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import {
  Asn1Error,
  asBuffer,
  bitStringOctets,
  booleanValue,
  children,
  childrenOf,
  contentOf,
  contextTag,
  encodingOf,
  expectTag,
  integerHex,
  octets,
  oidText,
  onlyChild,
  readWhole,
  smallInteger,
  TAG,
  timeValue,
  sameBytes,
} from './asn1.ts';
import type { Element } from './asn1.ts';
import { readGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { readName } from './name.ts';
import type { DistinguishedName } from './name.ts';
import { asBlobHash } from '#shared/model/ids';
import type { BlobHash } from '#shared/model/ids';

export type CrlEntry = { readonly revokedAt: number; readonly reason: string | null };

export type Crl = {
  readonly fingerprint: BlobHash;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** 'partial': speaks of some reasons or of changes only, so that naming a certificate tells something and not naming it nothing. */
  readonly extent: 'complete' | 'partial' | 'unsupported';
  readonly scope: { readonly userOnly: boolean; readonly caOnly: boolean; readonly points: readonly GeneralName[] | null };
  readonly entry: (serial: string) => CrlEntry | null;
  /** Every serial the list names. */
  readonly serials: () => readonly string[];
  /** The authority key identifier as it stands: tells two keys of one name apart. Null: none. */
  readonly authorityKey: string | null;
};

const ISSUING_POINT = '2.5.29.28';
const AUTHORITY_KEY = '2.5.29.35';
const DELTA_INDICATOR = '2.5.29.27';
const REASON_CODE = '2.5.29.21';
const INVALIDITY_DATE = '2.5.29.24';
// Critical or not, these are handled here or do not change the answer: authority key id, CRL number, issuer alternative name, freshest CRL.
const HARMLESS: ReadonlySet<string> = new Set(['2.5.29.35', '2.5.29.20', '2.5.29.18', '2.5.29.46', '1.3.6.1.5.5.7.1.1', '2.5.29.60']);
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  null,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** Reads one DER list to its last byte; throws Asn1Error. */
export function readCrl(der: Uint8Array): Crl {
  const [tbs, algorithm, signature] = childrenOf(readWhole(der), TAG.sequence);
  const fields = childrenOf(tbs, TAG.sequence);
  let at = 0;
  if (fields[0]?.tag === TAG.integer) at = 1;
  const [innerAlgorithm, issuer, thisUpdate] = fields.slice(at, at + 3);
  at += 3;
  if (!sameBytes(encodingOf(expectTag(algorithm, TAG.sequence)), encodingOf(expectTag(innerAlgorithm, TAG.sequence))))
    throw new Asn1Error('asn1.badValue');
  const nextUpdate = fields[at]?.tag === TAG.utcTime || fields[at]?.tag === TAG.generalizedTime ? timeValue(fields[at]) : null;
  if (nextUpdate !== null) at += 1;
  const revoked = fields[at]?.tag === TAG.sequence ? fields[at] : undefined;
  const extensionField = fields.slice(at).find((field) => field.tag === contextTag(0, true));
  const extensions = readListExtensions(extensionField);
  const entries = readEntries(revoked);
  return {
    fingerprint: asBlobHash(hash('sha256', der, 'hex')),
    tbs: encodingOf(expectTag(tbs, TAG.sequence)),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    signature: bitStringOctets(signature),
    issuer: readName(issuer),
    thisUpdate: timeValue(thisUpdate),
    nextUpdate,
    extent: extensions.supported && entries.supported ? (extensions.partial ? 'partial' : 'complete') : 'unsupported',
    scope: extensions.scope,
    entry: (serial) => entries.bySerial.get(serial) ?? null,
    serials: () => [...entries.bySerial.keys()],
    authorityKey: extensions.authorityKey,
  };
}

type PointExtension = { readonly supported: boolean; readonly partial: boolean; readonly scope: Crl['scope'] };
type ListExtensions = PointExtension & { readonly authorityKey: string | null };

function readListExtensions(field: Element | undefined): ListExtensions {
  let scope: Crl['scope'] = { userOnly: false, caOnly: false, points: null };
  let supported = true;
  let partial = false;
  let authorityKey: string | null = null;
  if (field === undefined) return { supported, partial, scope, authorityKey };
  for (const entry of childrenOf(onlyChild(field), TAG.sequence)) {
    const { oid, critical, value } = readExtension(entry);
    if (oid === ISSUING_POINT) {
      const point = readIssuingPoint(value);
      scope = point.scope;
      supported &&= point.supported;
      partial ||= point.partial;
    } else if (oid === DELTA_INDICATOR) partial = true;
    else if (oid === AUTHORITY_KEY) authorityKey = asBuffer(encodingOf(value)).toString('hex');
    else if (critical && !HARMLESS.has(oid)) supported = false;
  }
  return { supported, partial, scope, authorityKey };
}

function readExtension(entry: Element): { oid: string; critical: boolean; value: Element } {
  const [name, second, third] = childrenOf(entry, TAG.sequence);
  const wrapped = second?.tag === TAG.boolean ? third : second;
  if (wrapped === undefined) throw new Asn1Error('asn1.badValue');
  return { oid: oidText(name), critical: second?.tag === TAG.boolean && booleanValue(second), value: readWhole(octets(wrapped)) };
}

// RFC 5280 §5.2.5. Indirect lists and lists of attribute certificates are not processed.
function readIssuingPoint(value: Element): PointExtension {
  let userOnly = false;
  let caOnly = false;
  let points: readonly GeneralName[] | null = null;
  let supported = true;
  let partial = false;
  for (const field of childrenOf(value, TAG.sequence)) {
    const set = (field.tag & 0x20) === 0 && contentOf(field).some((octet) => octet !== 0);
    if (field.tag === contextTag(0, true)) {
      const form = onlyChild(field);
      points = form.tag === contextTag(0, true) ? readGeneralNames(form) : [];
    } else if (field.tag === contextTag(1, false)) userOnly = set;
    else if (field.tag === contextTag(2, false)) caOnly = set;
    else if (field.tag === contextTag(3, false)) partial = true;
    else supported &&= !set && (field.tag & 0x20) === 0;
  }
  return { supported, partial, scope: { userOnly, caOnly, points } };
}

function readEntries(list: Element | undefined): { bySerial: ReadonlyMap<string, CrlEntry>; supported: boolean } {
  const bySerial = new Map<string, CrlEntry>();
  let supported = true;
  for (const entry of list === undefined ? [] : children(list)) {
    const [serial, date, extensions] = childrenOf(entry, TAG.sequence);
    let reason: string | null = null;
    for (const extension of extensions === undefined ? [] : childrenOf(extensions, TAG.sequence)) {
      const { oid, critical, value } = readExtension(extension);
      if (oid === REASON_CODE) reason = REASONS[smallInteger(value, TAG.enumerated)] ?? 'unspecified';
      else if (critical && oid !== INVALIDITY_DATE) supported = false;
    }
    bySerial.set(integerHex(serial), { revokedAt: timeValue(date), reason });
  }
  return { bySerial, supported };
}

/** A reason by its number, as OCSP gives it. */
export function reasonName(code: number): string {
  return REASONS[code] ?? 'unspecified';
}

export function keyIdentifierSha1(keyOctets: Uint8Array): string {
  return hash('sha1', asBuffer(keyOctets), 'hex');
}
