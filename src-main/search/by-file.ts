// Where a file travelled: every message that carries these very bytes, or is them (PRODUCT row 44).
import { messagesWithFile } from '#main/store/attachment';
import { dispatchOfSentCopy } from '#main/store/dispatch';
import { listRowOf } from '#main/store/list-frame';
import { accountsWith } from '#main/store/message';
import { receiptLinkOf } from '#main/store/receipt-link';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { ListRow } from '#shared/model/list';
import type { FilePlace } from '#shared/model/search';

const MOST = 500;

/** Oldest first; at most 500. */
export function placesOfFile(tx: ReadTx, sha256: BlobHash, account: AccountId | null): readonly FilePlace[] {
  const itself = accountsWith(tx, sha256).map((owner): FilePlace => ({
    account: owner,
    message: sha256,
    name: null,
    row: rowOf(tx, owner, sha256),
  }));
  const carried = messagesWithFile(tx, sha256, MOST).map(({ account: owner, hash, attachment }): FilePlace => ({
    account: owner,
    message: hash,
    name: attachment.name,
    row: rowOf(tx, owner, hash),
  }));
  return [...itself, ...carried].filter((place) => account === null || place.account === account);
}

function rowOf(tx: ReadTx, account: AccountId, hash: BlobHash): ListRow | null {
  const dispatch = dispatchOfSentCopy(tx, account, hash) ?? receiptLinkOf(tx, account, hash)?.dispatch ?? null;
  return listRowOf(tx, account, dispatch ?? hash);
}
