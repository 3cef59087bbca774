// The key of this installation (EVIDENCE §17): ECDSA P-256, made once, kept by the secret store, with a
// self-signed certificate so that openssl alone can check what it signed. It binds checkpoints and
// bundles to one installation, never to a person.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import type { SecretStore } from '#main/ports';
import { encode, joined, TAG } from '#main/verification/asn1';
import { asBlobHash, type BlobHash, type Instant } from '#shared/model/ids';

export type InstallationKey = {
  readonly certificate: Uint8Array;
  readonly fingerprint: BlobHash;
  readonly publicKey: KeyObject;
  /** ECDSA with SHA-256, DER, as `openssl dgst -sha256 -verify` reads it. */
  sign(bytes: Uint8Array): Uint8Array;
};

const TEN_YEARS_MS = 3_652 * 86_400_000;

/** The key of the log `logId`; null when none was made yet. Throws for a secret that is none of ours. */
export async function installationKey(secrets: SecretStore, logId: string): Promise<InstallationKey | null> {
  return readKey(await secrets.get(nameOf(logId)));
}

function readKey(kept: string | null): InstallationKey | null {
  if (kept === null) return null;
  const [pkcs8, certificate] = kept.split('.');
  if (pkcs8 === undefined || certificate === undefined) throw new Error('not a key of an installation');
  return keyOf(createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' }), Buffer.from(certificate, 'base64'));
}

/** `announce` writes it into the log before it is kept: a key that signs was always announced. */
export async function makeInstallationKey(
  secrets: SecretStore,
  logId: string,
  now: Instant,
  announce: (key: InstallationKey) => void,
): Promise<InstallationKey> {
  const { key, text } = generated(logId, now);
  announce(key);
  await secrets.set(nameOf(logId), text);
  return key;
}

/**
 * Another key in the place of `logId`'s (EVIDENCE §17). It is kept beside the old one before `announce` writes it into the
 * log, and takes its place after: a crash between leaves what `settleRotation` finishes.
 */
export async function rotateInstallationKey(
  secrets: SecretStore,
  logId: string,
  now: Instant,
  announce: (key: InstallationKey) => void,
): Promise<InstallationKey> {
  const { key, text } = generated(logId, now);
  await secrets.set(nextNameOf(logId), text);
  announce(key);
  await secrets.set(nameOf(logId), text);
  await secrets.delete(nextNameOf(logId));
  return key;
}

/** Finishes a rotation that the log tells of, forgets one it does not. */
export async function settleRotation(secrets: SecretStore, logId: string, isTold: (key: InstallationKey) => boolean): Promise<void> {
  const text = await secrets.get(nextNameOf(logId));
  const next = readKey(text);
  if (text === null || next === null) return;
  if (isTold(next)) await secrets.set(nameOf(logId), text);
  await secrets.delete(nextNameOf(logId));
}

/** What the key of before signs so that the next one counts. */
export function endorsement(logId: string, publicKey: string): Uint8Array {
  return Buffer.from(`pec-audit-key/1\n${logId}\n${publicKey}\n`, 'utf8');
}

function generated(logId: string, now: Instant): { readonly key: InstallationKey; readonly text: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = selfSigned(privateKey, logId.slice(0, 8), now);
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return { key: keyOf(privateKey, certificate), text: `${pkcs8}.${Buffer.from(certificate).toString('base64')}` };
}

/** PEM (RFC 7468), as every openssl reads it without being told the form. */
export function certificateText({ certificate }: Pick<InstallationKey, 'certificate'>): string {
  return new X509Certificate(certificate).toString();
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), DER in base64. */
export function publicKeyText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** Null for what is no public key of the kind an installation has. */
export function publicKeyOf(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : null;
  } catch {
    return null;
  }
}

function nextNameOf(logId: string): string {
  return `audit-key-next:${logId}`;
}

function nameOf(logId: string): string {
  return `audit-key:${logId}`;
}

function keyOf(privateKey: KeyObject, certificate: Uint8Array): InstallationKey {
  return {
    certificate,
    fingerprint: asBlobHash(createHash('sha256').update(certificate).digest('hex')),
    publicKey: createPublicKey(privateKey),
    sign: (bytes) => sign('sha256', bytes, privateKey),
  };
}

// ------------------------------------------------------------- the certificate (RFC 5280 §4.1)

const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const EXPLICIT_0 = 0xa0;
const EXPLICIT_3 = 0xa3;

/** 1.2.840.10045.4.3.2, 2.5.4.3 and 2.5.29.19 as they are encoded. */
const ECDSA_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('551d13', 'hex');

function selfSigned(privateKey: KeyObject, name: string, now: Instant): Uint8Array {
  const algorithm = sequence(encode(TAG.oid, ECDSA_SHA256));
  const subject = sequence(encode(TAG.set, sequence(encode(TAG.oid, COMMON_NAME), encode(UTF8_STRING, Buffer.from(name, 'utf8')))));
  const serial = randomBytes(16);
  // Positive and not beginning with a zero octet.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const constraints = sequence(
    encode(TAG.oid, BASIC_CONSTRAINTS),
    encode(TAG.boolean, Buffer.from([0xff])),
    encode(TAG.octetString, sequence()),
  );
  const body = sequence(
    encode(EXPLICIT_0, encode(TAG.integer, Buffer.from([2]))),
    encode(TAG.integer, serial),
    algorithm,
    subject,
    sequence(utcTime(now), utcTime(now + TEN_YEARS_MS)),
    subject,
    createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
    encode(EXPLICIT_3, sequence(constraints)),
  );
  const signature = sign('sha256', body, privateKey);
  return sequence(body, algorithm, encode(TAG.bitString, Buffer.concat([Buffer.from([0]), signature])));
}

function sequence(...members: readonly Uint8Array[]): Uint8Array {
  return encode(TAG.sequence, joined(members));
}

/** Two digits of the year: before 2050 (RFC 5280 §4.1.2.5.1). */
function utcTime(at: number): Uint8Array {
  const text = new Date(at)
    .toISOString()
    .replace(/[-:T]|\.\d{3}/g, '')
    .slice(2);
  return encode(UTC_TIME, Buffer.from(text, 'latin1'));
}
