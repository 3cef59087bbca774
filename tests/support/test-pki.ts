// A PKI written out in tests: certificates, revocation lists, OCSP responses. Keys are made once a
// process and shared by name, because making them is what costs.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nothing,
  octetString,
  oid,
  printable,
  sequence,
  set,
  time,
  tlv,
  utf8,
} from '#tests/support/der';
import type { Der } from '#tests/support/der';

export type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
export type KeyKind = 'rsa' | 'rsa1024' | 'rsa512' | 'p256' | 'p384' | 'p521' | 'ed25519';

const keys = new Map<string, KeyPair>();

export function keyPair(name: string, kind: KeyKind = 'rsa'): KeyPair {
  const known = keys.get(`${name} ${kind}`);
  if (known !== undefined) return known;
  const made = makeKeys(kind);
  keys.set(`${name} ${kind}`, made);
  return made;
}

function makeKeys(kind: KeyKind): KeyPair {
  switch (kind) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'rsa1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    case 'rsa512':
      return generateKeyPairSync('rsa', { modulusLength: 512 });
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}

/** [['C','IT'],['O','…'],['CN','…']], outermost first. */
export type NameParts = readonly (readonly ['C' | 'O' | 'OU' | 'CN' | 'email', string])[];
const TYPES = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', email: '1.2.840.113549.1.9.1' } as const;

export function name(parts: NameParts): Der {
  return sequence(
    ...parts.map(([type, value]) =>
      set(sequence(oid(TYPES[type]), type === 'C' ? printable(value) : type === 'email' ? tlv(0x16, Buffer.from(value)) : utf8(value))),
    ),
  );
}

export type SignatureDigest = 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5';
const RSA_SIGNATURES = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
} as const;
const EC_SIGNATURES = {
  md5: '',
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
} as const;

export function signatureIdentifier(key: KeyObject, digest: SignatureDigest): Der {
  if (key.asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'));
  return key.asymmetricKeyType === 'ec' ? sequence(oid(EC_SIGNATURES[digest])) : sequence(oid(RSA_SIGNATURES[digest]), nothing());
}

export function signBytes(key: KeyObject, digest: SignatureDigest, bytes: Uint8Array): Buffer {
  return sign(key.asymmetricKeyType === 'ed25519' ? null : digest, bytes, key);
}

export type Extension = Der;
export function extension(id: string, value: Uint8Array, critical = false): Extension {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}
export const extensions = {
  ca: (pathLength?: number) =>
    extension('2.5.29.19', sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)])), true),
  notCa: () => extension('2.5.29.19', sequence()),
  caUsage: () => extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
  signUsage: () => extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true),
  encryptUsage: () => extension('2.5.29.15', bitString(Buffer.from([0x20]), 5), true),
  mail: () => extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.4'))),
  server: () => extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
  stamping: (critical = true, also: readonly string[] = []) =>
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.8'), ...also.map(oid)), critical),
  ocspSigning: () => extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.9'))),
  address: (...addresses: readonly string[]) =>
    extension('2.5.29.17', sequence(...addresses.map((address) => implicit(1, Buffer.from(address, 'latin1'))))),
  nameConstraints: (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[] = []) =>
    extension(
      '2.5.29.30',
      sequence(
        ...(permitted.length > 0 ? [explicit(0, ...permitted.map((base) => sequence(base)))] : []),
        ...(excluded.length > 0 ? [explicit(1, ...excluded.map((base) => sequence(base)))] : []),
      ),
      true,
    ),
  crlPoint: (url: string) => extension('2.5.29.31', sequence(sequence(explicit(0, explicit(0, implicit(6, Buffer.from(url))))))),
  ocspAccess: (url: string) => extension('1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.1'), implicit(6, Buffer.from(url))))),
  unknownCritical: () => extension('1.3.6.1.4.1.55555.1', utf8('sconosciuta'), true),
} as const;
/** Bases for name constraints. */
export const mailBase = (rule: string): Der => implicit(1, Buffer.from(rule, 'latin1'));
export const directoryBase = (parts: NameParts): Der => explicit(4, name(parts));

export type Issued = { readonly der: Buffer; readonly subject: NameParts; readonly serial: string; readonly keys: KeyPair };
export type CertificateRequest = {
  readonly subject: NameParts;
  readonly keys: KeyPair;
  /** Absent: of the keys. */
  readonly spki?: Uint8Array;
  /** Absent: self-signed. */
  readonly issuer?: Issued;
  readonly serial?: string;
  readonly from?: number;
  readonly to?: number;
  readonly digest?: SignatureDigest;
  readonly extensions: readonly Extension[];
};

let counter = 0x1000;

export function issue(request: CertificateRequest): Issued {
  const signer = request.issuer ?? { subject: request.subject, keys: request.keys };
  const digest = request.digest ?? 'sha256';
  counter += 1;
  const serial = request.serial ?? counter.toString(16);
  const algorithm = signatureIdentifier(signer.keys.privateKey, digest);
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(serial),
    algorithm,
    name(signer.subject),
    sequence(time(request.from ?? Date.UTC(2020, 0)), time(request.to ?? Date.UTC(2035, 0))),
    name(request.subject),
    request.spki ?? request.keys.publicKey.export({ format: 'der', type: 'spki' }),
    explicit(3, sequence(...request.extensions)),
  );
  const der = sequence(tbs, algorithm, bitString(signBytes(signer.keys.privateKey, digest, tbs)));
  return { der, subject: request.subject, serial, keys: request.keys };
}

export type RevokedEntry = { readonly serial: string; readonly at: number; readonly reason?: number };

export function revocationList(issuer: Issued, revoked: readonly RevokedEntry[], thisUpdate: number, nextUpdate: number): Buffer {
  const algorithm = signatureIdentifier(issuer.keys.privateKey, 'sha256');
  const entries = revoked.map(({ serial, at, reason }) =>
    sequence(integer(serial), time(at), ...(reason === undefined ? [] : [sequence(extension('2.5.29.21', enumerated(reason)))])),
  );
  const tbs = sequence(
    integer(1),
    algorithm,
    name(issuer.subject),
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(extension('2.5.29.20', integer(1)))),
  );
  return sequence(tbs, algorithm, bitString(signBytes(issuer.keys.privateKey, 'sha256', tbs)));
}

export type OcspRequest = {
  readonly issuer: Issued;
  readonly serial: string;
  readonly status: 'good' | 'unknown' | { readonly revokedAt: number; readonly reason: number };
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Who signs; absent: the issuer. */
  readonly responder?: Issued;
};

export function ocspResponse({ issuer, serial, status, thisUpdate, nextUpdate, responder = issuer }: OcspRequest): Buffer {
  const keyOf = ({ keys: { publicKey } }: Issued): Buffer => {
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    return spki.subarray(spki.indexOf(Buffer.from([0x03, 0x82])) + 5);
  };
  const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest();
  const id = sequence(
    sequence(oid('1.3.14.3.2.26'), nothing()),
    octetString(sha1(name(issuer.subject))),
    octetString(sha1(keyOf(issuer))),
    integer(serial),
  );
  const state =
    status === 'good'
      ? implicit(0, Buffer.alloc(0))
      : status === 'unknown'
        ? implicit(2, Buffer.alloc(0))
        : explicit(1, generalizedTime(status.revokedAt), explicit(0, enumerated(status.reason)));
  const data = sequence(
    explicit(1, name(responder.subject)),
    generalizedTime(thisUpdate),
    sequence(sequence(id, state, generalizedTime(thisUpdate), explicit(0, generalizedTime(nextUpdate)))),
  );
  const algorithm = signatureIdentifier(responder.keys.privateKey, 'sha256');
  const basic = sequence(
    data,
    algorithm,
    bitString(signBytes(responder.keys.privateKey, 'sha256', data)),
    ...(responder === issuer ? [] : [explicit(0, sequence(responder.der))]),
  );
  return sequence(enumerated(0), explicit(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))));
}
