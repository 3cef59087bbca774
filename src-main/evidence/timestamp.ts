// Time-stamps over a bundle (RFC 3161, EVIDENCE §7): the request, what of an answer may be believed,
// and the certificates an expert needs to check it with `openssl ts -verify`.
import { createHash, randomBytes } from 'node:crypto';
import type { TimestampPost } from '#main/ports';
import { certificatesIn } from '#main/trust/pem';
import { asMaterial } from '#main/trust/material';
import { Asn1Error, childrenOf, contentOf, encode, joined, readWhole, TAG } from '#main/verification/asn1';
import { readCertificate, type Certificate } from '#main/verification/certificate';
import { CmsError, readSignedData, type SignedData } from '#main/verification/cms';
import { gatherDocument } from '#main/verification/signed-document';
import { readTimestampInfo, tokenOf } from '#main/verification/timestamp';
import { trustContext } from '#main/verification/trust-context';
import { AppError } from '#shared/model/app-error';
import { asInstant, type Instant } from '#shared/model/ids';

/** Whom to ask. `root`: PEM or DER of the authority's top certificate, if the user has it from elsewhere. */
export type TimestampAuthority = {
  readonly url: string;
  readonly login: string | null;
  readonly password: string | null;
  readonly root: Uint8Array | null;
};

export type Stamp = {
  readonly request: Uint8Array;
  readonly response: Uint8Array;
  /** The token alone, as ASiC wants it. */
  readonly token: Uint8Array;
  /** DER: the top, and everything the token carries. */
  readonly root: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly time: Instant;
};

export type StampState = { readonly state: 'holds'; readonly time: Instant } | { readonly state: 'wrong'; readonly code: string };

/** 2.16.840.1.101.3.4.2.1 as it is encoded. */
const SHA256 = Buffer.from('608648016503040201', 'hex');

/** RFC 3161 §2.4.1, version 1, with nonce and certReq. */
export function timestampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = encode(TAG.sequence, joined([encode(TAG.oid, SHA256), encode(TAG.null, new Uint8Array())]));
  const imprint = encode(TAG.sequence, joined([algorithm, encode(TAG.octetString, digest)]));
  return encode(
    TAG.sequence,
    joined([encode(TAG.integer, Uint8Array.of(1)), imprint, encode(TAG.integer, nonce), encode(TAG.boolean, Uint8Array.of(0xff))]),
  );
}

/**
 * Asks for a stamp over bytes with this SHA-256 and believes the answer only if it is about them, has
 * our nonce and verifies. Rejects with the errors of `post`, and net.closed with reason "timestamp".
 */
export async function requestStamp(
  post: TimestampPost,
  authority: TimestampAuthority,
  digest: Uint8Array,
  now: Instant,
  signal: AbortSignal,
): Promise<Stamp> {
  const nonce = randomBytes(8);
  // Positive and not beginning with a zero octet (X.690 §8.3.2).
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const request = timestampRequest(digest, nonce);
  const { url, login, password } = authority;
  const response = await post({ url, login, password, body: request }, signal);
  const refuse = (reason: string): AppError =>
    new AppError('net.closed', { retry: 'later', values: { host: new URL(url).hostname, reason: `timestamp: ${reason}` } });
  const read = readAnswer(response);
  if (read === null) throw refuse('refused');
  if (!Buffer.from(read.imprint).equals(digest)) throw refuse('imprint');
  if (read.nonce === null || !Buffer.from(read.nonce).equals(nonce)) throw refuse('nonce');
  const root = authority.root === null ? topOf(read.certificates) : certificatesIn(authority.root)[0];
  if (root == null) throw refuse('certificate');
  const stamp = { request, response, token: read.token, root, chain: read.certificates, time: read.time };
  const state = tokenState(read.token, digest, root, read.certificates, now);
  if (state.state === 'wrong') throw refuse(state.code);
  return stamp;
}

/** What `openssl ts -verify -partial_chain` checks: imprint, signature, path to `root`. */
export function judgeStamp(
  response: Uint8Array,
  content: Uint8Array,
  root: Uint8Array,
  chain: readonly Uint8Array[],
  now: Instant,
): StampState {
  const read = readAnswer(response);
  if (read === null) return { state: 'wrong', code: 'malformed' };
  return tokenState(read.token, createHash('sha256').update(content).digest(), root, chain, now);
}

/** What an answer states, believed or not; null when it cannot be read. */
export function stampTime(response: Uint8Array): Instant | null {
  return readAnswer(response)?.time ?? null;
}

/** A token over bytes of this SHA-256, under the authority in which its own certificates end. */
export function judgeToken(token: Uint8Array, digest: Uint8Array, now: Instant): StampState {
  const read = readAnswer(token);
  const root = read === null ? null : topOf(read.certificates);
  return read === null || root === null ? { state: 'wrong', code: 'malformed' } : tokenState(token, digest, root, read.certificates, now);
}

function tokenState(token: Uint8Array, digest: Uint8Array, root: Uint8Array, chain: readonly Uint8Array[], now: Instant): StampState {
  const read = readAnswer(token);
  if (read === null || !Buffer.from(read.imprint).equals(digest)) return { state: 'wrong', code: 'imprint' };
  const material = asMaterial({ setDate: '', anchors: [root], pool: [...chain] });
  const { facts, integrity } = gatherDocument(trustContext(material), token, null, { judgedAt: now, at: null });
  const [signer] = facts.signers;
  if (integrity !== 'valid' || facts.structure !== 'signed' || signer === undefined) return { state: 'wrong', code: 'signature' };
  if (signer.chain !== 'trusted' || signer.timeValidity !== 'ok') return { state: 'wrong', code: 'chain' };
  return { state: 'holds', time: read.time };
}

type Answer = {
  readonly token: Uint8Array;
  readonly imprint: Uint8Array;
  readonly nonce: Uint8Array | null;
  readonly time: Instant;
  readonly certificates: readonly Uint8Array[];
};

/** Null for a refusal and for what cannot be read. */
function readAnswer(der: Uint8Array): Answer | null {
  try {
    const token = tokenOf(der);
    if (token === null) return null;
    const signed = readSignedData(token);
    const { imprint, time } = readTimestampInfo(signed);
    return { token, imprint, time: asInstant(time), nonce: nonceOf(signed), certificates: signed.certificates };
  } catch (cause) {
    if (cause instanceof Asn1Error || cause instanceof CmsError) return null;
    throw cause;
  }
}

/** The INTEGER after genTime (RFC 3161 §2.4.2). */
function nonceOf({ content }: SignedData): Uint8Array | null {
  const members = childrenOf(readWhole(Buffer.concat(content ?? [])), TAG.sequence);
  const nonce = members.slice(5).find(({ tag }) => tag === TAG.integer);
  return nonce === undefined ? null : contentOf(nonce);
}

/** The certificate in which the chain of the token's own certificates ends. */
function topOf(certificates: readonly Uint8Array[]): Uint8Array | null {
  const read = certificates.flatMap((der): { readonly der: Uint8Array; readonly certificate: Certificate }[] => {
    try {
      return [{ der, certificate: readCertificate(der) }];
    } catch (cause) {
      if (cause instanceof Asn1Error) return [];
      throw cause;
    }
  });
  const subjects = new Set(read.map(({ certificate }) => certificate.subject.key));
  const top = read.find(({ certificate }) => certificate.issuer.key === certificate.subject.key || !subjects.has(certificate.issuer.key));
  return top?.der ?? null;
}
