// A sent message with its recipients' states. Its content comes from the sent copy, or, when there
// is none, from postacert.eml inside a complete receipt (PEC-REFERENCE §3.6, V9).
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { dispatchById } from '#main/store/dispatch';
import { handlingOf } from '#main/store/list-row';
import type { BlobHash, DispatchId } from '#shared/model/ids';
import type { Dispatch } from '#shared/model/dispatch';
import type { DispatchView } from '#shared/model/views';
import { messageView } from './message-view.ts';
import { proofParts } from './radar-service.ts';

/** Null when there is no such dispatch. */
export async function dispatchView(
  services: { readonly store: Store; readonly pool: ParserPool; readonly clock: Clock },
  id: DispatchId,
): Promise<DispatchView | null> {
  const { store, clock } = services;
  const dispatch = store.read((tx) => dispatchById(tx, id));
  if (dispatch === null) return null;
  const { account, msgid, identificativi, subject, from, date, state, sent } = dispatch;
  const source = sent ?? completeReceipt(dispatch);
  const message = source === null ? null : await messageView(services, account, source);
  return {
    id,
    account,
    msgid,
    identificativi,
    subject,
    from,
    date,
    state,
    message,
    ...store.read((tx) => ({ ...proofParts(tx, dispatch, clock.now()), handling: handlingOf(tx, account, id) })),
    messageSource: sent !== null ? 'sentCopy' : message !== null ? 'receipt' : 'none',
  };
}

function completeReceipt(dispatch: Dispatch): BlobHash | null {
  const receipts = dispatch.state.recipients.flatMap((recipient) => recipient.receipts);
  return receipts.find((receipt) => receipt.type === 'delivery' && receipt.extent === 'complete')?.hash ?? null;
}
