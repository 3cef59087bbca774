// OCSP responses (RFC 6960 §4.2) as evidence kept on disk: who answered, about which certificate,
// with which dates. Nothing is asked over the network here.
import { hash } from 'node:crypto';
import { readDigest, readSignatureAlgorithm } from './algorithms.ts';
import type { Digest, SignatureAlgorithm } from './algorithms.ts';
import {
  asBuffer,
  Asn1Error,
  bitStringOctets,
  children,
  childrenOf,
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
} from './asn1.ts';
import type { Element } from './asn1.ts';
import { reasonName } from './crl.ts';
import { readName } from './name.ts';
import { asBlobHash } from '#shared/model/ids';
import type { BlobHash } from '#shared/model/ids';

/** One SingleResponse with the signature that covers it. */
export type OcspAnswer = {
  readonly fingerprint: BlobHash;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly responder: { readonly nameKey: string } | { readonly keyHash: string };
  /** DER certificates the response carries. */
  readonly certificates: readonly Uint8Array[];
  readonly about: { readonly digest: Digest; readonly issuerNameHash: string; readonly issuerKeyHash: string; readonly serial: string };
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt: number | null;
  readonly reason: string | null;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
};

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

/** The answers of a successful basic response; none when it is another kind. Throws Asn1Error. */
export function readOcspResponse(der: Uint8Array): OcspAnswer[] {
  const [status, wrapper] = childrenOf(readWhole(der), TAG.sequence);
  if (smallInteger(status, TAG.enumerated) !== 0 || wrapper === undefined) return [];
  const [type, response] = childrenOf(onlyChild(wrapper), TAG.sequence);
  if (oidText(type) !== BASIC_RESPONSE || response === undefined) return [];
  const [data, algorithm, signature, bag] = childrenOf(readWhole(octets(response)), TAG.sequence);
  const fields = childrenOf(data, TAG.sequence);
  let at = fields[0]?.tag === contextTag(0, true) ? 1 : 0;
  const responder = fields[at];
  const responses = fields[at + 2];
  at += 3;
  // No extension of the response changes what is read here; an unknown critical one means we do not understand it.
  if (fields.slice(at).some((field) => field.tag === contextTag(1, true) && hasCritical(onlyChild(field)))) return [];
  const common = {
    fingerprint: asBlobHash(hash('sha256', der, 'hex')),
    tbs: encodingOf(expectTag(data, TAG.sequence)),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    signature: bitStringOctets(signature),
    responder: readResponder(responder),
    certificates: bag === undefined ? [] : childrenOf(onlyChild(bag), TAG.sequence).map(encodingOf),
  };
  return childrenOf(responses, TAG.sequence).flatMap((single) => {
    const answer = readSingle(single);
    return answer === null ? [] : [{ ...common, ...answer }];
  });
}

function hasCritical(extensions: Element): boolean {
  return childrenOf(extensions, TAG.sequence).some((entry) => childrenOf(entry, TAG.sequence)[1]?.tag === TAG.boolean);
}

function readResponder(element: Element | undefined): OcspAnswer['responder'] {
  if (element?.tag === contextTag(1, true)) return { nameKey: readName(onlyChild(element)).key };
  if (element?.tag === contextTag(2, true)) return { keyHash: asBuffer(octets(onlyChild(element))).toString('hex') };
  throw new Asn1Error('asn1.unexpected');
}

type Single = Pick<OcspAnswer, 'about' | 'status' | 'revokedAt' | 'reason' | 'thisUpdate' | 'nextUpdate'>;

function readSingle(element: Element): Single | null {
  const [id, state, thisUpdate, ...more] = childrenOf(element, TAG.sequence);
  const [algorithm, nameHash, keyHash, serial] = childrenOf(id, TAG.sequence);
  const digest = readDigest(algorithm);
  if (digest === null || nameHash === undefined || keyHash === undefined || state === undefined) return null;
  if (more.some((field) => field.tag === contextTag(1, true) && hasCritical(onlyChild(field)))) return null;
  const next = more.find((field) => field.tag === contextTag(0, true));
  const about = {
    digest,
    issuerNameHash: asBuffer(octets(nameHash)).toString('hex'),
    issuerKeyHash: asBuffer(octets(keyHash)).toString('hex'),
    serial: integerHex(serial),
  };
  const dates = { thisUpdate: timeValue(thisUpdate), nextUpdate: next === undefined ? null : timeValue(onlyChild(next)) };
  if (state.tag === contextTag(0, false)) return { about, ...dates, status: 'good', revokedAt: null, reason: null };
  if (state.tag !== contextTag(1, true)) return { about, ...dates, status: 'unknown', revokedAt: null, reason: null };
  const [revokedAt, reason] = children(state);
  const code = reason === undefined ? null : smallInteger(onlyChild(reason), TAG.enumerated);
  return { about, ...dates, status: 'revoked', revokedAt: timeValue(revokedAt), reason: code === null ? null : reasonName(code) };
}

/** Whether the answer speaks of this serial of this issuer. */
export function speaksOf(answer: OcspAnswer, issuerName: Uint8Array, issuerKey: Uint8Array, serial: string): boolean {
  const { digest, issuerNameHash, issuerKeyHash } = answer.about;
  return (
    answer.about.serial === serial && hash(digest, issuerName, 'hex') === issuerNameHash && hash(digest, issuerKey, 'hex') === issuerKeyHash
  );
}
