// Contradictions and gaps of a dispatch, each with the receipts that show it (PEC-REFERENCE §4.3,
// THREATS SIG-28). Findings explain; they never change a status. Codes are worded in src-shared/text.
import type { DispatchFinding, ReceiptRecord } from '#shared/model/dispatch';
import type { Instant, MailAddress } from '#shared/model/ids';
import { addressKey } from '#main/mime/addresses';
import { ERROR } from './vocabulary.ts';
import type { FoldedRecipient, FoldInput, Strand } from './receipt-fold.ts';

/** Clocks of two providers may differ by this much without a contradiction. */
const CLOCK_SKEW_MS = 60_000;
/** Our clock against a provider's. */
const OWN_CLOCK_SKEW_MS = 5 * 60_000;
const ACCEPTANCE_EXPECTED_MS = 15 * 60_000;
const OUTCOME_EXPECTED_MS = 25 * 3_600_000;

export type FindingsInput = FoldInput & {
  readonly proven: readonly ReceiptRecord[];
  readonly claimed: readonly ReceiptRecord[];
  readonly folded: readonly FoldedRecipient[];
};

export function findings(input: FindingsInput): readonly DispatchFinding[] {
  const acceptances = input.proven.filter((receipt) => receipt.type === 'acceptance');
  const accepted = new Set(acceptances.flatMap((receipt) => receipt.recipients.map((recipient) => addressKey(recipient.address))));
  return [
    ...aboutMessage(input, acceptances),
    ...input.folded.flatMap((recipient) => aboutRecipient(recipient, input, acceptances, accepted)),
  ];
}

function finding(code: string, recipient: MailAddress | null, receipts: readonly ReceiptRecord[]): DispatchFinding {
  return { code, recipient, receipts: receipts.map((receipt) => receipt.hash) };
}

function aboutMessage(input: FindingsInput, acceptances: readonly ReceiptRecord[]): readonly DispatchFinding[] {
  const { proven, claimed, submission, now } = input;
  const found: DispatchFinding[] = [];
  const refusals = proven.filter((receipt) => receipt.type === 'nonAcceptance');
  const later = proven.filter((receipt) => receipt.type !== 'acceptance' && receipt.type !== 'nonAcceptance');
  const submittedAt = submission?.submittedAt ?? null;
  const handOver = submission?.handOver ?? 'taken';
  if (handOver !== 'taken' && proven.length === 0) found.push(finding(`submission.${handOver}`, null, []));
  // Both are needed in court: acceptance for the sender's term, delivery for the recipient's.
  if (acceptances.length === 0 && later.length > 0) found.push(finding('acceptance.missing', null, later));
  const waitingSince = submission?.takenAt ?? submittedAt;
  if (proven.length === 0 && handOver === 'taken' && waitingSince !== null && now - waitingSince > ACCEPTANCE_EXPECTED_MS)
    found.push(finding('acceptance.late', null, []));
  for (const refusal of refusals) {
    const against = proven.filter((receipt) => receipt.type !== 'nonAcceptance' && receipt.identificativo === refusal.identificativo);
    if (against.length > 0) found.push(finding('outcome.acceptedAndRefused', null, [refusal, ...against]));
  }
  const identifiers = new Set(proven.map((receipt) => receipt.identificativo));
  if (identifiers.size > 1) found.push(finding('receipts.severalTransmissions', null, firstOfEach(proven)));
  if (submittedAt !== null) {
    const early = proven.filter((receipt) => receipt.time < submittedAt - OWN_CLOCK_SKEW_MS);
    if (early.length > 0) found.push(finding('time.beforeSubmission', null, early));
  }
  const viruses = proven.filter((receipt) => receipt.type === 'virusDetected');
  if (viruses.length > 0) found.push(finding('virus.detected', null, viruses));
  if (claimed.length > 0) found.push(finding('receipt.unproven', null, claimed));
  return found;
}

function firstOfEach(proven: readonly ReceiptRecord[]): readonly ReceiptRecord[] {
  const first = new Map<string, ReceiptRecord>();
  for (const receipt of proven) if (!first.has(receipt.identificativo)) first.set(receipt.identificativo, receipt);
  return [...first.values()];
}

function aboutRecipient(
  recipient: FoldedRecipient,
  input: FindingsInput,
  acceptances: readonly ReceiptRecord[],
  accepted: ReadonlySet<string>,
): readonly DispatchFinding[] {
  const { address } = recipient;
  const found: DispatchFinding[] = [];
  if (recipient.role === 'notAddressed') found.push(finding('recipient.notAddressed', address, recipient.receipts));
  if (input.submission !== null && recipient.role !== 'notAddressed' && acceptances.length > 0 && !accepted.has(addressKey(address))) {
    found.push(finding('recipient.notInAcceptance', address, acceptances));
  }
  for (const strand of recipient.strands) found.push(...aboutStrand(strand, recipient, acceptances));
  const acceptedAt = earliest(recipient.strands);
  const waiting = recipient.status === 'accepted' || recipient.status === 'takenInCharge' || recipient.status === 'delayed';
  if (waiting && acceptedAt !== null && input.now - acceptedAt > OUTCOME_EXPECTED_MS)
    found.push(finding('outcome.overdue', address, recipient.receipts));
  return found;
}

function earliest(strands: readonly Strand[]): Instant | null {
  return strands.reduce<Instant | null>(
    (best, strand) => (strand.acceptedAt !== null && (best === null || strand.acceptedAt < best) ? strand.acceptedAt : best),
    null,
  );
}

function aboutStrand(strand: Strand, recipient: FoldedRecipient, acceptances: readonly ReceiptRecord[]): readonly DispatchFinding[] {
  const { address } = recipient;
  const found: DispatchFinding[] = [];
  const { deliveries, errors, finalNotices, firstNotices, unknownNotices, acceptedAt } = strand;
  const delivery = deliveries[0];
  if (delivery !== undefined && errors.length > 0) found.push(finding('outcome.conflict', address, [...deliveries, ...errors]));
  // The type says what happened (PEC-REFERENCE §2); only a refusal or a failure has an error to state.
  const contradictory = deliveries.filter(({ errore }) => errore !== ERROR.none);
  if (contradictory.length > 0) found.push(finding('delivery.statesError', address, contradictory));
  if (delivery !== undefined && recipient.certified === false) found.push(finding('outcome.ordinaryDelivered', address, deliveries));
  if (delivery !== undefined && finalNotices.some((notice) => notice.time <= delivery.time))
    found.push(finding('delivery.afterFinalNotice', address, [...finalNotices, ...deliveries]));
  const after =
    delivery === undefined
      ? []
      : [...firstNotices, ...finalNotices, ...unknownNotices].filter((notice) => notice.time > delivery.time + CLOCK_SKEW_MS);
  if (delivery !== undefined && after.length > 0) found.push(finding('notice.afterDelivery', address, [delivery, ...after]));
  if (unknownNotices.length > 0) found.push(finding('notice.stageUnknown', address, unknownNotices));
  if (acceptedAt !== null) {
    const before = [...deliveries, ...errors, ...firstNotices, ...finalNotices, ...unknownNotices].filter(
      (receipt) => receipt.time < acceptedAt - CLOCK_SKEW_MS,
    );
    const mine = acceptances.filter((receipt) => receipt.identificativo === strand.identificativo);
    if (before.length > 0) found.push(finding('time.outcomeBeforeAcceptance', address, [...mine.slice(0, 1), ...before]));
  }
  return found;
}
