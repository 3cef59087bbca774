// Where the revocation of a signer can be asked, and whether what came back may be kept. Only for
// signers whose path reached a pinned anchor: nobody else's certificate makes this program call
// anywhere (THREATS NET-10). Pure: fetching is src-main/trust.
import { hash } from 'node:crypto';
import { Asn1Error, encode, joined, TAG } from './asn1.ts';
import type { Certificate } from './certificate.ts';
import { readCrl } from './crl.ts';
import { readOcspResponse } from './ocsp.ts';
import { authorisedResponder } from './revocation.ts';
import { trustContext, verifyLink } from './trust-context.ts';
import type { TrustContext } from './trust-context.ts';
import type { TrustMaterial } from '#main/ports';
import type { BlobHash } from '#shared/model/ids';
import type { CertificateFacts, SignerFacts, VerificationReport } from '#shared/model/verification-report';

export type RevocationSource = {
  readonly kind: 'crl' | 'ocsp';
  readonly url: string;
  /** OCSPRequest to post; null for a list. */
  readonly request: Uint8Array | null;
  /** The certificate that is asked about. */
  readonly about: BlobHash;
};

const SHA1_IDENTIFIER = Uint8Array.from([0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00]);
const MAX_SOURCES = 8;

/** Answers that one of today can still replace. What came after a certificate ended stays as it is. */
const ASKABLE: ReadonlySet<string> = new Set([
  'revocation.noList',
  'crl.expired',
  'crl.signature',
  'crl.notYetValid',
  'ocsp.expired',
  'ocsp.signature',
  'ocsp.notYetValid',
  'ocsp.unknown',
]);

/**
 * Every place to ask about the signers of a report whose path is trusted, the anchor left out. Of a
 * certificate that ended before `now` nothing is asked: its authority has stopped telling (RFC 5280 §3.3).
 */
export function revocationSources(report: VerificationReport, material: TrustMaterial, now: number): RevocationSource[] {
  const context = trustContext(material);
  const trusted = report.facts.signers.filter(({ chain, integrity }) => chain === 'trusted' && integrity === 'valid');
  return trusted.flatMap((signer) => sourcesOf(context, signer, now)).slice(0, MAX_SOURCES);
}

/** The signer whose revocation is not known and may become known; null: nothing is waited for. */
export function waitsForRevocation({ conclusion, facts }: VerificationReport, now: number): BlobHash | null {
  const [signer] = facts.signers;
  if (conclusion.indication !== 'passed' || signer === undefined || signer.chain !== 'trusted' || signer.certificate === null) return null;
  const { revocation, certificate } = signer;
  return revocation.state === 'unknown' && ASKABLE.has(revocation.code) && certificate.notAfter >= now ? certificate.fingerprint : null;
}

/** Whether a kept list or response says that this certificate was revoked. */
export function namesRevoked(
  kind: RevocationSource['kind'],
  der: Uint8Array,
  certificate: { readonly serial: string; readonly issuer: string },
): boolean {
  try {
    if (kind === 'ocsp')
      return readOcspResponse(der).some(({ about, status }) => about.serial === certificate.serial && status === 'revoked');
    const list = readCrl(der);
    return list.issuer.text === certificate.issuer && list.entry(certificate.serial) !== null;
  } catch (cause) {
    if (cause instanceof Asn1Error) return false;
    throw cause;
  }
}

function sourcesOf(context: TrustContext, { path }: SignerFacts, now: number): RevocationSource[] {
  return path.slice(0, -1).flatMap((certificate, index) => {
    if (certificate.notAfter < now) return [];
    const { crl = [], ocsp = [] } = certificate.revocationUrls ?? {};
    const lists = crl.map((url): RevocationSource => ({ kind: 'crl', url, request: null, about: certificate.fingerprint }));
    const issuer = issuerOf(context, path[index + 1]);
    if (issuer === null) return lists;
    const request = ocspRequest(certificate.serial, issuer);
    return [...lists, ...ocsp.map((url): RevocationSource => ({ kind: 'ocsp', url, request, about: certificate.fingerprint }))];
  });
}

/** The anchor the facts name; an edition that only came with the message is answered for by any pinned one of its name and key. */
function issuerOf(context: TrustContext, facts: CertificateFacts | undefined): Certificate | null {
  return (
    context.anchors.find(({ fingerprint }) => fingerprint === facts?.fingerprint) ??
    context.anchors.find(({ subject }) => subject.text === facts?.subject) ??
    null
  );
}

/** RFC 6960 §4.1.1, without a nonce: the answer is kept as evidence, and providers serve ready-made ones (RFC 5019). */
export function ocspRequest(serial: string, issuer: Certificate): Uint8Array {
  const digest = (bytes: Uint8Array): Uint8Array => encode(TAG.octetString, hash('sha1', bytes, 'buffer'));
  const id = encode(
    TAG.sequence,
    joined([SHA1_IDENTIFIER, digest(issuer.subject.der), digest(issuer.key.keyOctets), encode(TAG.integer, Buffer.from(serial, 'hex'))]),
  );
  const list = encode(TAG.sequence, encode(TAG.sequence, id));
  return encode(TAG.sequence, encode(TAG.sequence, list));
}

/** When a fetched list or response ends, if it is one that an anchor stands behind; null: not worth keeping. */
export function keepUntil(kind: RevocationSource['kind'], der: Uint8Array, material: TrustMaterial): number | null {
  const context = trustContext(material);
  try {
    return kind === 'crl' ? endOfList(context, der) : endOfResponse(context, der);
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

function endOfList(context: TrustContext, der: Uint8Array): number | null {
  const list = readCrl(der);
  const authorities = context.anchors.filter(({ subject }) => subject.key === list.issuer.key);
  return authorities.some((authority) => verifyLink(context, list, authority) === 'valid') ? (list.nextUpdate ?? list.thisUpdate) : null;
}

function endOfResponse(context: TrustContext, der: Uint8Array): number | null {
  const answers = readOcspResponse(der);
  const [first] = answers;
  if (first === undefined) return null;
  // As when it is used: what any signer under the authority could write must not push a true answer aside.
  return context.anchors.some((anchor) => authorisedResponder(context, first, anchor))
    ? Math.min(...answers.map(({ thisUpdate, nextUpdate }) => nextUpdate ?? thisUpdate))
    : null;
}
