// What the list asks: how many rows and where the buckets begin, rows of a stretch, the place of a
// row. Views are keyset-paged on (sort_date, number), newest first; nothing here reads more rows
// than it returns, save the first frame of a view after start, which walks one index once.
import type { DispatchSummary, RecipientStatus } from '#shared/model/dispatch';
import type { AccountId } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import { AppError } from '#shared/model/app-error';
import type { Handling, ListFrame, ListRow, RowKey, RowKind } from '#shared/model/list';
import type { Indication, VerdictLook } from '#shared/model/verification-report';
import type { Counts } from '#shared/model/views';
import { accountNumber } from './account.ts';
import type { Bucket, CachedFrame, Position, StoredView } from './list-cache.ts';
import { BUCKET_LIMIT, BUCKET_SIZE, bucketAt, comparePositions, frameCache, fromKey, toFrame, toKey } from './list-cache.ts';
import type { Query, Row } from './sql.ts';
import {
  asJson,
  asLiteral,
  asLiteralOrNull,
  booleanOf,
  hashOf,
  hashOrNull,
  instantOf,
  instantOrNull,
  integerOf,
  sql,
  textOf,
  textOrNull,
} from './sql.ts';
import type { ReadTx } from './transactions.ts';

export type { StoredView } from './list-cache.ts';

export function listFrame(tx: ReadTx, view: StoredView): ListFrame {
  return toFrame(frameOf(tx, view));
}

/** At most `take` rows of the view, beginning `skip` rows after the first row at or below `firstKey`. */
export function listSlice(tx: ReadTx, view: StoredView, firstKey: RowKey, skip: number, take: number): ListRow[] {
  const { sortDate, number } = positionOf(firstKey);
  return tx.all(
    sql`SELECT ${rowColumns} FROM (
        SELECT r.number FROM ${rowsOf(view)} WHERE ${inView(view)} AND (r.sort_date, r.number) <= (${sortDate}, ${number})
        ORDER BY r.sort_date DESC, r.number DESC LIMIT ${take} OFFSET ${skip}) AS page
      ${rowJoins} ORDER BY r.sort_date DESC, r.number DESC`,
    toListRow,
  );
}

/** The newest rows from the top, for the CLI and the first page. */
export function newestRows(tx: ReadTx, view: StoredView, take: number): ListRow[] {
  return listSlice(tx, view, toKey({ sortDate: 9_007_199_254_740_991, number: 9_007_199_254_740_991 }), 0, take);
}

/** Index of a row in its view; of a key that is not there any more, the index it would have. Null when the view is empty. */
export function placeOf(tx: ReadTx, view: StoredView, key: RowKey): { readonly index: number; readonly present: boolean } | null {
  const position = positionOf(key);
  const { buckets } = frameOf(tx, view);
  const inside = bucketAt(buckets, position);
  const bucket = buckets[inside];
  if (bucket === undefined) return null;
  const before = buckets.slice(0, inside).reduce((sum, { count }) => sum + count, 0);
  const { sortDate, number } = position;
  const above = tx.get(
    sql`SELECT count(*) AS above FROM ${rowsOf(view)} WHERE ${inView(view)}
      AND (r.sort_date, r.number) <= (${bucket.first.sortDate}, ${bucket.first.number}) AND (r.sort_date, r.number) > (${sortDate}, ${number})`,
    (row) => integerOf(row, 'above'),
  );
  const present = tx.get(sql`SELECT r.sort_date, r.number FROM list_row r WHERE ${inView(view)} AND r.number = ${number}`, toPosition);
  return { index: before + (above ?? 0), present: present !== null && comparePositions(present, position) === 0 };
}

/** The row of one message or dispatch; null when the list has none (a linked receipt, a sent copy). */
export function listRowOf(tx: ReadTx, account: AccountId, id: string): ListRow | null {
  const owner = /^[0-9a-f]{64}$/.test(id)
    ? sql`(r.message = (SELECT number FROM message WHERE hash = ${Buffer.from(id, 'hex')} AND account = ${accountNumber(account)})
        OR r.dispatch = (SELECT number FROM dispatch WHERE id = ${id}))`
    : sql`r.dispatch = (SELECT number FROM dispatch WHERE id = ${id})`;
  return tx.get(
    sql`SELECT ${rowColumns} FROM (SELECT r.number FROM list_row r WHERE ${owner} AND r.account = ${accountNumber(account)}) AS page ${rowJoins}`,
    toListRow,
  );
}

/** The rows of these numbers, in this order; numbers of rows that are gone are left out. */
export function rowsByNumber(tx: ReadTx, numbers: readonly number[]): ListRow[] {
  return tx.all(
    sql`SELECT ${rowColumns} FROM (SELECT key, value AS number FROM json_each(${JSON.stringify(numbers)})) AS page ${rowJoins} ORDER BY page.key`,
    toListRow,
  );
}

/** Rows in each view, over all accounts or one. */
export function listCounts(tx: ReadTx, account: AccountId | null): Counts {
  const count = (view: StoredView['view']): number => listFrame(tx, { view, account }).count;
  return {
    all: count('all'),
    received: count('received'),
    sent: count('sent'),
    problems: count('problems'),
    unhandled: count('unhandled'),
    inCharge: count('inCharge'),
  };
}

/** Unread and unhandled rows of each account, for the rail. */
export function accountCounts(tx: ReadTx, account: AccountId): { readonly unread: number; readonly unhandled: number } {
  const unread = tx.get(sql`SELECT count(*) AS rows FROM list_row WHERE account = ${accountNumber(account)} AND unread = 1`, (row) =>
    integerOf(row, 'rows'),
  );
  return { unread: unread ?? 0, unhandled: listFrame(tx, { view: 'unhandled', account }).count };
}

// ---------------------------------------------------------------- frames

function frameOf(tx: ReadTx, view: StoredView): CachedFrame {
  const cache = frameCache(tx);
  const key = `${view.view} ${view.account ?? ''}`;
  const known = cache.frames.get(key);
  // Inside a write the tables are ahead of the kept frames: count, keep nothing.
  if (known !== undefined && tx.mode === 'read') {
    if (tx.undisturbed()) splitLargeBuckets(tx, known);
    return known;
  }
  cache.lastRevision += 1;
  const account =
    view.account === null ? null : tx.get(sql`SELECT number FROM account WHERE id = ${view.account}`, (row) => integerOf(row, 'number'));
  const made = {
    view,
    account: view.account === null ? null : (account ?? -1),
    revision: cache.lastRevision,
    buckets: countBuckets(tx, view),
  };
  if (tx.mode === 'read' && tx.undisturbed()) cache.frames.set(key, made);
  return made;
}

/** Steps through the index a bucket at a time: the engine counts, only one row of a thousand comes out. */
function countBuckets(tx: ReadTx, view: StoredView): Bucket[] {
  const buckets: Bucket[] = [];
  let first = rowAfter(tx, view, null, 0);
  while (first !== null) {
    const next = rowAfter(tx, view, first, BUCKET_SIZE);
    buckets.push({ first, count: next === null ? countFrom(tx, view, first) : BUCKET_SIZE });
    first = next;
  }
  return buckets;
}

function splitLargeBuckets(tx: ReadTx, frame: CachedFrame): void {
  if (frame.buckets.every(({ count }) => count <= BUCKET_LIMIT)) return;
  frame.buckets = frame.buckets.flatMap((bucket) => {
    const parts: Bucket[] = [];
    let rest: Bucket = { ...bucket };
    while (rest.count > BUCKET_LIMIT) {
      const next = rowAfter(tx, frame.view, rest.first, BUCKET_SIZE);
      if (next === null) break;
      parts.push({ first: rest.first, count: BUCKET_SIZE });
      rest = { first: next, count: rest.count - BUCKET_SIZE };
    }
    return [...parts, rest];
  });
}

function rowAfter(tx: ReadTx, view: StoredView, from: Position | null, skip: number): Position | null {
  const start = from === null ? sql`1` : sql`(r.sort_date, r.number) <= (${from.sortDate}, ${from.number})`;
  return tx.get(
    sql`SELECT r.sort_date, r.number FROM ${rowsOf(view)} WHERE ${inView(view)} AND ${start}
      ORDER BY r.sort_date DESC, r.number DESC LIMIT 1 OFFSET ${skip}`,
    toPosition,
  );
}

function countFrom(tx: ReadTx, view: StoredView, from: Position): number {
  const counted = tx.get(
    sql`SELECT count(*) AS rows FROM ${rowsOf(view)} WHERE ${inView(view)} AND (r.sort_date, r.number) <= (${from.sortDate}, ${from.number})`,
    (row) => integerOf(row, 'rows'),
  );
  return counted ?? 0;
}

/** Literals, not parameters, where a partial index must be recognised. */
export function inView({ view, account }: StoredView): Query {
  const box = account === null ? sql`1` : sql`r.account = ${accountNumber(account)}`;
  switch (view) {
    case 'all':
      return box;
    case 'received':
      return sql`${box} AND r.sent = 0`;
    case 'sent':
      return sql`${box} AND r.sent = 1`;
    case 'problems':
      return sql`${box} AND r.problem = 1`;
    case 'unhandled':
      return sql`${box} AND r.handling = 1`;
    case 'inCharge':
      return sql`${box} AND r.handling = 2`;
  }
}

/** The small views have an index of their own; left alone the planner takes the account's. */
export function rowsOf({ view }: StoredView): Query {
  switch (view) {
    case 'problems':
      return sql`list_row r INDEXED BY list_row_problem`;
    case 'unhandled':
      return sql`list_row r INDEXED BY list_row_unhandled`;
    case 'inCharge':
      return sql`list_row r INDEXED BY list_row_in_charge`;
    default:
      return sql`list_row r`;
  }
}

function positionOf(key: RowKey): Position {
  const position = fromKey(key);
  if (position === null) throw new AppError('input.invalid', { values: { field: 'key' } });
  return position;
}

function toPosition(row: Row): Position {
  return { sortDate: integerOf(row, 'sort_date'), number: integerOf(row, 'number') };
}

// ---------------------------------------------------------------- rows

const rowColumns = sql`r.number, r.sort_date, r.unread, r.handling, a.id AS account_id, h.by AS handling_by, h.since AS handling_since,
  m.hash, m.kind, m.subject, m.from_address, m.from_name, m.to_first, m.to_count, m.indication, m.look, m.has_attachments, m.preview,
  d.id AS dispatch_id, d.subject AS dispatch_subject, d.from_address AS dispatch_from, d.sent, d.statuses, d.recipient_count, d.summary,
  d.delivered, d.failed, d.total, coalesce(l.delayed, 0) AS delayed, coalesce(l.overdue, 0) AS overdue, d.indication AS dispatch_indication, d.look AS dispatch_look,
  d.has_attachments AS dispatch_has_attachments, d.preview AS dispatch_preview`;
const rowJoins = sql`CROSS JOIN list_row r ON r.number = page.number JOIN account a ON a.number = r.account
  LEFT JOIN message m ON m.number = r.message LEFT JOIN dispatch d ON d.number = r.dispatch
  LEFT JOIN dispatch_late l ON l.dispatch = r.dispatch
  LEFT JOIN handling h ON h.subject = coalesce(d.id, lower(hex(m.hash))) AND h.account = r.account`;

function toListRow(row: Row): ListRow {
  const shared = {
    key: toKey(toPosition(row)),
    account: asAccountId(textOf(row, 'account_id')),
    date: instantOf(row, 'sort_date'),
    unread: booleanOf(row, 'unread'),
    handling: toHandling(row),
  };
  return row['dispatch_id'] === null ? { ...shared, ...receivedPart(row) } : { ...shared, ...dispatchPart(row) };
}

type OwnPart = Omit<ListRow, 'key' | 'account' | 'date' | 'unread' | 'handling'>;

function receivedPart(row: Row): OwnPart {
  const hash = hashOf(row, 'hash');
  return {
    id: hash,
    type: 'received',
    subject: textOf(row, 'subject'),
    from: { address: textOf(row, 'from_address'), name: textOf(row, 'from_name') },
    to: asJson<readonly string[]>(row, 'to_first'),
    toCount: integerOf(row, 'to_count'),
    kind: asLiteral<RowKind>(row, 'kind'),
    verdict: asLiteralOrNull<Indication>(row, 'indication'),
    look: asLiteral<VerdictLook | 'pending'>(row, 'look'),
    dispatch: null,
    statuses: [],
    hasAttachments: booleanOf(row, 'has_attachments'),
    preview: textOf(row, 'preview'),
    hash,
  };
}

function dispatchPart(row: Row): OwnPart {
  const statuses = asJson<readonly { readonly address: string; readonly status: RecipientStatus }[]>(row, 'statuses');
  return {
    id: textOf(row, 'dispatch_id'),
    type: 'dispatch',
    subject: textOf(row, 'dispatch_subject'),
    from: { address: textOf(row, 'dispatch_from'), name: '' },
    to: statuses.slice(0, 3).map(({ address }) => address),
    toCount: integerOf(row, 'recipient_count'),
    kind: 'certified',
    verdict: asLiteralOrNull<Indication>(row, 'dispatch_indication'),
    look: asLiteral<VerdictLook | 'pending'>(row, 'dispatch_look'),
    dispatch: toSummary(row),
    statuses,
    hasAttachments: booleanOf(row, 'dispatch_has_attachments'),
    preview: textOf(row, 'dispatch_preview'),
    hash: hashOrNull(row, 'sent'),
  };
}

function toSummary(row: Row): DispatchSummary {
  const state = asLiteral<DispatchSummary['state']>(row, 'summary');
  const delivered = integerOf(row, 'delivered');
  const failed = integerOf(row, 'failed');
  const total = integerOf(row, 'total');
  switch (state) {
    case 'refused':
    case 'waitingForAcceptance':
      return { state };
    case 'allDelivered':
    case 'ordinaryOnly':
      return { state, total };
    case 'inProgress':
      return { state, delivered, total, delayed: integerOf(row, 'delayed'), overdue: integerOf(row, 'overdue') };
    case 'needsAttention':
      return { state, delivered, total };
    case 'someFailed':
      return { state, delivered, failed, total };
  }
}

function toHandling(row: Row): Handling | null {
  const state = ([null, 'unhandled', 'inCharge', 'handled'] as const)[integerOf(row, 'handling')];
  if (state === undefined || state === null) return null;
  return { state, by: textOrNull(row, 'handling_by'), since: instantOrNull(row, 'handling_since') };
}
