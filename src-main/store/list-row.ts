// The list has one row per dispatch and per received message, never a loose linked receipt. Whoever
// changes what a row depends on calls a refresh here in the same transaction; the row is computed
// again from the tables, so it cannot drift.
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import { accountNumber } from './account.ts';
import type { RowPlace } from './list-cache.ts';
import { noteRowChange } from './list-cache.ts';
import type { Query, Row } from './sql.ts';
import { asLiteral, booleanOf, hashToBytes, instantOrNull, integerOf, sql, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

// Handling as the list counts it. Sent mail and receipts need no handling until somebody takes them.
const HANDLING = sql`CASE h.state WHEN 'unhandled' THEN 1 WHEN 'inCharge' THEN 2 WHEN 'handled' THEN 3`;

/** After the message row, its link or its sent copy changed. */
export function refreshMessageRow(tx: WriteTx, message: number): void {
  const place = tx.get(
    sql`SELECT m.account, m.sort_date, 0 AS sent, 0 AS problem,
        ${HANDLING} ELSE m.direction = 'received' END AS handling,
        ${unreadOf(sql`m.hash`, sql`m.account`)} AS unread
      FROM message m JOIN account a ON a.number = m.account
        LEFT JOIN handling h ON h.subject = lower(hex(m.hash)) AND h.account = m.account
      WHERE m.number = ${message} AND a.removed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM receipt_link l WHERE l.message = m.number AND l.dispatch IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.sent = m.hash AND d.account = m.account)`,
    toPlace,
  );
  putRow(tx, { message, dispatch: null }, place);
}

/** The row of a message that was not there a moment ago: no receipt, dispatch or handling can name it. */
export function insertMessageRow(
  tx: WriteTx,
  message: number,
  place: { readonly account: number; readonly sortDate: Instant; readonly received: boolean; readonly unread: boolean },
): void {
  const handling = place.received ? 1 : 0;
  const { lastRowId } = tx.run(sql`INSERT INTO list_row (account, message, dispatch, sort_date, sent, problem, handling, unread)
    VALUES (${place.account}, ${message}, NULL, ${place.sortDate}, 0, 0, ${handling}, ${Number(place.unread)})`);
  const { account, sortDate, unread } = place;
  noteRowChange(tx, { before: null, after: { account, sortDate, sent: false, problem: false, handling, unread, number: lastRowId } });
}

/** False as long as nobody has said anything about any message. */
export function hasAnyHandling(tx: ReadTx): boolean {
  return tx.get(sql`SELECT 1 AS found FROM handling LIMIT 1`, () => true) ?? false;
}

export function refreshDispatchRow(tx: WriteTx, dispatch: number): void {
  const place = tx.get(
    // Handled, and nothing new since: it leaves Problemi and stays what it is.
    sql`SELECT d.account, d.date AS sort_date, 1 AS sent,
        d.problem = 1 AND NOT (coalesce(h.state, '') = 'handled' AND h.since >= coalesce(p.at, 0)) AS problem,
        ${HANDLING} ELSE 0 END AS handling, 0 AS unread
      FROM dispatch d JOIN account a ON a.number = d.account
        LEFT JOIN dispatch_problem p ON p.dispatch = d.number
        LEFT JOIN handling h ON h.subject = d.id AND h.account = d.account
      WHERE d.number = ${dispatch} AND a.removed_at IS NULL`,
    toPlace,
  );
  putRow(tx, { message: null, dispatch }, place);
}

export function refreshRowOfMessage(tx: WriteTx, account: AccountId, hash: BlobHash): void {
  const number = tx.get(
    sql`SELECT number FROM message WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`,
    toNumber,
  );
  if (number !== null) refreshMessageRow(tx, number);
}

/** After flags or locations changed: in every account that lists the message. */
export function refreshUnread(tx: WriteTx, hash: BlobHash): void {
  const stale = tx.all(
    sql`SELECT m.number FROM message m JOIN list_row r ON r.message = m.number
      WHERE m.hash = ${hashToBytes(hash)} AND r.unread <> ${unreadOf(sql`m.hash`, sql`m.account`)}`,
    toNumber,
  );
  for (const number of stale) refreshMessageRow(tx, number);
}

/** The fold of the office events of one subject (a message hash or a dispatch id) for the list. */
export function saveHandling(tx: WriteTx, account: AccountId, subject: BlobHash | DispatchId, handling: Handling): void {
  tx.run(sql`INSERT INTO handling (account, subject, state, by, since)
    VALUES (${accountNumber(account)}, ${subject}, ${handling.state}, ${handling.by}, ${handling.since})
    ON CONFLICT (subject, account) DO UPDATE SET state = excluded.state, by = excluded.by, since = excluded.since`);
  const messages = /^[0-9a-f]{64}$/.test(subject)
    ? tx.all(sql`SELECT number FROM message WHERE hash = ${Buffer.from(subject, 'hex')} AND account = ${accountNumber(account)}`, toNumber)
    : [];
  for (const number of messages) refreshMessageRow(tx, number);
  const dispatch = tx.get(sql`SELECT number FROM dispatch WHERE id = ${subject} AND account = ${accountNumber(account)}`, toNumber);
  if (dispatch !== null) refreshDispatchRow(tx, dispatch);
}

/** Null when nobody said anything yet. */
export function handlingOf(tx: ReadTx, account: AccountId, subject: BlobHash | DispatchId): Handling | null {
  return tx.get(
    sql`SELECT state, by, since FROM handling WHERE subject = ${subject} AND account = ${accountNumber(account)}`,
    (row): Handling => ({
      state: asLiteral<Handling['state']>(row, 'state'),
      by: textOrNull(row, 'by'),
      since: instantOrNull(row, 'since'),
    }),
  );
}

/**
 * Says for everything received before `before` that it is handled: history synced on the first day
 * is not work left to do. Rows somebody has touched stay as they are.
 */
export function settleHistory(tx: WriteTx, account: AccountId, before: Instant, at: Instant): number {
  const { changes } = tx.run(sql`INSERT INTO handling (account, subject, state, by, since)
    SELECT m.account, lower(hex(m.hash)), 'handled', NULL, ${at} FROM message m
    WHERE m.account = ${accountNumber(account)} AND m.direction = 'received' AND m.sort_date < ${before}
    ON CONFLICT DO NOTHING`);
  tx.run(sql`UPDATE list_row SET handling = 3 WHERE account = ${accountNumber(account)} AND handling = 1 AND sort_date < ${before}`);
  noteRowChange(tx, 'all');
  return changes;
}

/** Every row of the account again, after it was removed or brought back. */
export function refreshAccountRows(tx: WriteTx, account: AccountId): void {
  for (const number of tx.all(sql`SELECT number FROM message WHERE account = ${accountNumber(account)}`, toNumber))
    refreshMessageRow(tx, number);
  for (const number of tx.all(sql`SELECT number FROM dispatch WHERE account = ${accountNumber(account)}`, toNumber))
    refreshDispatchRow(tx, number);
}

/** Unread: on the server somewhere, and read nowhere there. Imported mail has no locations and is read. */
function unreadOf(hash: Query, account: Query): Query {
  return sql`coalesce((SELECT min(1 - l.seen) FROM location l JOIN folder f ON f.number = l.folder
    WHERE l.hash = ${hash} AND f.account = ${account} AND l.gone_at IS NULL), 0)`;
}

type Owner = { readonly message: number; readonly dispatch: null } | { readonly message: null; readonly dispatch: number };

function putRow(tx: WriteTx, owner: Owner, place: Omit<RowPlace, 'number'> | null): void {
  const key = owner.message === null ? sql`dispatch = ${owner.dispatch}` : sql`message = ${owner.message}`;
  const before = tx.get(sql`SELECT number, account, sort_date, sent, problem, handling, unread FROM list_row WHERE ${key}`, toPlace);
  if (place === null) {
    if (before === null) return;
    tx.run(sql`DELETE FROM list_row WHERE number = ${before.number}`);
    noteRowChange(tx, { before, after: null });
  } else if (before === null) {
    const { lastRowId } = tx.run(sql`INSERT INTO list_row (account, message, dispatch, sort_date, sent, problem, handling, unread)
      VALUES (${place.account}, ${owner.message}, ${owner.dispatch}, ${place.sortDate}, ${Number(place.sent)}, ${Number(place.problem)},
        ${place.handling}, ${Number(place.unread)})`);
    noteRowChange(tx, { before: null, after: { ...place, number: lastRowId } });
  } else {
    const after = { ...place, number: before.number };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    tx.run(sql`UPDATE list_row SET ${changedColumns(before, place)} WHERE number = ${before.number}`);
    noteRowChange(tx, { before, after });
  }
}

/** What stands in an index is named only where it changed: SQLite would write every index of the row anew otherwise. */
function changedColumns(before: RowPlace, after: Omit<RowPlace, 'number'>): Query {
  const changed = [
    ...(before.account === after.account ? [] : [sql`account = ${after.account}`]),
    ...(before.sortDate === after.sortDate ? [] : [sql`sort_date = ${after.sortDate}`]),
    ...(before.sent === after.sent ? [] : [sql`sent = ${Number(after.sent)}`]),
    ...(before.problem === after.problem ? [] : [sql`problem = ${Number(after.problem)}`]),
    ...(before.handling === after.handling ? [] : [sql`handling = ${after.handling}`]),
    ...(before.unread === after.unread ? [] : [sql`unread = ${Number(after.unread)}`]),
  ];
  return changed.reduce((all, one) => sql`${all}, ${one}`);
}

function toNumber(row: Row): number {
  return integerOf(row, 'number');
}

function toPlace(row: Row): RowPlace {
  return {
    account: integerOf(row, 'account'),
    sortDate: integerOf(row, 'sort_date'),
    sent: booleanOf(row, 'sent'),
    problem: booleanOf(row, 'problem'),
    handling: integerOf(row, 'handling'),
    unread: booleanOf(row, 'unread'),
    number: typeof row['number'] === 'number' ? row['number'] : 0,
  };
}
