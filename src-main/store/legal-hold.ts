// What must not go: a hold names a box, every box, or single messages and dispatches. Whoever deletes
// anything, here or on a server, asks `isHeld` in the transaction in which he does it.
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { LegalHold } from '#shared/model/retention';
import { accountNumber } from './account.ts';
import { booleanOf, bytesOf, hashToBytes, instantOf, instantOrNull, integerOf, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type Subject = BlobHash | DispatchId;

/** `items` null: all mail of the box, or of every box, also what is still to come. Returns its number. */
export function addHold(
  tx: WriteTx,
  hold: {
    readonly account: AccountId | null;
    readonly items: readonly { readonly account: AccountId; readonly subject: Subject }[] | null;
    readonly reason: string;
    readonly salt: Uint8Array;
    readonly at: Instant;
  },
): number {
  const { account, items, reason, salt, at } = hold;
  const { lastRowId } = tx.run(sql`INSERT INTO legal_hold (account, whole, reason, salt, set_at)
    VALUES (${account === null ? null : accountNumber(account)}, ${Number(items === null)}, ${reason}, ${salt}, ${at})`);
  for (const item of items ?? [])
    tx.run(sql`INSERT INTO legal_hold_item (subject, account, hold) VALUES (${item.subject}, ${accountNumber(item.account)}, ${lastRowId})
      ON CONFLICT DO NOTHING`);
  return lastRowId;
}

/** False when there is none, or it was released before. */
export function releaseHold(tx: WriteTx, number: number, reason: string, at: Instant): boolean {
  return (
    tx.run(sql`UPDATE legal_hold SET released_at = ${at}, release_reason = ${reason} WHERE number = ${number} AND released_at IS NULL`)
      .changes > 0
  );
}

/** With which the digest of its reasons in the log is made. */
export function saltOfHold(tx: ReadTx, number: number): Uint8Array | null {
  return tx.get(sql`SELECT salt FROM legal_hold WHERE number = ${number}`, (row) => bytesOf(row, 'salt'));
}

/** Newest first, also released ones. */
export function holds(tx: ReadTx): readonly LegalHold[] {
  return tx.all(
    sql`SELECT h.number, a.id AS account_id, h.whole, h.reason, h.set_at, h.released_at, h.release_reason,
        (SELECT count(*) FROM legal_hold_item i WHERE i.hold = h.number) AS items
      FROM legal_hold h LEFT JOIN account a ON a.number = h.account ORDER BY h.number DESC`,
    (row): LegalHold => {
      const account = textOrNull(row, 'account_id');
      return {
        number: integerOf(row, 'number'),
        account: account === null ? null : asAccountId(account),
        whole: booleanOf(row, 'whole'),
        items: integerOf(row, 'items'),
        reason: textOf(row, 'reason'),
        setAt: instantOf(row, 'set_at'),
        releasedAt: instantOrNull(row, 'released_at'),
        releaseReason: textOrNull(row, 'release_reason'),
      };
    },
  );
}

/** When the newest hold that is in force was set; null while there is none. */
export function lastHoldInForce(tx: ReadTx): Instant | null {
  return tx.get(sql`SELECT max(set_at) AS set_at FROM legal_hold WHERE released_at IS NULL`, (row) => instantOrNull(row, 'set_at'));
}

/** Whether a hold in force names one of these, which are different names of one thing (`namesOf`). */
export function isHeld(tx: ReadTx, account: AccountId, names: readonly string[]): boolean {
  return (
    tx.get(
      sql`SELECT 1 AS found FROM legal_hold h WHERE h.released_at IS NULL AND (
          (h.whole = 1 AND (h.account IS NULL OR h.account = ${accountNumber(account)}))
          OR EXISTS (SELECT 1 FROM legal_hold_item i WHERE i.hold = h.number AND i.account = ${accountNumber(account)}
            AND i.subject IN (SELECT value FROM json_each(${JSON.stringify(names)}))))
        LIMIT 1`,
      () => true,
    ) ?? false
  );
}

/** A message under its own hash, and under the dispatch it is the sent copy or a receipt of. */
export function namesOf(tx: ReadTx, account: AccountId, hash: BlobHash): readonly string[] {
  const dispatches = tx.all(
    sql`SELECT d.id FROM dispatch d WHERE d.sent = ${hashToBytes(hash)} AND d.account = ${accountNumber(account)}
      UNION SELECT d.id FROM message m JOIN receipt_link l ON l.message = m.number JOIN dispatch d ON d.number = l.dispatch
        WHERE m.hash = ${hashToBytes(hash)} AND m.account = ${accountNumber(account)}`,
    (row) => textOf(row, 'id'),
  );
  return [hash, ...dispatches];
}
