// Names of digest and signature algorithms (RFC 5754, RFC 8017, RFC 4055, RFC 5758, RFC 8419) and
// what is thought of their strength. Anything not listed is `unsupported`, never guessed.
import { children, contextTag, expectTag, oidText, onlyChild, smallInteger, TAG } from './asn1.ts';
import type { Element } from './asn1.ts';
import type { AlgorithmState } from '#shared/model/verification-report';

export type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** `digest: null`: the algorithm leaves it to the message (rsaEncryption in CMS). */
export type SignatureAlgorithm =
  | { readonly kind: 'rsa'; readonly digest: Digest | null }
  | { readonly kind: 'pss'; readonly digest: Digest; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly digest: Digest | null }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'unsupported'; readonly oid: string };

const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  ['1.2.840.113549.1.1.1', { kind: 'rsa', digest: null }],
  ['1.2.840.113549.1.1.4', { kind: 'rsa', digest: 'md5' }],
  ['1.2.840.113549.1.1.5', { kind: 'rsa', digest: 'sha1' }],
  ['1.3.14.3.2.29', { kind: 'rsa', digest: 'sha1' }],
  ['1.2.840.113549.1.1.14', { kind: 'rsa', digest: 'sha224' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', digest: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', digest: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', digest: 'sha512' }],
  ['1.2.840.10045.2.1', { kind: 'ecdsa', digest: null }],
  ['1.2.840.10045.4.1', { kind: 'ecdsa', digest: 'sha1' }],
  ['1.2.840.10045.4.3.1', { kind: 'ecdsa', digest: 'sha224' }],
  ['1.2.840.10045.4.3.2', { kind: 'ecdsa', digest: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ecdsa', digest: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ecdsa', digest: 'sha512' }],
  ['1.3.101.112', { kind: 'ed25519' }],
]);

/** AlgorithmIdentifier of a digest; null when the product does not know it. */
export function readDigest(identifier: Element | undefined): Digest | null {
  return DIGESTS.get(algorithmOid(identifier)) ?? null;
}

export function algorithmOid(identifier: Element | undefined): string {
  return oidText(children(expectTag(identifier, TAG.sequence))[0]);
}

/** AlgorithmIdentifier of a signature, PSS parameters included. */
export function readSignatureAlgorithm(identifier: Element | undefined): SignatureAlgorithm {
  const [name, parameters] = children(expectTag(identifier, TAG.sequence));
  const oid = oidText(name);
  if (oid === RSA_PSS) return readPss(parameters, oid);
  return SIGNATURES.get(oid) ?? { kind: 'unsupported', oid };
}

// RFC 4055 §3.1. node:crypto takes one hash for both message and mask: another MGF1 hash is unsupported.
function readPss(parameters: Element | undefined, oid: string): SignatureAlgorithm {
  let digest: Digest | null = 'sha1';
  let maskDigest: Digest | null = 'sha1';
  let saltLength = 20;
  let trailer = 1;
  if (parameters !== undefined) {
    for (const field of children(expectTag(parameters, TAG.sequence))) {
      const value = onlyChild(field);
      if (field.tag === contextTag(0, true)) digest = readDigest(value);
      else if (field.tag === contextTag(1, true)) {
        const [mask, hash] = children(expectTag(value, TAG.sequence));
        maskDigest = oidText(mask) === MGF1 ? readDigest(hash) : null;
      } else if (field.tag === contextTag(2, true)) saltLength = smallInteger(value);
      else if (field.tag === contextTag(3, true)) trailer = smallInteger(value);
      else return { kind: 'unsupported', oid };
    }
  }
  if (digest === null || digest !== maskDigest || trailer !== 1 || saltLength > 512) return { kind: 'unsupported', oid };
  return { kind: 'pss', digest, saltLength };
}

/** SHA-1 was what PEC providers signed with until 2024: weak, stated, not broken (PEC-REFERENCE §3.1). */
export function digestStrength(digest: Digest | null): AlgorithmState {
  if (digest === 'md5') return 'broken';
  return digest === 'sha1' ? 'weak' : 'ok';
}

export function worst(states: Iterable<AlgorithmState>): AlgorithmState {
  let found: AlgorithmState = 'ok';
  for (const state of states) {
    if (state === 'broken') return state;
    if (state === 'weak') found = state;
  }
  return found;
}

/** "sha256WithRSA", "RSASSA-PSS-sha256", "ecdsa-sha384", "Ed25519", or the identifier itself. */
export function signatureName(algorithm: SignatureAlgorithm, fallback: Digest | null): string {
  switch (algorithm.kind) {
    case 'rsa':
      return `${algorithm.digest ?? fallback ?? 'unknown'}WithRSA`;
    case 'pss':
      return `RSASSA-PSS-${algorithm.digest}`;
    case 'ecdsa':
      return `ecdsa-${algorithm.digest ?? fallback ?? 'unknown'}`;
    case 'ed25519':
      return 'Ed25519';
    case 'unsupported':
      return algorithm.oid;
  }
}
