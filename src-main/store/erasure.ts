// Erasures that were asked for, what each is to take, and what is known to be gone.
import type { AccountId, BlobHash, Instant } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { Erasure, KeptReason } from '#shared/model/retention';
import { accountNumber } from './account.ts';
import type { Subject } from './legal-hold.ts';
import { asLiteral, bytesOf, hashToBytes, instantOf, instantOrNull, integerOf, sql, textOf, type Query } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type ErasureRecord = Erasure & {
  readonly state: 'asked' | 'running' | 'done' | 'cancelled';
  readonly number: number;
  readonly salt: Uint8Array;
};
export type ErasureItem = { readonly account: AccountId; readonly subject: Subject };

export function addErasure(
  tx: WriteTx,
  erasure: {
    readonly id: string;
    readonly reason: string;
    readonly salt: Uint8Array;
    readonly at: Instant;
    readonly messages: number;
    readonly sizeBytes: number;
    readonly items: readonly ErasureItem[];
  },
): void {
  const { id, reason, salt, at, messages, sizeBytes, items } = erasure;
  const { lastRowId } = tx.run(sql`INSERT INTO erasure (id, reason, salt, state, asked_at, messages, size_bytes)
    VALUES (${id}, ${reason}, ${salt}, 'asked', ${at}, ${messages}, ${sizeBytes})`);
  for (const { account, subject } of items)
    tx.run(sql`INSERT INTO erasure_item (erasure, account, subject, state) VALUES (${lastRowId}, ${accountNumber(account)}, ${subject}, 'waiting')
      ON CONFLICT DO NOTHING`);
}

/** Newest first. */
export function erasures(tx: ReadTx): readonly ErasureRecord[] {
  return records(tx, sql`1 ORDER BY e.number DESC`);
}

export function erasureById(tx: ReadTx, id: string): ErasureRecord | null {
  return records(tx, sql`e.id = ${id}`)[0] ?? null;
}

/** Confirmed and not at its end: a crash came between. */
export function runningErasures(tx: ReadTx): readonly ErasureRecord[] {
  return records(tx, sql`e.state = 'running' ORDER BY e.number`);
}

/** The second confirmation, or taken back. */
export function setErasureState(tx: WriteTx, number: number, state: 'running' | 'cancelled', at: Instant): void {
  const when = state === 'running' ? sql`confirmed_at = ${at}` : sql`ended_at = ${at}`;
  tx.run(sql`UPDATE erasure SET state = ${state}, ${when} WHERE number = ${number}`);
}

/** At its end, with the counts as they are and not as they were planned. */
export function endErasure(tx: WriteTx, number: number, at: Instant): { readonly messages: number; readonly kept: number } {
  const counts = tx.get(
    sql`SELECT (SELECT count(*) FROM erased_message m WHERE m.erasure = ${number}) AS messages,
      (SELECT count(*) FROM erasure_item i WHERE i.erasure = ${number} AND i.state = 'kept') AS kept`,
    (row) => ({ messages: integerOf(row, 'messages'), kept: integerOf(row, 'kept') }),
  ) ?? { messages: 0, kept: 0 };
  tx.run(sql`UPDATE erasure SET state = 'done', ended_at = ${at}, messages = ${counts.messages} WHERE number = ${number}`);
  return counts;
}

export function waitingItems(tx: ReadTx, erasure: number, take: number): readonly ErasureItem[] {
  return tx.all(
    sql`SELECT a.id AS account_id, i.subject FROM erasure_item i JOIN account a ON a.number = i.account
      WHERE i.erasure = ${erasure} AND i.state = 'waiting' ORDER BY i.account, i.subject LIMIT ${take}`,
    (row) => ({ account: asAccountId(textOf(row, 'account_id')), subject: textOf(row, 'subject') as Subject }),
  );
}

/** Boxes it took something from. */
export function boxesOf(tx: ReadTx, erasure: number): readonly AccountId[] {
  return tx.all(
    sql`SELECT DISTINCT a.id AS account_id FROM erasure_item i JOIN account a ON a.number = i.account WHERE i.erasure = ${erasure}`,
    (row) => asAccountId(textOf(row, 'account_id')),
  );
}

export function settleItem(tx: WriteTx, erasure: number, item: ErasureItem, kept: KeptReason | null): void {
  tx.run(sql`UPDATE erasure_item SET state = ${kept === null ? 'erased' : 'kept'}, why = ${kept}
    WHERE erasure = ${erasure} AND account = ${accountNumber(item.account)} AND subject = ${item.subject}`);
}

export function noteErased(tx: WriteTx, erasure: number, account: AccountId, hash: BlobHash, at: Instant): void {
  tx.run(sql`INSERT INTO erased_message (hash, account, erasure, at)
    VALUES (${hashToBytes(hash)}, ${accountNumber(account)}, ${erasure}, ${at}) ON CONFLICT DO NOTHING`);
}

/** A person brought it back. */
export function forgetErased(tx: WriteTx, account: AccountId, hash: BlobHash): void {
  tx.run(sql`DELETE FROM erased_message WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`);
}

/** When it was erased from this box; null: it was not. */
export function erasedAt(tx: ReadTx, account: AccountId, hash: BlobHash): Instant | null {
  return tx.get(sql`SELECT at FROM erased_message WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`, (row) =>
    instantOf(row, 'at'),
  );
}

/** False as long as nothing was ever erased. */
export function hasAnyErased(tx: ReadTx): boolean {
  return tx.get(sql`SELECT 1 AS found FROM erased_message LIMIT 1`, () => true) ?? false;
}

function records(tx: ReadTx, condition: Query): readonly ErasureRecord[] {
  return tx.all(
    sql`SELECT e.number, e.id, e.reason, e.salt, e.state, e.asked_at, e.ended_at, e.messages, e.size_bytes,
        (SELECT count(*) FROM erasure_item i WHERE i.erasure = e.number AND i.state = 'kept') AS kept,
        (SELECT count(*) FROM erasure_item i WHERE i.erasure = e.number AND i.state = 'waiting') AS waiting
      FROM erasure e WHERE ${condition}`,
    (row): ErasureRecord => ({
      number: integerOf(row, 'number'),
      id: textOf(row, 'id'),
      reason: textOf(row, 'reason'),
      salt: bytesOf(row, 'salt'),
      state: asLiteral<ErasureRecord['state']>(row, 'state'),
      askedAt: instantOf(row, 'asked_at'),
      endedAt: instantOrNull(row, 'ended_at'),
      messages: integerOf(row, 'messages'),
      sizeBytes: integerOf(row, 'size_bytes'),
      kept: integerOf(row, 'kept'),
      left: integerOf(row, 'waiting'),
    }),
  );
}
