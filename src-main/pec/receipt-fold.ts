// Receipts arrive in any order and more than once. The state of a dispatch is a function of the set of
// receipts, so it can be recomputed at any time and explained from evidence (PEC-REFERENCE §4.2, §4.3).
// Only proven receipts (verdict passed) change a status; the others are listed as claimed.
import type { DispatchRecipient, DispatchState, ReceiptRecord, RecipientRole, RecipientStatus } from '#shared/model/dispatch';
import type { Instant, MailAddress } from '#shared/model/ids';
import { addressKey } from '#main/mime/addresses';
import { findings } from './dispatch-findings.ts';
import { summariseDispatch } from './dispatch-summary.ts';
import { noticeStage } from './notice-stage.ts';

/** What the sent copy says. */
export type SubmissionFacts = {
  readonly recipients: readonly { readonly address: MailAddress; readonly role: 'to' | 'cc' }[];
  /** SMTP 250, else the date of the sent copy; null when not known. */
  readonly submittedAt: Instant | null;
};

export type FoldInput = {
  /** Null: the sent message is not at hand, only its receipts. */
  readonly submission: SubmissionFacts | null;
  readonly receipts: readonly ReceiptRecord[];
  readonly now: Instant;
};

/** One transmission of the message to one recipient, as the proven receipts tell it. */
export type Strand = {
  readonly identificativo: string;
  readonly acceptedAt: Instant | null;
  readonly accepted: boolean;
  readonly refused: boolean;
  readonly takenInCharge: boolean;
  readonly deliveries: readonly ReceiptRecord[];
  readonly errors: readonly ReceiptRecord[];
  readonly firstNotices: readonly ReceiptRecord[];
  readonly finalNotices: readonly ReceiptRecord[];
  readonly unknownNotices: readonly ReceiptRecord[];
};

/** A recipient being folded. */
export type FoldedRecipient = {
  readonly address: MailAddress;
  readonly role: RecipientRole;
  readonly certified: boolean | null;
  readonly status: RecipientStatus;
  readonly strands: readonly Strand[];
};

export function foldReceipts(input: FoldInput): DispatchState {
  const receipts = unique(input.receipts);
  const proven = receipts.filter((receipt) => receipt.verdict === 'passed');
  const claimed = receipts.filter((receipt) => receipt.verdict !== 'passed');
  const known = knownRecipients(input.submission, proven, claimed);
  const folded = known.map((recipient) => foldRecipient(recipient, input.submission !== null, proven));
  const keys = new Set(known.map((recipient) => addressKey(recipient.address)));
  const recipients = folded.map((recipient): DispatchRecipient => ({
    address: recipient.address,
    role: recipient.role,
    certified: recipient.certified,
    status: recipient.status,
    receipts: proven.filter((receipt) => isAbout(receipt, recipient.address)),
    claimed: claimed.filter((receipt) => isAbout(receipt, recipient.address)),
  }));
  const isGeneral = (receipt: ReceiptRecord): boolean => receipt.type !== 'serverAcceptance' && (receipt.recipient === null || !keys.has(addressKey(receipt.recipient)));
  return {
    summary: summariseDispatch(recipients, proven, input.submission !== null),
    recipients,
    general: proven.filter(isGeneral),
    generalClaimed: claimed.filter(isGeneral),
    findings: findings({ ...input, proven, claimed, folded }),
  };
}

const TYPE_ORDER: Readonly<Record<ReceiptRecord['type'], number>> = {
  acceptance: 0, nonAcceptance: 1, serverAcceptance: 2, virusDetected: 3, deliveryTimeoutWarning: 4, deliveryError: 5, delivery: 6,
};

/** The same bytes are one piece of evidence; then by event time, so that arrival does not matter. */
function unique(receipts: readonly ReceiptRecord[]): readonly ReceiptRecord[] {
  const byHash = new Map<string, ReceiptRecord>();
  for (const receipt of receipts) {
    const other = byHash.get(receipt.hash);
    if (other === undefined || (other.verdict !== 'passed' && rank(receipt) < rank(other))) byHash.set(receipt.hash, receipt);
  }
  return [...byHash.values()].sort((left, right) => left.time - right.time || TYPE_ORDER[left.type] - TYPE_ORDER[right.type] || (left.hash < right.hash ? -1 : 1));
}

function rank(receipt: ReceiptRecord): number {
  return ['passed', 'indeterminate', 'failed', 'notApplicable'].indexOf(receipt.verdict);
}

function isAbout(receipt: ReceiptRecord, address: MailAddress): boolean {
  const key = addressKey(address);
  if (receipt.type === 'serverAcceptance') return receipt.recipients.some((recipient) => addressKey(recipient.address) === key);
  return receipt.recipient !== null && addressKey(receipt.recipient) === key;
}

type KnownRecipient = { readonly address: MailAddress; readonly role: RecipientRole; readonly certified: boolean | null };

/** Recipients of the sent copy, then those that proven receipts name (§4.2). */
function knownRecipients(submission: SubmissionFacts | null, proven: readonly ReceiptRecord[], claimed: readonly ReceiptRecord[]): readonly KnownRecipient[] {
  const kinds = certifiedKinds(proven);
  const known = new Map<string, KnownRecipient>();
  const add = (address: MailAddress, role: RecipientRole): void => {
    const key = addressKey(address);
    if (!known.has(key)) known.set(key, { address, role, certified: kinds.get(key) ?? null });
  };
  for (const recipient of submission?.recipients ?? []) add(recipient.address, recipient.role);
  const listedRole: RecipientRole = submission === null ? 'to' : 'notAddressed';
  // Acceptances first: they are the sender's provider speaking of the whole message.
  for (const receipt of [...proven].sort((left, right) => TYPE_ORDER[left.type] - TYPE_ORDER[right.type])) {
    for (const recipient of receipt.recipients) add(recipient.address, listedRole);
  }
  for (const receipt of proven) if (receipt.recipient !== null) add(receipt.recipient, 'notAddressed');
  if (known.size === 0) {
    for (const receipt of claimed) for (const recipient of receipt.recipients) add(recipient.address, 'to');
  }
  return [...known.values()];
}

/** Certified or ordinary: as the earliest acceptance says, else as any other proven receipt does. */
function certifiedKinds(proven: readonly ReceiptRecord[]): ReadonlyMap<string, boolean> {
  const kinds = new Map<string, boolean>();
  for (const pass of ['acceptance', 'other']) {
    for (const receipt of proven) {
      if ((receipt.type === 'acceptance') !== (pass === 'acceptance') || receipt.type === 'nonAcceptance') continue;
      for (const recipient of receipt.recipients) {
        const key = addressKey(recipient.address);
        if (!kinds.has(key)) kinds.set(key, recipient.certified);
      }
    }
  }
  return kinds;
}

function foldRecipient(recipient: KnownRecipient, submitted: boolean, proven: readonly ReceiptRecord[]): FoldedRecipient {
  const identifiers = [...new Set(proven.map((receipt) => receipt.identificativo))];
  const strands = identifiers.map((identificativo) => strandOf(recipient.address, identificativo, proven));
  const statuses = strands.map((strand) => strandStatus(strand, recipient.certified));
  const start: RecipientStatus = submitted ? 'submitted' : 'unknown';
  const status = statuses.reduce((best, next) => (STRENGTH[next] > STRENGTH[best] ? next : best), start);
  return { ...recipient, strands, status };
}

/** delivered > failed > not delivered > delayed > pending (§4.3). */
const STRENGTH: Readonly<Record<RecipientStatus, number>> = {
  unknown: 0, submitted: 1, refused: 2, accepted: 3, takenInCharge: 4, ordinary: 5, delayed: 6, expired: 7, failed: 8, deliveredLate: 9, delivered: 10, conflict: 11,
};

function strandOf(address: MailAddress, identificativo: string, proven: readonly ReceiptRecord[]): Strand {
  const mine = proven.filter((receipt) => receipt.identificativo === identificativo);
  const about = mine.filter((receipt) => isAbout(receipt, address));
  const acceptances = mine.filter((receipt) => receipt.type === 'acceptance');
  const acceptedAt = acceptances[0]?.time ?? null;
  const notices = about.filter((receipt) => receipt.type === 'deliveryTimeoutWarning');
  const staged = notices.map((notice) => ({ notice, stage: noticeStage(notice, acceptedAt, notices) }));
  const ofStage = (stage: 'first' | 'final' | 'unknown'): readonly ReceiptRecord[] => staged.filter((entry) => entry.stage === stage).map((entry) => entry.notice);
  return {
    identificativo,
    acceptedAt,
    // Any later evidence implies that the message was accepted.
    accepted: mine.some((receipt) => receipt.type !== 'nonAcceptance'),
    refused: mine.some((receipt) => receipt.type === 'nonAcceptance'),
    takenInCharge: about.some((receipt) => receipt.type === 'serverAcceptance'),
    deliveries: about.filter((receipt) => receipt.type === 'delivery'),
    errors: about.filter((receipt) => receipt.type === 'deliveryError'),
    firstNotices: ofStage('first'),
    finalNotices: ofStage('final'),
    unknownNotices: ofStage('unknown'),
  };
}

function strandStatus(strand: Strand, certified: boolean | null): RecipientStatus {
  const delivery = strand.deliveries[0];
  if (delivery !== undefined) {
    if (strand.errors.length > 0) return 'conflict';
    return strand.finalNotices.some((notice) => notice.time <= delivery.time) ? 'deliveredLate' : 'delivered';
  }
  if (strand.errors.length > 0) return 'failed';
  if (strand.finalNotices.length > 0) return 'expired';
  if (strand.firstNotices.length > 0 || strand.unknownNotices.length > 0) return 'delayed';
  if (strand.refused) return strand.accepted ? 'conflict' : 'refused';
  if (strand.takenInCharge) return 'takenInCharge';
  if (strand.accepted && certified === false) return 'ordinary';
  return strand.accepted ? 'accepted' : 'unknown';
}
