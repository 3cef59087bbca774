// Where a file travelled: every message that carries these very bytes, or is them (PRODUCT row 44).
import { hashOfBytes, readMessage } from '#main/archive/message';
import { messagesWithFile, messagesWrapping } from '#main/store/attachment';
import { dispatchOfSentCopy } from '#main/store/dispatch';
import { listRowOf } from '#main/store/list-frame';
import { accountsWith } from '#main/store/message';
import { receiptLinkOf } from '#main/store/receipt-link';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { ListRow } from '#shared/model/list';
import type { FilePlace } from '#shared/model/search';

const MOST = 500;

/** Wrapped messages of the very size that are read and hashed. */
const MOST_READ = 200;

/** Oldest first; at most 500. With the size of the file also where it stands as a wrapped message (postacert.eml). */
export function placesOfFile(tx: ReadTx, sha256: BlobHash, account: AccountId | null, sizeBytes?: number): readonly FilePlace[] {
  const itself = accountsWith(tx, sha256).map((owner): FilePlace => ({
    account: owner,
    message: sha256,
    name: null,
    row: rowOf(tx, owner, sha256),
  }));
  const wrapped = sizeBytes === undefined ? [] : messagesWrapping(tx, sizeBytes, MOST_READ).filter((place) => wraps(tx, place, sha256));
  const carried = [...messagesWithFile(tx, sha256, MOST), ...wrapped].map(({ account: owner, hash, attachment }): FilePlace => ({
    account: owner,
    message: hash,
    name: attachment.name,
    row: rowOf(tx, owner, hash),
  }));
  return [...itself, ...carried].filter((place) => account === null || place.account === account);
}

function wraps(
  tx: ReadTx,
  { hash, attachment: { start = 0, sizeBytes } }: ReturnType<typeof messagesWrapping>[number],
  sha256: BlobHash,
): boolean {
  return hashOfBytes(readMessage(tx, hash).subarray(start, start + sizeBytes)) === sha256;
}

function rowOf(tx: ReadTx, account: AccountId, hash: BlobHash): ListRow | null {
  const dispatch = dispatchOfSentCopy(tx, account, hash) ?? receiptLinkOf(tx, account, hash)?.dispatch ?? null;
  return listRowOf(tx, account, dispatch ?? hash);
}
