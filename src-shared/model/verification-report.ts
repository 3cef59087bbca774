// The judgement of one signed thing: facts, then checks, then a conclusion in the words of
// ETSI EN 319 102-1 §5.1.3. One record with three readings: badge, list of checks, facts.
import type { BlobHash, Instant, MailAddress } from './ids.ts';
import type { ByteRange, CertificationData, Defect, PecMessage, ReceiptExtent } from './pec-message.ts';

/** A policy never changes once released. */
export type PolicyId = 'pec/1' | 'smime/1';

export type Form = 'pec' | 'rem' | 'smime' | 'cades' | 'timestamp' | 'bundle' | 'unsigned';
export type Structure = 'signed' | 'nestedOnly' | 'none' | 'ambiguous' | 'malformed';
export type Integrity = 'valid' | 'invalid' | 'absent' | 'unsupported';
export type Identity = 'match' | 'mismatch' | 'none';
export type Chain = 'trusted' | 'untrusted' | 'incomplete' | 'invalid' | 'notChecked';
export type Revocation = 'good' | 'revoked' | 'unknown';
export type TimeValidity = 'ok' | 'expired' | 'notYetValid' | 'unknown';
export type AlgorithmState = 'ok' | 'weak' | 'broken';

/** A check or fact carries a stable code and typed values; words live in src-shared/text. */
export type FactValue = string | number | boolean | null | readonly string[];
export type Coded = { readonly code: string; readonly values: Readonly<Record<string, FactValue>> };

export type CertificateFacts = {
  readonly fingerprint: BlobHash;
  /** RFC 4514 order as a person reads it: "CN=…, O=…, C=IT". */
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** rfc822Name entries of the subject alternative name, else emailAddress of the subject. */
  readonly emails: readonly string[];
  /** "RSA-2048", "EC P-256", "Ed25519". */
  readonly key: string;
  readonly signatureAlgorithm: string;
  readonly policies: readonly string[];
  /** Where the certificate says its revocation can be asked: http addresses only. */
  readonly revocationUrls?: { readonly crl: readonly string[]; readonly ocsp: readonly string[] };
};

export type RevocationFacts = {
  readonly state: Revocation;
  readonly code: string;
  /** SHA-256 of the list or response that gave the answer. */
  readonly source: BlobHash | null;
  readonly thisUpdate: Instant | null;
  readonly nextUpdate: Instant | null;
  readonly revokedAt: Instant | null;
  readonly reason: string | null;
};

export type SignerFacts = {
  readonly integrity: Integrity;
  /** Why, when not valid: 'cms.digest', 'cms.signature', 'alg.unsupported', … */
  readonly integrityCode: string | null;
  readonly digestAlgorithm: string | null;
  readonly signatureAlgorithm: string | null;
  readonly messageDigest: string | null;
  readonly signingTime: Instant | null;
  readonly certificate: CertificateFacts | null;
  readonly identity: Identity;
  readonly chain: Chain;
  readonly chainCode: string | null;
  /** From signer to anchor. */
  readonly path: readonly CertificateFacts[];
  readonly anchor: string | null;
  readonly timeValidity: TimeValidity;
  readonly revocation: RevocationFacts;
  readonly algorithm: AlgorithmState;
};

/** One outer header or inner value that disagrees with the signed data (PEC-REFERENCE V7, V8). */
export type Difference = { readonly field: string; readonly signed: string | null; readonly found: string | null };

/** What a receipt holds against what was submitted (PEC-REFERENCE V9, V10). */
export type ContentComparison = {
  readonly kind: 'complete' | 'brief';
  readonly outcome: 'same' | 'sameContent' | 'different' | 'notPossible';
  readonly differences: readonly Difference[];
  /** Changes a provider is allowed to make, as text: "Message-ID", "Received". */
  readonly allowed: readonly string[];
};

/** What a time-stamp token says (RFC 3161 §2.4.2). */
export type TimestampFacts = {
  readonly time: Instant;
  readonly serial: string;
  readonly policy: string;
  /** Whether the stamped digest is that of the content at hand. */
  readonly imprint: 'match' | 'mismatch' | 'noContent' | 'unsupported';
};

export type Facts = {
  readonly form: Form;
  /** What the message claims to be; never a proof, yet some checks depend on it. */
  readonly claimKind: PecMessage['kind'];
  readonly structure: Structure;
  /** Why the structure is not plainly 'signed'. */
  readonly structureCodes: readonly Defect[];
  readonly signatureForm: 'detached' | 'opaque' | null;
  /** Content carried inside a detached signature. */
  readonly embeddedContent: 'none' | 'equal' | 'different';
  /** The bytes the signature covers. */
  readonly signedRange: ByteRange | null;
  /** True when bare LF had to be read as CRLF to match the digest. */
  readonly canonicalised: boolean;
  readonly from: readonly MailAddress[];
  /** Why From is not exactly one plain address ('from.missing', 'from.twoFields', 'from.several', 'from.invalid'); null when it is. */
  readonly fromCode: string | null;
  readonly signatureTime: { readonly at: Instant; readonly source: 'signingTime' | 'timestamp' | 'daticert' | 'date' | 'given' | 'now' };
  readonly signers: readonly SignerFacts[];
  /** daticert.xml of the signed part, when there is exactly one and it can be read. */
  readonly certification: CertificationData | null;
  readonly certificationState: 'read' | 'absent' | 'ambiguous' | 'unreadable';
  readonly certificationCode: string | null;
  /** Of a delivery receipt, by its content. */
  readonly deliveryExtent: ReceiptExtent | null;
  /** Null: not a delivery receipt with content, or the submitted bytes were not at hand. */
  readonly comparison: ContentComparison | null;
  /** True when there is an original inside to compare with the certified data. */
  readonly innerCompared: boolean;
  readonly outerDifferences: readonly Difference[];
  readonly innerDifferences: readonly Difference[];
  /** Trust data the judgement used: so that it can be repeated offline. */
  readonly trust: { readonly setDate: string; readonly anchors: readonly BlobHash[]; readonly lists: readonly BlobHash[] };
  readonly notes: readonly Defect[];
  /** Only of form 'timestamp'. */
  readonly timestamp?: TimestampFacts;
};

export type CheckStatus = 'passed' | 'failed' | 'indeterminate' | 'notApplicable' | 'notRun';
/** 'RFC 5652 §5.4', 'PEC-REFERENCE V3', … : read by scripts/check-citations. */
export type Citation = string;
export type CheckId =
  | 'message.structure'
  | 'signature.present'
  | 'signature.digest'
  | 'signature.value'
  | 'signature.attributes'
  | 'signature.singleSigner'
  | 'signature.algorithm'
  | 'certificate.path'
  | 'certificate.anchor'
  | 'certificate.validity'
  | 'certificate.usage'
  | 'certificate.revocation'
  | 'identity.from'
  | 'time.signing'
  | 'daticert.present'
  | 'daticert.type'
  | 'headers.outer'
  | 'headers.inner'
  | 'content.complete'
  | 'content.brief';

export type Check = {
  readonly id: CheckId;
  readonly spec: Citation;
  readonly status: CheckStatus;
  readonly detail: Coded;
};

export type IndeterminateSub =
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'SIGNATURE_POLICY_NOT_AVAILABLE'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'TRY_LATER'
  | 'GENERIC';
export type FailedSub =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'NO_TRUSTED_CHAIN'
  | 'IDENTITY_MISMATCH'
  | 'CONTENT_MISMATCH'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'REVOKED'
  | 'NO_SIGNATURE';

export type Conclusion =
  /** `notes`: passed, and something is worth reading (weak digest of the past, revocation unknown, headers that differ). */
  | { readonly indication: 'passed'; readonly notes: readonly CheckId[] }
  | { readonly indication: 'indeterminate'; readonly sub: IndeterminateSub; readonly because: CheckId; readonly retryAfter: Instant | null }
  | { readonly indication: 'failed'; readonly sub: FailedSub; readonly because: CheckId }
  /** The message carries no signature and claims none. */
  | { readonly indication: 'notApplicable' };

export type Indication = Conclusion['indication'];

export type VerificationReport = {
  readonly subject: BlobHash;
  readonly policy: PolicyId;
  readonly judgedAt: Instant;
  /** The time the judgement is about (PEC-REFERENCE §3.6, T). */
  readonly signatureTime: Instant;
  readonly conclusion: Conclusion;
  /** All of them, in order, also those not run. */
  readonly checks: readonly Check[];
  readonly facts: Facts;
};

/** The six looks of a verdict (SCREENS §Character). */
export type VerdictLook = 'proven' | 'provenWithNotes' | 'undecided' | 'refused' | 'ordinary' | 'anomaly';

/** "Certified" on screen is a claim and a report together, never one of them alone. */
export function verdictLook(claim: PecMessage['kind'], conclusion: Conclusion): VerdictLook {
  switch (conclusion.indication) {
    case 'failed':
      return 'refused';
    case 'indeterminate':
      return 'undecided';
    case 'notApplicable':
      return claim === 'anomalyEnvelope' ? 'anomaly' : 'ordinary';
    case 'passed':
      if (claim === 'anomalyEnvelope') return 'anomaly';
      return conclusion.notes.length > 0 ? 'provenWithNotes' : 'proven';
  }
}
