// What a complete proof of a dispatch needs, what is there and what is missing (PEC-REFERENCE §6): the
// sent message, the acceptance, and one delivery receipt for each certified recipient, the complete
// one where the content must be proved. It informs; what a court wants is not decided here.
import type { DispatchState, ReceiptRecord } from '#shared/model/dispatch';
import type { BlobHash } from '#shared/model/ids';
import type { ReceiptExtent } from '#shared/model/pec-message';
import type { ProofCompleteness, ProofItem } from '#shared/model/proof';

const EXTENT_ORDER: readonly (ReceiptExtent | null)[] = ['complete', 'brief', 'concise', null];

export function proofCompleteness(state: DispatchState, hasSentCopy: boolean): ProofCompleteness {
  const acceptance = state.general.find((receipt) => receipt.type === 'acceptance') ?? null;
  const perRecipient = state.recipients
    .filter((recipient) => recipient.role !== 'notAddressed')
    .map((recipient): ProofItem => {
      const delivery = bestDelivery(recipient.receipts);
      if (delivery === null && recipient.certified === false) return { kind: 'ordinary', recipient: recipient.address };
      return {
        kind: 'delivery',
        recipient: recipient.address,
        receipt: delivery?.hash ?? null,
        extent: delivery?.extent ?? null,
        failure: recipient.status === 'failed' || recipient.status === 'expired' ? failureOf(recipient.receipts) : null,
      };
    });
  const deliveries = perRecipient.filter((item) => item.kind === 'delivery');
  const hasContent = hasSentCopy || deliveries.some((item) => item.extent === 'complete');
  const complete = hasContent && acceptance !== null && deliveries.length > 0 && deliveries.every((item) => item.receipt !== null);
  return {
    complete,
    provesContent: complete && deliveries.every((item) => item.extent === 'complete'),
    items: [{ kind: 'sentCopy', present: hasSentCopy }, { kind: 'acceptance', receipt: acceptance?.hash ?? null }, ...perRecipient],
  };
}

/** Of several deliveries the one that says most, the earliest of equals. */
function bestDelivery(receipts: readonly ReceiptRecord[]): ReceiptRecord | null {
  const deliveries = receipts.filter((receipt) => receipt.type === 'delivery');
  return (
    [...deliveries].sort(
      (left, right) => EXTENT_ORDER.indexOf(left.extent) - EXTENT_ORDER.indexOf(right.extent) || left.time - right.time,
    )[0] ?? null
  );
}

/** The last notice that it did not arrive. */
function failureOf(receipts: readonly ReceiptRecord[]): BlobHash | null {
  return receipts.findLast(({ type }) => type === 'deliveryError' || type === 'deliveryTimeoutWarning')?.hash ?? null;
}
