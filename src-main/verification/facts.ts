// Collects what is there, before any policy speaks: signature, certificates, path, revocation, sender,
// certified data and comparisons. A function of the bytes, the trust material and the given times.
import { hash } from 'node:crypto';
import { worst } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { locateSignature } from './locate-signature.ts';
import { commonName } from './name.ts';
import { findPath } from './path.ts';
import type { PathOutcome, Purpose } from './path.ts';
import { NOT_LOOKED_AT, pathRevocation } from './revocation.ts';
import { readSignedMessage } from './signed-message.ts';
import type { SignedMessage } from './signed-message.ts';
import type { SignerResult } from './signer.ts';
import type { TrustContext } from './trust-context.ts';
import { rawHeader, rawHeaders } from '#main/mime/headers';
import { parseAddressList } from '#main/mime/addresses';
import { parseDate } from '#main/mime/dates';
import type { MimeMessage } from '#main/mime/mime-message';
import { parseMessage } from '#main/mime/parse';
import { readClaim } from '#main/pec/claim';
import type { ClaimReading } from '#main/pec/claim';
import { compareBrief, compareComplete } from '#main/pec/compare';
import { innerDifferences } from '#main/pec/inner-differences';
import { outerDifferences } from '#main/pec/outer-differences';
import { asInstant } from '#shared/model/ids';
import type { Instant } from '#shared/model/ids';
import type { CertificationData, Defect, PartPath, PecMessage } from '#shared/model/pec-message';
import type { ContentComparison, Facts, Form, Identity, SignerFacts, TimeValidity } from '#shared/model/verification-report';

export type Times = {
  /** Our clock. */
  readonly judgedAt: Instant;
  /** Time of judgement for what states none. */
  readonly at: Instant | null;
};

export type Gathered = { readonly facts: Facts; readonly reading: ClaimReading; readonly signed: SignedMessage };

export type Gathering = {
  readonly bytes: Uint8Array;
  readonly mime: MimeMessage;
  readonly context: TrustContext;
  readonly pecProfile: boolean;
  readonly times: Times;
  /** Exact bytes submitted, for V9 and V10. */
  readonly expected: Uint8Array | null;
};

/** A signer's clock may be ahead of ours by this much before we stop believing it. */
const FUTURE_TOLERANCE_MS = 24 * 60 * 60 * 1000;
/** Signing time and certified time of one event (PEC-REFERENCE V5). */
const SAME_TIME_MS = 10 * 60 * 1000;

export function gatherFacts(input: Gathering): Gathered {
  const { bytes, mime, context, pecProfile, times } = input;
  const located = locateSignature(bytes, mime.root);
  const signed = readSignedMessage(context, bytes, located);
  const reading = readClaim(bytes, mime);
  const { claim, certification } = reading;
  const data = certification.state === 'read' ? certification.data : null;
  const sender = readFrom(bytes, mime);
  const signatureTime = timeOf(input, signed, data);
  const future = futureSigningTime(signed, times.judgedAt);
  const signers = signed.signers.map((signer) =>
    signerFacts(context, signer, signed.embedded, { at: signatureTime.at, now: times.judgedAt }, sender, 'email'),
  );
  const certified = pecProfile && data !== null && (claim.kind === 'receipt' || claim.kind === 'transportEnvelope') ? data : null;
  const original = claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.original : null;
  const facts: Facts = {
    form: formOf(signed, claim, pecProfile),
    claimKind: claim.kind,
    structure: signed.structure,
    // A bound that was hit is the reason before whatever followed from it.
    structureCodes: signed.structure === 'malformed' ? [...limitsHit(mime), ...signed.codes] : signed.codes,
    signatureForm: located.form,
    embeddedContent: signed.embeddedContent,
    signedRange: located.signed?.range ?? null,
    canonicalised: signed.signers.some(({ canonicalised }) => canonicalised),
    from: sender.addresses,
    fromCode: sender.code,
    signatureTime,
    signers,
    certification: data,
    certificationState: certification.state,
    certificationCode: certificationCode(reading),
    deliveryExtent: claim.kind === 'receipt' && claim.receipt.type === 'delivery' ? claim.receipt.extent : null,
    comparison: pecProfile ? compareContent(input, claim) : null,
    innerCompared: certified !== null && original !== null,
    outerDifferences: certified === null ? [] : outerDifferences(bytes, mime, certified),
    innerDifferences: certified === null || original === null ? [] : innerDifferences(bytes, mime, original, certified),
    trust: { setDate: context.setDate, anchors: context.anchorFingerprints, lists: listsUsed(signers) },
    notes: future ? [...signed.notes, { id: 'time.future' }] : signed.notes,
  };
  return { facts, reading, signed };
}

function formOf(signed: SignedMessage, claim: PecMessage, pecProfile: boolean): Form {
  const isSigned = signed.structure === 'signed' || signed.structure === 'ambiguous' || signed.structure === 'malformed';
  if (claim.kind === 'rem') return 'rem';
  if (pecProfile && claim.kind !== 'ordinary') return 'pec';
  return isSigned ? 'smime' : 'unsigned';
}

function certificationCode({ claim, certification }: ClaimReading): string | null {
  if (certification.state === 'ambiguous' || certification.state === 'unreadable') return certification.defect.id;
  return claim.kind === 'malformed' ? (claim.defects[0]?.id ?? null) : null;
}

// ------------------------------------------------------------- sender

export type Sender = { readonly addresses: readonly string[]; readonly code: string | null };

/** Exactly one From field with exactly one plain addr-spec speaks for the message (PEC-REFERENCE V3). */
function limitsHit(mime: MimeMessage): readonly Defect[] {
  return mime.defects.filter(({ id }) => id.startsWith('mime.limit.')).slice(0, 1);
}

export function readFrom(bytes: Uint8Array, mime: MimeMessage): Sender {
  const fields = rawHeaders(bytes, mime.root, 'from');
  const lists = fields.slice(0, 4).map(parseAddressList);
  const addresses = lists.flatMap((list) => list.addresses.slice(0, 20).map(({ address }) => address));
  const [list, second] = lists;
  if (list === undefined) return { addresses, code: 'from.missing' };
  if (second !== undefined) return { addresses, code: 'from.twoFields' };
  const [only] = list.addresses;
  if (list.total > 1) return { addresses, code: 'from.several' };
  if (only === undefined || !only.valid || list.suspicious.length > 0) return { addresses, code: 'from.invalid' };
  return { addresses, code: null };
}

function identityOf({ addresses, code }: Sender, certificate: Certificate | null): Identity {
  const emails = certificate?.facts.emails ?? [];
  if (certificate?.namesUnreadable === true) return 'mismatch';
  if (emails.length === 0) return 'none';
  const [address] = addresses;
  if (code !== null || address === undefined) return 'mismatch';
  return emails.some((email) => email.toLowerCase() === address.toLowerCase()) ? 'match' : 'mismatch';
}

// ------------------------------------------------------------- time

function futureSigningTime(signed: SignedMessage, judgedAt: Instant): boolean {
  return signed.signers.some(({ signingTime }) => signingTime !== null && signingTime > judgedAt + FUTURE_TOLERANCE_MS);
}

/** T of PEC-REFERENCE §3.6: signing time if the signature holds and the certified time is not far behind it, else the certified time, else Date. */
function timeOf(
  { bytes, mime, times, pecProfile }: Gathering,
  signed: SignedMessage,
  data: CertificationData | null,
): Facts['signatureTime'] {
  const [signer] = signed.signers;
  const stated = signer?.signingTime ?? null;
  if (stated !== null && signed.integrity === 'valid' && stated <= times.judgedAt + FUTURE_TOLERANCE_MS) {
    // Of two signed times far apart the later one counts: who holds an ended or revoked key must not choose the earlier.
    const later = pecProfile && data !== null && data.time > stated + SAME_TIME_MS && data.time <= times.judgedAt + FUTURE_TOLERANCE_MS;
    return later ? { at: data.time, source: 'daticert' } : { at: asInstant(stated), source: 'signingTime' };
  }
  if (pecProfile && data !== null) return { at: data.time, source: 'daticert' };
  // Of a signature that does not hold the stated time still tells which certificates were meant.
  if (stated !== null && signed.integrity !== 'valid') return { at: asInstant(stated), source: 'signingTime' };
  if (times.at !== null) return { at: times.at, source: 'given' };
  const date = signed.integrity === 'valid' ? null : parseDate(rawHeader(bytes, mime.root, 'date'));
  return date === null ? { at: times.judgedAt, source: 'now' } : { at: date.at, source: 'date' };
}

// ------------------------------------------------------------- signers

export function signerFacts(
  context: TrustContext,
  signer: SignerResult,
  embedded: readonly Certificate[],
  times: { readonly at: number; readonly now: number },
  sender: Sender,
  purpose: Purpose,
): SignerFacts {
  const { certificate } = signer;
  const path = certificate === null ? null : findPath(context, certificate, embedded, times.at, purpose);
  return {
    integrity: signer.integrity,
    integrityCode: signer.code,
    digestAlgorithm: signer.digestName,
    signatureAlgorithm: signer.signatureName,
    messageDigest: signer.messageDigest,
    signingTime: signer.signingTime === null ? null : asInstant(signer.signingTime),
    certificate: certificate?.facts ?? null,
    identity: identityOf(sender, certificate),
    chain: path?.chain ?? 'notChecked',
    chainCode: path?.code ?? null,
    path: path?.path.map(({ facts }) => facts) ?? [],
    anchor: path?.anchor === null || path === null ? null : (commonName(path.anchor.subject) ?? path.anchor.subject.text),
    timeValidity: path === null ? 'unknown' : timeValidity(path, times.at),
    revocation: path === null || path.anchor === null ? NOT_LOOKED_AT : pathRevocation(context, path.path, times, embedded),
    algorithm: worst([signer.strength, path?.strength ?? 'ok']),
  };
}

function timeValidity({ notBefore, notAfter }: PathOutcome, at: number): TimeValidity {
  if (at > notAfter) return 'expired';
  return at < notBefore ? 'notYetValid' : 'ok';
}

function listsUsed(signers: readonly SignerFacts[]): Facts['trust']['lists'] {
  return [...new Set(signers.flatMap(({ revocation }) => (revocation.source === null ? [] : [revocation.source])))];
}

// ------------------------------------------------------------- content

function compareContent({ bytes, mime, expected }: Gathering, claim: PecMessage): ContentComparison | null {
  if (expected === null || claim.kind !== 'receipt' || claim.receipt.type !== 'delivery' || claim.original === null) return null;
  const receipt = { bytes, mime };
  const submitted = { bytes: expected, mime: parseMessage(expected) };
  const asWhole = (original: PartPath, kind: ContentComparison['kind']): ContentComparison => {
    const found = compareComplete(receipt, original, submitted, (part) => hash('sha256', part, 'hex'));
    return found === null
      ? { kind, outcome: 'notPossible', differences: [], allowed: [] }
      : { kind, outcome: found.outcome, differences: found.differences, allowed: found.allowed.map(({ field }) => field) };
  };
  if (claim.receipt.extent === 'complete') return asWhole(claim.original, 'complete');
  const found = compareBrief(receipt, claim.original, submitted, (part) => hash('sha1', part, 'hex'));
  if (found === null || found.outcome === 'notPossible') return { kind: 'brief', outcome: 'notPossible', differences: [], allowed: [] };
  if (found.outcome === 'mismatch') {
    // Attachments that are lists of hashes themselves, in a complete receipt, look like replaced ones.
    const whole = asWhole(claim.original, 'brief');
    if (whole.outcome === 'same' || whole.outcome === 'sameContent') return whole;
  }
  const wrong = found.parts
    .filter(({ matched }) => matched === null)
    .map(({ fileName, hash: stated }) => ({ field: fileName, signed: stated, found: null }));
  const missing = found.missing.map((field) => ({ field, signed: null, found: field }));
  return { kind: 'brief', outcome: found.outcome === 'match' ? 'same' : 'different', differences: [...wrong, ...missing], allowed: [] };
}
