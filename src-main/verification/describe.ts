// One judged thing as the command line prints it (CLI.md §verify). Keys are a contract: add freely,
// rename never.
import type { ClaimReading } from '#main/pec/claim';
import { outerClaim } from '#main/pec/claim';
import type { MimeMessage } from '#main/mime/mime-message';
import { instantToText } from '#shared/model/ids';
import type { BlobHash } from '#shared/model/ids';
import type { CertificationData, PecMessage, ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type {
  AlgorithmState,
  Chain,
  CheckId,
  CheckStatus,
  Citation,
  Conclusion,
  Form,
  Identity,
  Integrity,
  Revocation,
  SignerFacts,
  Structure,
  TimeValidity,
  VerificationReport,
} from '#shared/model/verification-report';

export type DescribedClaim = {
  readonly kind: PecMessage['kind'];
  readonly receipt: ReceiptType | null;
  readonly extent: ReceiptExtent | null;
  readonly recipient: string | null;
  readonly msgid: string | null;
  readonly identificativo: string | null;
  readonly time: string | null;
  /** Of the original message, as the provider repeats it. */
  readonly subject: string | null;
};

export type JudgedDocument = {
  readonly file: string;
  readonly sha256: BlobHash;
  readonly form: Form;
  readonly claim: DescribedClaim;
  readonly signature: {
    readonly integrity: Integrity;
    readonly signer: string | null;
    readonly subject: string | null;
    readonly issuer: string | null;
    readonly identity: Identity;
    readonly chain: Chain;
    readonly anchor: string | null;
    readonly revocation: Revocation;
    readonly timeValidity: TimeValidity;
    readonly algorithm: AlgorithmState;
    readonly structure: Structure;
    readonly time: string | null;
  };
  readonly conclusion: {
    readonly indication: Conclusion['indication'];
    readonly sub: string | null;
    readonly because: CheckId | null;
    readonly notes: readonly CheckId[];
  };
  readonly checks: readonly { readonly id: CheckId; readonly status: CheckStatus; readonly spec: Citation; readonly code: string }[];
  readonly defects: readonly string[];
  /** Date of the anchor set the judgement leans on. */
  readonly trustDate: string;
  readonly policy: VerificationReport['policy'];
};

export const NO_CLAIM: DescribedClaim = {
  kind: 'ordinary',
  receipt: null,
  extent: null,
  recipient: null,
  msgid: null,
  identificativo: null,
  time: null,
  subject: null,
};

export function verifyDocument(
  file: string,
  report: VerificationReport,
  integrity: Integrity,
  claim: DescribedClaim,
  defects: readonly string[],
): JudgedDocument {
  const { facts } = report;
  return {
    file,
    sha256: report.subject,
    form: facts.form,
    claim,
    signature: describeSignature(report, integrity),
    conclusion: describeConclusion(report.conclusion),
    checks: report.checks.map(({ id, status, spec, detail }) => ({ id, status, spec, code: detail.code })),
    defects,
    trustDate: facts.trust.setDate,
    policy: report.policy,
  };
}

/** The signer who matches the sender speaks for several; facts of two certificates are never mixed. */
function principal(signers: readonly SignerFacts[]): SignerFacts | undefined {
  return signers.find(({ identity }) => identity === 'match') ?? signers[0];
}

function describeSignature({ facts }: VerificationReport, integrity: Integrity): JudgedDocument['signature'] {
  const signer = principal(facts.signers);
  const common = { integrity, structure: facts.structure };
  if (signer === undefined) {
    return {
      ...common,
      signer: null,
      subject: null,
      issuer: null,
      identity: 'none',
      chain: 'notChecked',
      anchor: null,
      revocation: 'unknown',
      timeValidity: 'unknown',
      algorithm: 'ok',
      time: null,
    };
  }
  return {
    ...common,
    signer: signer.certificate?.emails[0] ?? null,
    subject: signer.certificate?.subject ?? null,
    issuer: signer.certificate?.issuer ?? null,
    identity: signer.identity,
    chain: signer.chain,
    anchor: signer.anchor,
    revocation: signer.revocation.state,
    timeValidity: signer.timeValidity,
    algorithm: signer.algorithm,
    time: signer.signingTime === null ? null : instantToText(signer.signingTime),
  };
}

function describeConclusion(conclusion: Conclusion): JudgedDocument['conclusion'] {
  switch (conclusion.indication) {
    case 'notApplicable':
      return { indication: 'notApplicable', sub: null, because: null, notes: [] };
    case 'passed':
      return { indication: 'passed', sub: null, because: null, notes: conclusion.notes };
    case 'failed':
    case 'indeterminate':
      return { indication: conclusion.indication, sub: conclusion.sub, because: conclusion.because, notes: [] };
  }
}

/**
 * What the signed data say when the signature holds; otherwise what the message says of itself by its
 * headers (PEC-REFERENCE §0.1), filled from an unsigned daticert.xml where there is one.
 */
export function describeClaim(bytes: Uint8Array, mime: MimeMessage, reading: ClaimReading, signatureHolds: boolean): DescribedClaim {
  const { claim, certification } = reading;
  const data = certification.state === 'read' ? certification.data : null;
  const fromData = {
    recipient: data?.recipient ?? null,
    msgid: data?.msgid ?? null,
    identificativo: data?.identificativo ?? null,
    time: data === null ? null : instantToText(data.time),
    subject: data?.subject ?? null,
  };
  const own: DescribedClaim = {
    kind: claim.kind,
    receipt: claim.kind === 'receipt' ? claim.receipt.type : null,
    extent: extentOf(claim),
    ...fromData,
  };
  return signatureHolds ? own : claimedByHeaders(bytes, mime, own, data);
}

function claimedByHeaders(bytes: Uint8Array, mime: MimeMessage, own: DescribedClaim, data: CertificationData | null): DescribedClaim {
  const outer = outerClaim(bytes, mime);
  const reference = 'reference' in outer ? outer.reference : null;
  const msgid = data?.msgid ?? (reference === null ? null : `<${reference.replace(/^<|>$/g, '')}>`);
  switch (outer.kind) {
    case 'receipt':
      return {
        ...own,
        kind: outer.type === null ? 'malformed' : 'receipt',
        receipt: outer.type,
        extent: outer.type === 'delivery' ? own.extent : null,
        msgid,
      };
    case 'transportEnvelope':
      return { ...own, kind: 'transportEnvelope', receipt: null, extent: null, msgid };
    case 'anomalyEnvelope':
      return { ...own, kind: 'anomalyEnvelope', receipt: null, extent: null };
    case 'rem':
    case 'ordinary':
      return own;
  }
}

function extentOf(claim: PecMessage): ReceiptExtent | null {
  return claim.kind === 'receipt' && claim.receipt.type === 'delivery' ? claim.receipt.extent : null;
}
