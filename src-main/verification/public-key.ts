// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) and the one place that asks node:crypto to verify.
// Electron's node:crypto is BoringSSL: it does not load id-RSASSA-PSS keys, so those are given to it
// as rsaEncryption keys; what it lacks altogether comes out as 'unsupported', never as 'invalid'.
import { constants, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { algorithmOid, readSignatureAlgorithm } from './algorithms.ts';
import type { Digest, SignatureAlgorithm } from './algorithms.ts';
import { asBuffer, bitStringOctets, children, contentOf, encode, encodingOf, expectTag, joined, oidText, readWhole, TAG } from './asn1.ts';
import type { Element } from './asn1.ts';
import type { AlgorithmState } from '#shared/model/verification-report';

export type PublicKey = {
  readonly kind: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'unsupported';
  /** "RSA-2048", "EC P-256", "Ed25519". */
  readonly name: string;
  readonly strength: AlgorithmState;
  /** DER of the whole SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Octets of the BIT STRING: what key identifiers are made from. */
  readonly keyOctets: Uint8Array;
  /** Parameters of an id-RSASSA-PSS key restrict its signatures (RFC 4055 §3.3). */
  readonly pss: SignatureAlgorithm | null;
};

export type VerifyOutcome = 'valid' | 'invalid' | 'unsupported';

const RSA = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const CURVES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
]);
const RSA_IDENTIFIER = Uint8Array.from([0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]);

export function readPublicKey(info: Element): PublicKey {
  const [identifier, bits] = children(expectTag(info, TAG.sequence));
  const spki = encodingOf(info);
  const keyOctets = bitStringOctets(bits);
  const oid = algorithmOid(identifier);
  const common = { spki, keyOctets, pss: null };
  if (oid === RSA || oid === RSA_PSS) {
    const parameters = children(expectTag(identifier, TAG.sequence))[1];
    const { name, strength } = rsaFacts(keyOctets);
    if (oid === RSA) return { ...common, kind: 'rsa', name, strength };
    const restricted = parameters === undefined ? null : readSignatureAlgorithm(identifier);
    return { ...common, kind: restricted?.kind === 'unsupported' ? 'unsupported' : 'rsa-pss', name, strength, pss: restricted };
  }
  if (oid === EC) {
    const parameters = children(expectTag(identifier, TAG.sequence))[1];
    const curve = parameters?.tag === TAG.oid ? CURVES.get(oidText(parameters)) : undefined;
    return curve === undefined
      ? { ...common, kind: 'unsupported', name: 'EC', strength: 'ok' }
      : { ...common, kind: 'ec', name: `EC ${curve}`, strength: 'ok' };
  }
  if (oid === ED25519) return { ...common, kind: 'ed25519', name: 'Ed25519', strength: 'ok' };
  return { ...common, kind: 'unsupported', name: oid, strength: 'ok' };
}

// Under 1024 bits, or with an even exponent or 1, anybody can sign; 1024 was usual until about 2014.
function rsaFacts(key: Uint8Array): { name: string; strength: AlgorithmState } {
  const [modulus, exponent] = children(expectTag(readWhole(key), TAG.sequence)).map((element) =>
    contentOf(expectTag(element, TAG.integer)),
  );
  if (modulus === undefined || exponent === undefined) return { name: 'RSA', strength: 'broken' };
  const firstOctet = modulus.findIndex((octet) => octet !== 0);
  const bits = firstOctet < 0 ? 0 : (modulus.length - firstOctet) * 8 - Math.clz32(modulus[firstOctet] ?? 0) + 24;
  const odd = ((exponent.at(-1) ?? 0) & 1) === 1;
  const one = exponent.every((octet, index) => octet === (index === exponent.length - 1 ? 1 : 0));
  const negative = (modulus[0] ?? 0x80) >= 0x80 || (exponent[0] ?? 0x80) >= 0x80;
  const strength = bits < 1020 || !odd || one || negative ? 'broken' : bits < 2040 ? 'weak' : 'ok';
  return { name: `RSA-${bits}`, strength };
}

/** Null where this machine's crypto does not load the key. An import costs more than two verifications: keep the result. */
export function importKey(key: PublicKey): KeyObject | null {
  if (key.kind === 'unsupported') return null;
  const spki =
    key.kind === 'rsa-pss'
      ? encode(TAG.sequence, joined([RSA_IDENTIFIER, encode(TAG.bitString, joined([Uint8Array.of(0), key.keyOctets]))]))
      : key.spki;
  try {
    return createPublicKey({ key: asBuffer(spki), format: 'der', type: 'spki' });
  } catch {
    // A key that cannot be loaded is a fact about this key or this machine, told as 'unsupported'.
    return null;
  }
}

/**
 * Verifies `signature` over `data`. `fallback` is the digest of the message where the algorithm
 * names none (rsaEncryption, RFC 5754 §3.2).
 */
export function verifySignature(
  key: PublicKey,
  ready: KeyObject | null,
  algorithm: SignatureAlgorithm,
  fallback: Digest | null,
  data: Uint8Array,
  signature: Uint8Array,
): VerifyOutcome {
  if (ready === null || algorithm.kind === 'unsupported') return 'unsupported';
  try {
    switch (algorithm.kind) {
      case 'rsa': {
        const digest = algorithm.digest ?? fallback;
        if (key.kind !== 'rsa') return key.kind === 'unsupported' ? 'unsupported' : 'invalid';
        return digest === null ? 'unsupported' : outcome(verify(digest, data, ready, signature));
      }
      case 'pss': {
        if (key.kind !== 'rsa' && key.kind !== 'rsa-pss') return 'invalid';
        const limits = key.pss;
        if (limits?.kind === 'pss' && (limits.digest !== algorithm.digest || algorithm.saltLength < limits.saltLength)) return 'invalid';
        return outcome(
          verify(
            algorithm.digest,
            data,
            { key: ready, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength },
            signature,
          ),
        );
      }
      case 'ecdsa': {
        const digest = algorithm.digest ?? fallback;
        if (key.kind !== 'ec') return 'invalid';
        return digest === null ? 'unsupported' : outcome(verify(digest, data, ready, signature));
      }
      case 'ed25519':
        return key.kind === 'ed25519' ? outcome(verify(null, data, ready, signature)) : 'invalid';
    }
  } catch (cause) {
    return refusal(cause);
  }
}

function outcome(good: boolean): VerifyOutcome {
  return good ? 'valid' : 'invalid';
}

// A digest or padding that this build of the library does not offer throws; so do some malformed values.
function refusal(cause: unknown): VerifyOutcome {
  const text = cause instanceof Error ? `${cause.message} ${'code' in cause ? String(cause.code) : ''}` : '';
  return /unsupported|invalid digest|not supported|ERR_CRYPTO_INVALID_DIGEST|unknown/i.test(text) ? 'unsupported' : 'invalid';
}
