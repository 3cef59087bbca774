// Reading a dispatch's receipts for the screen: which one speaks for the whole message, which for a
// recipient, and for how many the proof is complete. Pure; what counts was decided by the core.
import type { DispatchRecipient, DispatchState, ReceiptRecord } from '#shared/model/dispatch';
import type { VerdictLook } from '#shared/model/verification-report';

export function receiptLook(receipt: ReceiptRecord): VerdictLook {
  switch (receipt.verdict) {
    case 'passed':
      return receipt.notes ? 'provenWithNotes' : 'proven';
    case 'indeterminate':
      return 'undecided';
    case 'failed':
      return 'refused';
    case 'notApplicable':
      return 'ordinary';
  }
}

/** The acceptance, else the refusal, else whatever else speaks of the message as a whole. */
export function generalReceipt(state: DispatchState): ReceiptRecord | null {
  return (
    state.general.find((each) => each.type === 'acceptance') ??
    state.general.find((each) => each.type === 'nonAcceptance') ??
    state.general[0] ??
    null
  );
}

/** The receipt that decides a recipient's status: delivery, then failure, then the latest notice. */
export function outcomeReceipt(recipient: DispatchRecipient): ReceiptRecord | null {
  const byType = (type: ReceiptRecord['type']): ReceiptRecord | null => recipient.receipts.findLast((each) => each.type === type) ?? null;
  return (
    byType('delivery') ??
    byType('deliveryError') ??
    byType('virusDetected') ??
    byType('deliveryTimeoutWarning') ??
    byType('serverAcceptance')
  );
}

/** Certified recipients with a delivery receipt that counts, out of all certified ones. */
export function completeness(state: DispatchState): { readonly done: number; readonly total: number } {
  const certified = state.recipients.filter((each) => each.certified !== false && each.role !== 'notAddressed');
  const accepted = state.general.some((each) => each.type === 'acceptance');
  const done = certified.filter((each) => accepted && each.receipts.some((receipt) => receipt.type === 'delivery')).length;
  return { done, total: certified.length };
}
