// One line about a whole dispatch (PEC-REFERENCE §4.3). Never "all delivered" while a certified
// recipient is pending.
import type { DispatchFinding, DispatchRecipient, DispatchSummary, ReceiptRecord } from '#shared/model/dispatch';
import type { HandOver } from './receipt-fold.ts';

/** `handOver`: null when the sent copy is not at hand. `found`: what the receipts of this dispatch gave rise to. */
export function summariseDispatch(
  recipients: readonly DispatchRecipient[],
  proven: readonly ReceiptRecord[],
  handOver: HandOver | null,
  found: readonly DispatchFinding[],
): DispatchSummary {
  // A recipient nobody addressed is shown and reported, but "n of m" is about those addressed.
  const addressed = recipients.filter((recipient) => recipient.role !== 'notAddressed');
  const certified = addressed.filter((recipient) => recipient.certified !== false);
  const total = certified.length;
  const delivered = certified.filter((recipient) => recipient.status === 'delivered' || recipient.status === 'deliveredLate').length;
  if (recipients.some((recipient) => recipient.status === 'conflict')) return { state: 'needsAttention', delivered, total };
  if (proven.length === 0) return beforeReceipts(handOver, total);
  if (proven.every((receipt) => receipt.type === 'nonAcceptance')) return { state: 'refused' };
  const failed = certified.filter((recipient) => recipient.status === 'failed' || recipient.status === 'expired').length;
  if (failed > 0) return { state: 'someFailed', delivered, failed, total };
  if (total === 0)
    return addressed.length > 0 ? { state: 'ordinaryOnly', total: addressed.length } : { state: 'needsAttention', delivered: 0, total: 0 };
  if (delivered === total) return { state: 'allDelivered', total };
  const late = new Set(found.flatMap(({ code, recipient }) => (code === 'outcome.overdue' ? [recipient] : [])));
  const overdue = certified.filter(({ address }) => late.has(address)).length;
  const delayed = certified.filter(({ address, status }) => status === 'delayed' && !late.has(address)).length;
  return { state: 'inProgress', delivered, total, delayed, overdue };
}

function beforeReceipts(handOver: HandOver | null, total: number): DispatchSummary {
  if (handOver === 'refused') return { state: 'refused' };
  // Only receipts that are not proven, or a link lost: somebody has to look.
  return handOver === null || handOver === 'unknown' ? { state: 'needsAttention', delivered: 0, total } : { state: 'waitingForAcceptance' };
}
