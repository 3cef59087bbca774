// One SignerInfo against the content it is said to sign (RFC 5652 §5.4, §5.6, §11): digest,
// attributes by the book, signature by a certificate that fits the identifier. Several certificates
// may fit (same issuer and serial): the one whose key verifies is the signer, and no fact of another
// is ever joined to it.
import { createHash, hash } from 'node:crypto';
import { digestStrength, signatureName, worst } from './algorithms.ts';
import type { Digest, SignatureAlgorithm } from './algorithms.ts';
import { asBuffer, Asn1Error, childrenOf, contentOf, contextTag, encodingOf, oidText, octets, sameBytes, TAG, timeValue } from './asn1.ts';
import type { Element } from './asn1.ts';
import { readDigest } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import type { Attribute, SignedData, SignerInfo } from './cms.ts';
import { CONTENT_TYPE } from './cms.ts';
import { keyIdentifierSha1 } from './crl.ts';
import { readName } from './name.ts';
import { certificateOf, verifyWith } from './trust-context.ts';
import type { TrustContext } from './trust-context.ts';
import type { AlgorithmState, Integrity } from '#shared/model/verification-report';

export type SignerCode =
  | 'cms.digest'
  | 'cms.signature'
  | 'cms.attributeMissing'
  | 'cms.duplicateAttribute'
  | 'cms.contentType'
  | 'cms.algorithmProtection'
  | 'cms.signingCertificate'
  | 'cms.certificateMissing'
  | 'cms.malformedAttribute'
  | 'alg.unsupported'
  | 'alg.mismatch'
  | 'alg.broken';

export type SignerResult = {
  readonly integrity: Integrity;
  readonly code: SignerCode | null;
  readonly certificate: Certificate | null;
  readonly messageDigest: string | null;
  readonly signingTime: number | null;
  readonly digestName: string | null;
  readonly signatureName: string;
  readonly strength: AlgorithmState;
  readonly hasAttributes: boolean;
  /** True when bare LF had to be read as CRLF. */
  readonly canonicalised: boolean;
  readonly info: SignerInfo;
};

/** The signed bytes in order, and the same in canonical line ends, made only when asked for; null when that would change nothing. */
export type SignedContent = { readonly chunks: readonly Uint8Array[]; readonly canonical: () => Uint8Array | null };

const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
export const SIGNATURE_TIMESTAMP = '1.2.840.113549.1.9.16.2.14';

/** Never throws on bad input: what cannot be read on the way makes the signature invalid. */
export function verifySigner(
  context: TrustContext,
  signed: SignedData,
  info: SignerInfo,
  content: SignedContent,
  embedded: readonly Certificate[],
): SignerResult {
  try {
    return judgeSigner(context, signed, info, content, embedded);
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    return resultOf(info, null, 'invalid', 'cms.malformedAttribute', UNSTATED);
  }
}

/** What the signed attributes state, whether or not the signature holds. */
type Stated = { readonly messageDigest: string | null; readonly signingTime: number | null; readonly canonicalised: boolean };
const UNSTATED: Stated = { messageDigest: null, signingTime: null, canonicalised: false };

// Written out, not spread: this is made for every message, and objects of one literal keep one shape.
function resultOf(
  info: SignerInfo,
  certificate: Certificate | null,
  integrity: Integrity,
  code: SignerCode | null,
  stated: Stated,
): SignerResult {
  return {
    integrity,
    code,
    certificate,
    messageDigest: stated.messageDigest,
    signingTime: stated.signingTime,
    digestName: info.digest,
    signatureName: signatureName(info.algorithm, info.digest),
    strength: worst([digestStrength(info.digest), signatureStrength(info.algorithm), certificate?.key.strength ?? 'ok']),
    hasAttributes: info.signedAttributes !== null,
    canonicalised: stated.canonicalised,
    info,
  };
}

function judgeSigner(
  context: TrustContext,
  signed: SignedData,
  info: SignerInfo,
  content: SignedContent,
  embedded: readonly Certificate[],
): SignerResult {
  const candidates = matchingCertificates(context, info, embedded);
  const likely = candidates[0] ?? null;
  if (info.digest === null || info.algorithm.kind === 'unsupported')
    return resultOf(info, likely, 'unsupported', 'alg.unsupported', UNSTATED);
  if (!digestsAgree(info.algorithm, info.digest)) return resultOf(info, likely, 'unsupported', 'alg.mismatch', UNSTATED);
  const attributes = readBookAttributes(signed, info);
  const fit = fitContent(content, info, attributes.messageDigest);
  const stated: Stated = {
    messageDigest: attributes.messageDigest === null ? null : asBuffer(attributes.messageDigest).toString('hex'),
    signingTime: attributes.signingTime,
    canonicalised: fit.canonicalised && fit.matches,
  };
  if (attributes.code !== null) return resultOf(info, likely, 'invalid', attributes.code, stated);
  if (!fit.matches) return resultOf(info, likely, 'invalid', 'cms.digest', stated);
  if (likely === null) return resultOf(info, null, 'unsupported', 'cms.certificateMissing', stated);
  return tryCertificates(context, info, info.digest, content, candidates.slice(0, MAX_CANDIDATES), stated);
}

const MAX_CANDIDATES = 4;

/** The certificate whose key verifies is the signer; the first refusal is told when none does. */
function tryCertificates(
  context: TrustContext,
  info: SignerInfo,
  digest: Digest,
  content: SignedContent,
  candidates: readonly Certificate[],
  stated: Stated,
): SignerResult {
  const bytes = info.signedAttributes?.encoding;
  let refusal: SignerResult | null = null;
  for (const certificate of candidates) {
    const direct = bytes === undefined ? signedDirectly(context, certificate, info, digest, content) : null;
    const outcome =
      bytes === undefined
        ? (direct?.outcome ?? 'invalid')
        : verifyWith(context, certificate, info.algorithm, digest, bytes, info.signature);
    if (outcome === 'valid') {
      const found = direct === null ? stated : { ...stated, canonicalised: direct.canonicalised };
      if (namesCertificate(info, certificate)) return resultOf(info, certificate, 'valid', null, found);
      refusal = resultOf(info, certificate, 'invalid', 'cms.signingCertificate', found);
    } else if (refusal === null) {
      refusal =
        outcome === 'unsupported'
          ? resultOf(info, certificate, 'unsupported', 'alg.unsupported', stated)
          : resultOf(info, certificate, 'invalid', 'cms.signature', stated);
    }
  }
  return refusal ?? resultOf(info, candidates[0] ?? null, 'invalid', 'cms.signature', stated);
}

/** From the message, then from what is known: identifier by issuer and serial, or by key identifier. */
function matchingCertificates(context: TrustContext, info: SignerInfo, embedded: readonly Certificate[]): readonly Certificate[] {
  const own = fitting(info, embedded);
  return own.length > 0 || context.pool.length === 0 ? own : fitting(info, context.pool);
}

function fitting({ identifier }: SignerInfo, certificates: readonly Certificate[]): readonly Certificate[] {
  if ('keyId' in identifier) {
    return certificates.filter(({ subjectKeyId, key }) => (subjectKeyId ?? keyIdentifierSha1(key.keyOctets)) === identifier.keyId);
  }
  const sameSerial = certificates.filter(({ serial }) => serial === identifier.serial);
  const issuer = encodingOf(identifier.issuer);
  // The same bytes are the rule; another spelling of the same name (RFC 5280 §7.1) is looked for only without them.
  const exact = sameSerial.filter((certificate) => sameBytes(issuer, certificate.issuer.der));
  if (exact.length > 0 || sameSerial.length === 0) return exact;
  const { key } = readName(identifier.issuer);
  return sameSerial.filter((certificate) => certificate.issuer.key === key);
}

// RFC 5754 §3: where the signature algorithm names a digest it must be the SignerInfo's.
function digestsAgree(algorithm: SignatureAlgorithm, digest: Digest): boolean {
  return !('digest' in algorithm) || algorithm.digest === null || algorithm.digest === digest;
}

function signatureStrength(algorithm: SignatureAlgorithm): AlgorithmState {
  return 'digest' in algorithm ? digestStrength(algorithm.digest) : 'ok';
}

type BookAttributes = { readonly code: SignerCode | null; readonly messageDigest: Uint8Array | null; readonly signingTime: number | null };

/** RFC 5652 §5.3 and §11: each of these once with one value; content type as in the message. */
function readBookAttributes(signed: SignedData, info: SignerInfo): BookAttributes {
  const nothing = { messageDigest: null, signingTime: null };
  if (info.signedAttributes === null) return { ...nothing, code: signed.contentType === CONTENT_TYPE.data ? null : 'cms.attributeMissing' };
  const byType = new Map<string, Attribute>();
  for (const attribute of info.signedAttributes.list) {
    if (byType.has(attribute.type)) return { ...nothing, code: 'cms.duplicateAttribute' };
    byType.set(attribute.type, attribute);
  }
  const one = (type: string): Element | null | 'several' => {
    const values = byType.get(type)?.values;
    return values === undefined ? null : values.length === 1 ? (values[0] ?? null) : 'several';
  };
  const contentType = one(ATTRIBUTE.contentType);
  const digest = one(ATTRIBUTE.messageDigest);
  const time = one(ATTRIBUTE.signingTime);
  const protection = one(ATTRIBUTE.algorithmProtection);
  if (contentType === 'several' || digest === 'several' || time === 'several' || protection === 'several')
    return { ...nothing, code: 'cms.duplicateAttribute' };
  if (contentType === null || digest === null) return { ...nothing, code: 'cms.attributeMissing' };
  try {
    const found = { messageDigest: octets(digest), signingTime: time === null ? null : timeValue(time) };
    if (oidText(contentType) !== signed.contentType) return { ...found, code: 'cms.contentType' };
    return { ...found, code: protection === null || protects(protection, info) ? null : 'cms.algorithmProtection' };
  } catch (cause) {
    if (cause instanceof Asn1Error) return { ...nothing, code: 'cms.malformedAttribute' };
    throw cause;
  }
}

// RFC 6211 §2: the algorithms named under the signature must be those used.
function protects(protection: Element, info: SignerInfo): boolean {
  const [digest, signature] = childrenOf(protection, TAG.sequence);
  if (signature?.tag !== contextTag(1, true)) return false;
  const [wanted] = childrenOf(info.algorithmIdentifier, TAG.sequence);
  const [named] = childrenOf({ ...signature, tag: TAG.sequence }, TAG.sequence);
  const parametersAgree = info.algorithm.kind !== 'pss' || sameBytes(contentOf(signature), contentOf(info.algorithmIdentifier));
  return readDigest(digest) === info.digest && oidText(named) === oidText(wanted) && parametersAgree;
}

function fitContent(
  content: SignedContent,
  { digest, signedAttributes }: SignerInfo,
  expected: Uint8Array | null,
): { matches: boolean; canonicalised: boolean } {
  if (signedAttributes === null || digest === null) return { matches: true, canonicalised: false };
  if (expected === null) return { matches: false, canonicalised: false };
  if (sameBytes(digestOf(digest, content.chunks), expected)) return { matches: true, canonicalised: false };
  const canonical = content.canonical();
  if (canonical === null) return { matches: false, canonicalised: false };
  return { matches: sameBytes(digestOf(digest, [canonical]), expected), canonicalised: true };
}

export function digestOf(digest: Digest, chunks: readonly Uint8Array[]): Uint8Array {
  const [only, ...more] = chunks;
  if (only !== undefined && more.length === 0) return hash(digest, only, 'buffer');
  const running = createHash(digest);
  for (const chunk of chunks) running.update(chunk);
  return running.digest();
}

function signedDirectly(context: TrustContext, certificate: Certificate, info: SignerInfo, digest: Digest, content: SignedContent) {
  const raw = content.chunks.length === 1 && content.chunks[0] !== undefined ? content.chunks[0] : Buffer.concat(content.chunks);
  const outcome = verifyWith(context, certificate, info.algorithm, digest, raw, info.signature);
  const canonical = outcome === 'invalid' ? content.canonical() : null;
  if (canonical === null) return { outcome, canonicalised: false };
  const second = verifyWith(context, certificate, info.algorithm, digest, canonical, info.signature);
  return { outcome: second, canonicalised: second === 'valid' };
}

/** RFC 5035 §5.4: where the signed attributes name the certificate, it must be this one. */
function namesCertificate(info: SignerInfo, certificate: Certificate): boolean {
  const list = info.signedAttributes?.list ?? [];
  return list.every(({ type, values }) => {
    if (type !== ATTRIBUTE.signingCertificate && type !== ATTRIBUTE.signingCertificateV2) return true;
    try {
      const [first] = childrenOf(childrenOf(values[0], TAG.sequence)[0], TAG.sequence);
      const fields = childrenOf(first, TAG.sequence);
      const named = fields[0]?.tag === TAG.sequence;
      const digest = type === ATTRIBUTE.signingCertificate ? 'sha1' : named ? readDigest(fields[0]) : 'sha256';
      const value = fields[named ? 1 : 0];
      return (
        values.length === 1 && digest !== null && value !== undefined && sameBytes(hash(digest, certificate.der, 'buffer'), octets(value))
      );
    } catch (cause) {
      if (cause instanceof Asn1Error) return false;
      throw cause;
    }
  });
}

/** Certificates that came with the message, unreadable ones left out. */
export function embeddedCertificates(context: TrustContext, signed: SignedData): Certificate[] {
  return signed.certificates.flatMap((der) => certificateOf(context, der) ?? []);
}
