// A judged receipt as the fold wants it: the values of daticert.xml and the verdict, nothing else.
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { BlobHash } from '#shared/model/ids';
import type { PecMessage } from '#shared/model/pec-message';
import type { Conclusion } from '#shared/model/verification-report';

/** Null when the claim is no receipt. */
export function receiptRecord(hash: BlobHash, claim: PecMessage, conclusion: Conclusion): ReceiptRecord | null {
  if (claim.kind !== 'receipt') return null;
  const { receipt, certification: data } = claim;
  const taken = data.takenInCharge.map((address) => ({ address, certified: true }));
  return {
    hash,
    type: receipt.type,
    extent: receipt.type === 'delivery' ? receipt.extent : null,
    recipient: data.recipient,
    time: data.time,
    issuer: data.issuer,
    identificativo: data.identificativo,
    msgid: data.msgid,
    errore: data.errore,
    extendedError: data.extendedError,
    recipients: receipt.type === 'serverAcceptance' && taken.length > 0 ? taken : data.recipients,
    verdict: conclusion.indication,
    notes: conclusion.indication === 'passed' && conclusion.notes.length > 0,
  };
}
