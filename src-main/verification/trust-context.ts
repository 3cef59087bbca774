// Trust material read once, with what was learnt while judging under it: keys ready to verify,
// signatures already checked, paths already built. A context belongs to one TrustMaterial object and
// is kept exactly as long as that object lives, so other material can never see these answers.
import type { KeyObject } from 'node:crypto';
import { Asn1Error } from './asn1.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import type { Crl } from './crl.ts';
import { readOcspResponse } from './ocsp.ts';
import type { OcspAnswer } from './ocsp.ts';
import type { PathOutcome } from './path.ts';
import { importKey, verifySignature } from './public-key.ts';
import type { VerifyOutcome } from './public-key.ts';
import type { Digest, SignatureAlgorithm } from './algorithms.ts';
import type { TrustMaterial } from '#main/ports';
import type { BlobHash } from '#shared/model/ids';
import { hash } from 'node:crypto';

export type TrustContext = {
  readonly setDate: string;
  readonly anchors: readonly Certificate[];
  readonly anchorFingerprints: readonly BlobHash[];
  /** Name and key of each anchor: a later edition of a pinned CA is recognised by it. */
  readonly anchorIdentities: ReadonlySet<string>;
  readonly roots: readonly Certificate[];
  readonly pool: readonly Certificate[];
  /** Anchors and pool by canonical subject. */
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>;
  readonly crlsByIssuer: ReadonlyMap<string, readonly Crl[]>;
  readonly ocspAnswers: readonly OcspAnswer[];
  readonly certificates: Cache<Certificate | null>;
  readonly keys: Cache<KeyObject | null>;
  readonly links: Cache<VerifyOutcome>;
  readonly paths: Cache<PathOutcome>;
};

export type Cache<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
};

const contexts = new WeakMap<TrustMaterial, TrustContext>();

/** Hand over the same object while the material is the same: that is what keeps the caches warm. */
export function trustContext(material: TrustMaterial): TrustContext {
  const known = contexts.get(material);
  if (known !== undefined) return known;
  const context = prepare(material);
  contexts.set(material, context);
  return context;
}

function prepare(material: TrustMaterial): TrustContext {
  const anchors = readable(material.anchors, readCertificate);
  const roots = readable(material.roots, readCertificate);
  const pool = readable(material.pool, readCertificate);
  const bySubject = new Map<string, Certificate[]>();
  for (const certificate of [...anchors, ...pool]) {
    const same = bySubject.get(certificate.subject.key);
    if (same === undefined) bySubject.set(certificate.subject.key, [certificate]);
    else same.push(certificate);
  }
  const crlsByIssuer = new Map<string, Crl[]>();
  for (const crl of readable(material.crls, readCrl)) {
    const same = crlsByIssuer.get(crl.issuer.key);
    if (same === undefined) crlsByIssuer.set(crl.issuer.key, [crl]);
    else same.push(crl);
  }
  return {
    setDate: material.setDate,
    anchors,
    anchorFingerprints: anchors.map(({ fingerprint }) => fingerprint),
    anchorIdentities: new Set(anchors.map(identityOf)),
    roots,
    pool,
    bySubject,
    crlsByIssuer,
    ocspAnswers: readable(material.ocspResponses, readOcspResponse).flat(),
    certificates: boundedCache(5_000),
    keys: boundedCache(2_000),
    links: boundedCache(20_000),
    paths: boundedCache(5_000),
  };
}

// One unreadable file among the trust data takes only itself away.
function readable<Read>(encodings: readonly Uint8Array[], read: (der: Uint8Array) => Read): Read[] {
  return encodings.flatMap((der) => {
    const value = readOrNull(der, read);
    return value === null ? [] : [value];
  });
}

function readOrNull<Read>(der: Uint8Array, read: (der: Uint8Array) => Read): Read | null {
  try {
    return read(der);
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

/** Canonical subject and key: what stays the same over all editions of a CA. */
export function identityOf(certificate: Certificate): string {
  return `${hash('sha256', certificate.key.keyOctets, 'hex')} ${certificate.subject.key}`;
}

/** A certificate out of a message; null when it cannot be read. */
export function certificateOf(context: TrustContext, der: Uint8Array): Certificate | null {
  const fingerprint = hash('sha256', der, 'hex');
  const known = context.certificates.get(fingerprint);
  if (known !== undefined) return known;
  const certificate = readOrNull(new Uint8Array(der), readCertificate);
  context.certificates.set(fingerprint, certificate);
  return certificate;
}

/** The key of a certificate, imported once. */
export function keyOf(context: TrustContext, certificate: Certificate): KeyObject | null {
  const known = context.keys.get(certificate.fingerprint);
  if (known !== undefined) return known;
  const key = importKey(certificate.key);
  context.keys.set(certificate.fingerprint, key);
  return key;
}

export type SignedObject = {
  readonly fingerprint: string;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
};

export function linkKnown(context: TrustContext, subject: SignedObject, issuer: Certificate): boolean {
  return context.links.get(`${subject.fingerprint}${issuer.fingerprint}`) !== undefined;
}

/** Whether `issuer` signed `subject` (a certificate, list or response); the answer is kept by both fingerprints. */
export function verifyLink(context: TrustContext, subject: SignedObject, issuer: Certificate): VerifyOutcome {
  const key = `${subject.fingerprint}${issuer.fingerprint}`;
  const known = context.links.get(key);
  if (known !== undefined) return known;
  const outcome = verifySignature(issuer.key, keyOf(context, issuer), subject.signatureAlgorithm, null, subject.tbs, subject.signature);
  context.links.set(key, outcome);
  return outcome;
}

export function verifyWith(
  context: TrustContext,
  certificate: Certificate,
  algorithm: SignatureAlgorithm,
  fallback: Digest | null,
  data: Uint8Array,
  signature: Uint8Array,
): VerifyOutcome {
  return verifySignature(certificate.key, keyOf(context, certificate), algorithm, fallback, data, signature);
}

function boundedCache<Value>(limit: number): Cache<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      // The oldest goes: certificates of mail repeat, strangers' do not.
      if (entries.size >= limit) {
        const [oldest] = entries.keys();
        if (oldest !== undefined) entries.delete(oldest);
      }
      entries.set(key, value);
    },
  };
}
