// Figures of all boxes at once, for the board of boxes: what waits for receipts, and mail by week. Each
// statement walks an index over what it counts, never the whole list.
import { asAccountId, type AccountId, type Instant } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { integerOf, sql, textOf } from './sql.ts';
import type { ReadTx } from './transactions.ts';

/** Sent messages of each box whose receipts are still to come: those with a clock that runs. */
export function waitingByBox(tx: ReadTx): ReadonlyMap<AccountId, number> {
  const waiting = new Map<AccountId, number>();
  for (const box of tx.all(
    sql`SELECT a.id FROM dispatch d INDEXED BY dispatch_next_change JOIN account a ON a.number = d.account
      WHERE d.next_change_at IS NOT NULL AND d.summary IN ('waitingForAcceptance', 'inProgress') AND a.removed_at IS NULL`,
    (row) => asAccountId(textOf(row, 'id')),
  ))
    waiting.set(box, (waiting.get(box) ?? 0) + 1);
  return waiting;
}

/** Rows of a box in each of these weeks. */
export function volumeByWeek(tx: ReadTx, account: AccountId, sent: boolean, weeks: readonly Instant[], weekMs: number): readonly number[] {
  return weeks.map(
    (from) =>
      tx.get(
        sql`SELECT count(*) AS messages FROM list_row r WHERE r.account = ${accountNumber(account)} AND r.sent = ${Number(sent)}
          AND r.sort_date >= ${from} AND r.sort_date < ${from + weekMs}`,
        (row) => integerOf(row, 'messages'),
      ) ?? 0,
  );
}
