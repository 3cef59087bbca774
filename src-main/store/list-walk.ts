// Walking a whole view to change every row of it: from the newest on, by key, so that rows which leave the
// view on the way are neither met twice nor missed. What came after a selection was made is not in it.
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import { asAccountId, asDispatchId } from '#shared/model/ids';
import type { SeenUpTo } from '#shared/model/list';
import type { Position, StoredView } from './list-cache.ts';
import { inView, rowsOf } from './list-frame.ts';
import { booleanOf, hashOrNull, integerOf, sql, textOf, textOrNull, type Query, type Row } from './sql.ts';
import type { ReadTx } from './transactions.ts';

/** As much of a row as changing it takes. */
export type WalkedRow = Position & {
  readonly account: AccountId;
  /** What handling speaks of. */
  readonly subject: BlobHash | DispatchId;
  /** The received message; null for a dispatch, which has no read flag. */
  readonly hash: BlobHash | null;
  /** Null: nobody is asked to handle it. */
  readonly handling: 'unhandled' | 'inCharge' | 'handled' | null;
  readonly unread: boolean;
  /** A dispatch with a problem can be handled, though nobody was asked to. */
  readonly problem: boolean;
};

/** Messages and dispatches go by erasure alone, so their numbers tell what was here; numbers of rows come again with every receipt. */
export function seenNow(tx: ReadTx): SeenUpTo {
  return (
    tx.get(
      sql`SELECT (SELECT coalesce(max(number), 0) FROM list_row) AS row, (SELECT coalesce(max(number), 0) FROM message) AS message,
        (SELECT coalesce(max(number), 0) FROM dispatch) AS dispatch`,
      (row) => ({ row: integerOf(row, 'row'), message: integerOf(row, 'message'), dispatch: integerOf(row, 'dispatch') }),
    ) ?? { row: 0, message: 0, dispatch: 0 }
  );
}

/** At most `take` rows of the view below `after` (null: from the top) that were there at `seen`, newest first. */
export function walkView(tx: ReadTx, view: StoredView, after: Position | null, seen: SeenUpTo, take: number): WalkedRow[] {
  const start = after === null ? sql`1` : sql`(r.sort_date, r.number) < (${after.sortDate}, ${after.number})`;
  return tx.all(
    sql`SELECT ${columns} FROM (SELECT r.number FROM ${rowsOf(view)} WHERE ${inView(view)} AND ${start} AND ${wasThere(seen)}
        ORDER BY r.sort_date DESC, r.number DESC LIMIT ${take}) AS page ${joins} ORDER BY r.sort_date DESC, r.number DESC`,
    toWalkedRow,
  );
}

/** Rows by number, those that are gone left out; with `seen` also those that came later. */
export function walkNumbers(tx: ReadTx, numbers: readonly number[], seen: SeenUpTo | null): WalkedRow[] {
  return tx.all(
    sql`SELECT ${columns} FROM (SELECT key, value AS number FROM json_each(${JSON.stringify(numbers)})) AS page ${joins}
      WHERE ${seen === null ? sql`1` : wasThere(seen)} ORDER BY page.key`,
    toWalkedRow,
  );
}

function wasThere({ message, dispatch }: SeenUpTo): Query {
  return sql`coalesce(r.message, 0) <= ${message} AND coalesce(r.dispatch, 0) <= ${dispatch}`;
}

const columns = sql`r.number, r.sort_date, r.unread, r.problem, r.handling, a.id AS account_id, m.hash, d.id AS dispatch_id`;
const joins = sql`CROSS JOIN list_row r ON r.number = page.number JOIN account a ON a.number = r.account
  LEFT JOIN message m ON m.number = r.message LEFT JOIN dispatch d ON d.number = r.dispatch`;

function toWalkedRow(row: Row): WalkedRow {
  const hash = hashOrNull(row, 'hash');
  return {
    number: integerOf(row, 'number'),
    sortDate: integerOf(row, 'sort_date'),
    account: asAccountId(textOf(row, 'account_id')),
    subject: hash ?? asDispatchId(textOrNull(row, 'dispatch_id') ?? ''),
    hash,
    handling: ([null, 'unhandled', 'inCharge', 'handled'] as const)[integerOf(row, 'handling')] ?? null,
    unread: booleanOf(row, 'unread'),
    problem: booleanOf(row, 'problem'),
  };
}
