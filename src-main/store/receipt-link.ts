// Which dispatch a receipt speaks of and how that is known, or why it stays alone. The record of the
// receipt travels with the link, so that a fold reads one table.
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import { asDispatchId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { refreshMessageRow } from './list-row.ts';
import { asJson, hashOf, hashToBytes, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** PEC-REFERENCE §4.1, in its order. */
export type LinkReason = 'msgid' | 'identificativo' | 'outerReference' | 'original';

export type ReceiptLink =
  | { readonly dispatch: DispatchId; readonly how: LinkReason }
  /** `reason` is a stable code: 'noMatch', 'disagree', 'ambiguous', 'otherSender', 'notProven', … */
  | { readonly dispatch: null; readonly reason: string };

/** Links, or says why not; replaces what was known. The message must be saved. */
export function saveReceiptLink(tx: WriteTx, account: AccountId, hash: BlobHash, link: ReceiptLink, record: ReceiptRecord): void {
  const number = messageNumber(tx, account, hash);
  const how = link.dispatch === null ? null : link.how;
  const reason = link.dispatch === null ? link.reason : null;
  tx.run(sql`INSERT INTO receipt_link (message, dispatch, how, reason, record)
    VALUES (${number}, (SELECT number FROM dispatch WHERE id = ${link.dispatch}), ${how}, ${reason}, ${JSON.stringify(record)})
    ON CONFLICT (message) DO UPDATE SET dispatch = excluded.dispatch, how = excluded.how, reason = excluded.reason, record = excluded.record`);
  refreshMessageRow(tx, number);
}

/** The message is not a receipt after all (derived again by a newer parser). */
export function dropReceiptLink(tx: WriteTx, account: AccountId, hash: BlobHash): void {
  const number = messageNumber(tx, account, hash);
  if (tx.run(sql`DELETE FROM receipt_link WHERE message = ${number}`).changes > 0) refreshMessageRow(tx, number);
}

/** All receipts linked to a dispatch, in the order they arrived. */
export function receiptRecordsOf(tx: ReadTx, dispatch: DispatchId): ReceiptRecord[] {
  return tx.all(
    sql`SELECT l.record FROM receipt_link l WHERE l.dispatch = (SELECT number FROM dispatch WHERE id = ${dispatch}) ORDER BY l.message`,
    (row) => asJson<ReceiptRecord>(row, 'record'),
  );
}

/** Receipts of the account that stand alone and speak of this msgid or one of these identificativi. */
export function unlinkedReceipts(
  tx: ReadTx,
  account: AccountId,
  about: { readonly msgid: string | null; readonly identificativi: readonly string[] },
): { readonly hash: BlobHash; readonly record: ReceiptRecord }[] {
  const found = new Map<BlobHash, ReceiptRecord>();
  const keys = [
    ...(about.msgid === null ? [] : [sql`m.msgid = ${about.msgid}`]),
    ...about.identificativi.map((identificativo) => sql`m.identificativo = ${identificativo}`),
  ];
  for (const key of keys) {
    const rows = tx.all(
      sql`SELECT m.hash, l.record FROM message m JOIN receipt_link l ON l.message = m.number
        WHERE ${key} AND m.account = ${accountNumber(account)} AND l.dispatch IS NULL ORDER BY m.number`,
      (row) => ({ hash: hashOf(row, 'hash'), record: asJson<ReceiptRecord>(row, 'record') }),
    );
    for (const { hash, record } of rows) found.set(hash, record);
  }
  return [...found].map(([hash, record]) => ({ hash, record }));
}

/** Null when the message is not a receipt. */
export function receiptLinkOf(tx: ReadTx, account: AccountId, hash: BlobHash): ReceiptLink | null {
  return tx.get(
    sql`SELECT d.id AS dispatch_id, l.how, l.reason FROM message m JOIN receipt_link l ON l.message = m.number
        LEFT JOIN dispatch d ON d.number = l.dispatch
      WHERE m.hash = ${hashToBytes(hash)} AND m.account = ${accountNumber(account)}`,
    (row): ReceiptLink =>
      row['dispatch_id'] === null
        ? { dispatch: null, reason: textOf(row, 'reason') }
        : { dispatch: asDispatchId(textOf(row, 'dispatch_id')), how: asReason(textOf(row, 'how')) },
  );
}

function messageNumber(tx: ReadTx, account: AccountId, hash: BlobHash): number {
  const number = tx.get(sql`SELECT number FROM message WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`, (row) =>
    integerOf(row, 'number'),
  );
  if (number === null) throw new Error('a receipt link needs a saved message');
  return number;
}

function asReason(text: string): LinkReason {
  return text as LinkReason;
}
