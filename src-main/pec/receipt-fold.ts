// Receipts arrive in any order and more than once. The state of a dispatch is a function of the set of
// receipts, so it can be recomputed at any time and explained from evidence (PEC-REFERENCE §4.2, §4.3).
// Only proven receipts (verdict passed) change a status; the others are listed as claimed.
import type { DispatchRecipient, DispatchState, ReceiptRecord, RecipientRole, RecipientStatus } from '#shared/model/dispatch';
import type { Instant, MailAddress } from '#shared/model/ids';
import { addressKey } from '#main/mime/addresses';
import { findings } from './dispatch-findings.ts';
import { summariseDispatch } from './dispatch-summary.ts';
import { noticeStage, type NoticeStage } from './notice-stage.ts';

/** What the sent copy says. */
export type SubmissionFacts = {
  readonly recipients: readonly { readonly address: MailAddress; readonly role: 'to' | 'cc' }[];
  /** The date of the sent copy; null when not known. */
  readonly submittedAt: Instant | null;
  /** How the hand-over to the provider stands, when it was ours; absent for a message another client sent. */
  readonly handOver?: HandOver;
  /** When the provider took it, where we know better than the date of the message. */
  readonly takenAt?: Instant;
};

/** 'waiting': not taken yet; 'unknown': the link was lost while it may have been taken (ARCHITECTURE §6). */
export type HandOver = 'taken' | 'waiting' | 'refused' | 'unknown';

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
  readonly receipts: readonly ReceiptRecord[];
};

export function foldReceipts(input: FoldInput): DispatchState {
  const receipts = unique(input.receipts);
  const proven = receipts.filter((receipt) => receipt.verdict === 'passed');
  const claimed = receipts.filter((receipt) => receipt.verdict !== 'passed');
  const about = indexByRecipient(proven);
  const aboutClaimed = indexByRecipient(claimed);
  const transmissions = listTransmissions(proven);
  const known = knownRecipients(input.submission, proven, claimed);
  const folded = known.map((recipient) =>
    foldRecipient(recipient, statusOfHandOver(input.submission), about.get(addressKey(recipient.address)) ?? [], transmissions),
  );
  const recipients = folded.map(({ address, role, certified, status, receipts: mine }): DispatchRecipient => ({
    address,
    role,
    certified,
    status,
    receipts: mine,
    claimed: aboutClaimed.get(addressKey(address)) ?? [],
  }));
  const found = findings({ ...input, proven, claimed, folded });
  const listed = new Set(recipients.flatMap((recipient) => [...recipient.receipts, ...recipient.claimed]));
  return {
    summary: summariseDispatch(recipients, proven, input.submission === null ? null : (input.submission.handOver ?? 'taken'), found),
    recipients,
    general: proven.filter((receipt) => !listed.has(receipt)),
    generalClaimed: claimed.filter((receipt) => !listed.has(receipt)),
    findings: found,
  };
}

const TYPE_ORDER: Readonly<Record<ReceiptRecord['type'], number>> = {
  acceptance: 0,
  nonAcceptance: 1,
  serverAcceptance: 2,
  virusDetected: 3,
  deliveryTimeoutWarning: 4,
  deliveryError: 5,
  delivery: 6,
};

/** The same bytes are one piece of evidence; then by event time, so that arrival does not matter. */
function unique(receipts: readonly ReceiptRecord[]): readonly ReceiptRecord[] {
  const byHash = new Map<string, ReceiptRecord>();
  for (const receipt of receipts) {
    const other = byHash.get(receipt.hash);
    if (other === undefined || (other.verdict !== 'passed' && rank(receipt) < rank(other))) byHash.set(receipt.hash, receipt);
  }
  return [...byHash.values()].sort(
    (left, right) => left.time - right.time || TYPE_ORDER[left.type] - TYPE_ORDER[right.type] || (left.hash < right.hash ? -1 : 1),
  );
}

function rank(receipt: ReceiptRecord): number {
  return ['passed', 'indeterminate', 'failed', 'notApplicable'].indexOf(receipt.verdict);
}

/** Receipts by the recipient they are about, in order; presa-in-carico is about each one it names. */
function indexByRecipient(receipts: readonly ReceiptRecord[]): ReadonlyMap<string, readonly ReceiptRecord[]> {
  const index = new Map<string, ReceiptRecord[]>();
  for (const receipt of receipts) {
    const addresses =
      receipt.type === 'serverAcceptance'
        ? receipt.recipients.map((recipient) => recipient.address)
        : receipt.recipient === null
          ? []
          : [receipt.recipient];
    for (const key of new Set(addresses.map((address) => addressKey(address)))) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [receipt]);
      else list.push(receipt);
    }
  }
  return index;
}

/** What the receipts of one identificativo say about the message as a whole. */
type Transmission = Pick<Strand, 'identificativo' | 'acceptedAt' | 'accepted' | 'refused'>;

function listTransmissions(proven: readonly ReceiptRecord[]): readonly Transmission[] {
  const byIdentifier = new Map<string, ReceiptRecord[]>();
  for (const receipt of proven) {
    const list = byIdentifier.get(receipt.identificativo);
    if (list === undefined) byIdentifier.set(receipt.identificativo, [receipt]);
    else list.push(receipt);
  }
  return [...byIdentifier].map(([identificativo, mine]) => ({
    identificativo,
    acceptedAt: mine.find((receipt) => receipt.type === 'acceptance')?.time ?? null,
    // Any later evidence implies that the message was accepted.
    accepted: mine.some((receipt) => receipt.type !== 'nonAcceptance'),
    refused: mine.some((receipt) => receipt.type === 'nonAcceptance'),
  }));
}

type KnownRecipient = { readonly address: MailAddress; readonly role: RecipientRole; readonly certified: boolean | null };

/** Recipients of the sent copy, then those that proven receipts name (PEC-REFERENCE §4.2). */
function knownRecipients(
  submission: SubmissionFacts | null,
  proven: readonly ReceiptRecord[],
  claimed: readonly ReceiptRecord[],
): readonly KnownRecipient[] {
  const kinds = certifiedKinds(proven);
  const known = new Map<string, KnownRecipient>();
  const add = (address: MailAddress, role: RecipientRole): void => {
    const key = addressKey(address);
    if (!known.has(key)) known.set(key, { address, role, certified: kinds.get(key) ?? null });
  };
  for (const recipient of submission?.recipients ?? []) add(recipient.address, recipient.role);
  // A copy that names nobody (not read yet, or not readable) speaks against nobody.
  const listedRole: RecipientRole = known.size === 0 ? 'to' : 'notAddressed';
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

/** What is known of a recipient before any receipt. */
function statusOfHandOver(submission: SubmissionFacts | null): RecipientStatus {
  if (submission === null || submission.handOver === 'unknown') return 'unknown';
  return submission.handOver === 'refused' ? 'refused' : 'submitted';
}

function foldRecipient(
  recipient: KnownRecipient,
  start: RecipientStatus,
  receipts: readonly ReceiptRecord[],
  transmissions: readonly Transmission[],
): FoldedRecipient {
  const strands = transmissions.map((transmission) => strandOf(transmission, receipts));
  const statuses = strands.map((strand) => strandStatus(strand, recipient.certified));
  const status = statuses.reduce((best, next) => (STRENGTH[next] > STRENGTH[best] ? next : best), start);
  return { ...recipient, strands, status, receipts };
}

/** delivered > failed > not delivered > delayed > pending (PEC-REFERENCE §4.3). */
const STRENGTH: Readonly<Record<RecipientStatus, number>> = {
  unknown: 0,
  submitted: 1,
  refused: 2,
  accepted: 3,
  takenInCharge: 4,
  ordinary: 5,
  delayed: 6,
  expired: 7,
  failed: 8,
  deliveredLate: 9,
  delivered: 10,
  conflict: 11,
};

function strandOf(transmission: Transmission, receipts: readonly ReceiptRecord[]): Strand {
  const about = receipts.filter((receipt) => receipt.identificativo === transmission.identificativo);
  const notices = about.filter((receipt) => receipt.type === 'deliveryTimeoutWarning');
  const staged = notices.map((notice) => ({ notice, stage: noticeStage(notice, transmission.acceptedAt, notices) }));
  const ofStage = (stage: NoticeStage): readonly ReceiptRecord[] =>
    staged.filter((entry) => entry.stage === stage).map((entry) => entry.notice);
  return {
    ...transmission,
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
