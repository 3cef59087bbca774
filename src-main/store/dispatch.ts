// Sent messages and their folded state. The state is always written whole, from receipts: nothing
// here sets a status by hand.
import type { Dispatch, DispatchState, DispatchSummary } from '#shared/model/dispatch';
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import type { RowKey } from '#shared/model/list';
import { toKey } from './list-cache.ts';
import { asAccountId, asDispatchId } from '#shared/model/ids';
import type { Indication, VerdictLook } from '#shared/model/verification-report';
import { accountNumber } from './account.ts';
import { refreshDispatchRow, refreshRowOfMessage } from './list-row.ts';
import type { Query, Row } from './sql.ts';
import { asJson, hashOrNull, hashToBytes, instantOf, instantOrNull, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type DispatchRecord = Dispatch & {
  /** Shown under Problemi. */
  readonly problem: boolean;
  /** Since when it is as it is now: something handled before comes back. */
  readonly problemAt: Instant;
  /** When the state changes without a new receipt (a clock runs out); null when it cannot. */
  readonly nextChangeAt: Instant | null;
  readonly hasAttachments: boolean;
  readonly preview: string;
};

/** Inserts or replaces the dispatch and its place in the list. */
export function saveDispatch(tx: WriteTx, record: DispatchRecord): void {
  const { id, account, sent, state } = record;
  const before = tx.get(sql`SELECT number, msgid, sent, next_change_at FROM dispatch WHERE id = ${id}`, (row) => ({
    number: integerOf(row, 'number'),
    msgid: textOf(row, 'msgid'),
    sent: hashOrNull(row, 'sent'),
    nextChangeAt: instantOrNull(row, 'next_change_at'),
  }));
  const number = before === null ? insertDispatch(tx, record) : updateDispatch(tx, record, before);
  for (const identificativo of record.identificativi) {
    tx.run(
      sql`INSERT INTO dispatch_identificativo (identificativo, dispatch) VALUES (${identificativo}, ${number}) ON CONFLICT DO NOTHING`,
    );
  }
  tx.run(sql`INSERT INTO dispatch_problem (dispatch, at) VALUES (${number}, ${record.problemAt})
    ON CONFLICT (dispatch) DO UPDATE SET at = excluded.at`);
  saveLate(tx, number, state.summary);
  refreshDispatchRow(tx, number);
  // The sent copy stands in the list only as long as no dispatch shows it.
  for (const hash of new Set([before?.sent ?? null, sent])) if (hash !== null) refreshRowOfMessage(tx, account, hash);
}

function insertDispatch(tx: WriteTx, record: DispatchRecord): number {
  const { id, account, msgid, sent, state } = record;
  const counts = countsOf(state.summary);
  const proof = proofOf(state);
  return tx.run(sql`INSERT INTO dispatch (id, account, msgid, subject, from_address, date, sent, state, statuses, recipient_count, summary, delivered,
      failed, total, problem, indication, look, has_attachments, preview, next_change_at)
    VALUES (${id}, ${accountNumber(account)}, ${msgid}, ${record.subject}, ${record.from}, ${record.date},
      ${sent === null ? null : hashToBytes(sent)}, ${JSON.stringify(state)}, ${JSON.stringify(statusesOf(state))},
      ${state.recipients.length}, ${state.summary.state}, ${counts.delivered}, ${counts.failed}, ${counts.total},
      ${Number(record.problem)}, ${proof.indication}, ${proof.look}, ${Number(record.hasAttachments)}, ${record.preview}, ${record.nextChangeAt})`)
    .lastRowId;
}

type Indexed = Pick<DispatchRecord, 'msgid' | 'sent' | 'nextChangeAt'> & { readonly number: number };

/** What stands in an index is named only where it changed: SQLite would write the index anew otherwise. */
function updateDispatch(tx: WriteTx, record: DispatchRecord, before: Indexed): number {
  const { msgid, sent, nextChangeAt, state } = record;
  const counts = countsOf(state.summary);
  const proof = proofOf(state);
  const newMsgid = msgid === before.msgid ? sql`` : sql`msgid = ${msgid},`;
  const newSent = sent === before.sent ? sql`` : sql`sent = ${sent === null ? null : hashToBytes(sent)},`;
  const newClock = nextChangeAt === before.nextChangeAt ? sql`` : sql`next_change_at = ${nextChangeAt},`;
  tx.run(sql`UPDATE dispatch SET ${newMsgid} ${newSent} ${newClock} subject = ${record.subject}, from_address = ${record.from},
      date = ${record.date}, state = ${JSON.stringify(state)}, statuses = ${JSON.stringify(statusesOf(state))},
      recipient_count = ${state.recipients.length}, summary = ${state.summary.state}, delivered = ${counts.delivered},
      failed = ${counts.failed}, total = ${counts.total}, problem = ${Number(record.problem)}, indication = ${proof.indication},
      look = ${proof.look}, has_attachments = ${Number(record.hasAttachments)}, preview = ${record.preview} WHERE number = ${before.number}`);
  return before.number;
}

function saveLate(tx: WriteTx, number: number, summary: DispatchSummary): void {
  tx.run(sql`DELETE FROM dispatch_late WHERE dispatch = ${number}`);
  if (summary.state !== 'inProgress' || summary.delayed + summary.overdue === 0) return;
  tx.run(sql`INSERT INTO dispatch_late (dispatch, delayed, overdue) VALUES (${number}, ${summary.delayed}, ${summary.overdue})`);
}

const columns = sql`d.number, d.id, a.id AS account_id, d.msgid, d.subject, d.from_address, d.date, d.sent, d.state`;
const source = sql`dispatch d JOIN account a ON a.number = d.account`;

export function dispatchById(tx: ReadTx, id: DispatchId): Dispatch | null {
  return dispatches(tx, sql`d.id = ${id}`)[0] ?? null;
}

/** Null for a dispatch that was never folded. */
export function problemSince(tx: ReadTx, id: DispatchId): Instant | null {
  return tx.get(sql`SELECT p.at FROM dispatch_problem p JOIN dispatch d ON d.number = p.dispatch WHERE d.id = ${id}`, (row) =>
    instantOf(row, 'at'),
  );
}

/** Dispatches under Problemi, newest first, over all boxes or one; with the time of the message. */
export function dispatchesWithProblem(tx: ReadTx, account: AccountId | null, take: number): Dispatch[] {
  const box = account === null ? sql`1` : sql`r.account = ${accountNumber(account)}`;
  return dispatches(
    tx,
    sql`d.number IN (SELECT r.dispatch FROM list_row r INDEXED BY list_row_problem WHERE r.problem = 1 AND ${box}
      ORDER BY r.sort_date DESC, r.number DESC LIMIT ${take})`,
  );
}

/** Of the same dispatches, the keys of their rows. */
export function problemRowKeys(tx: ReadTx, account: AccountId | null, take: number): ReadonlyMap<DispatchId, RowKey> {
  const box = account === null ? sql`1` : sql`r.account = ${accountNumber(account)}`;
  return new Map(
    tx.all(
      sql`SELECT d.id, r.sort_date, r.number FROM list_row r INDEXED BY list_row_problem JOIN dispatch d ON d.number = r.dispatch
        WHERE r.problem = 1 AND ${box} ORDER BY r.sort_date DESC, r.number DESC LIMIT ${take}`,
      (row) =>
        [asDispatchId(textOf(row, 'id')), toKey({ sortDate: integerOf(row, 'sort_date'), number: integerOf(row, 'number') })] as const,
    ),
  );
}

/** Sent since then, and how many of those have every delivery. */
export function sentSince(tx: ReadTx, account: AccountId | null, since: Instant): { readonly sent: number; readonly complete: number } {
  const box = account === null ? sql`1` : sql`r.account = ${accountNumber(account)}`;
  return (
    tx.get(
      sql`SELECT count(*) AS sent, coalesce(sum(d.summary IN ('allDelivered', 'ordinaryOnly')), 0) AS complete
        FROM list_row r JOIN dispatch d ON d.number = r.dispatch WHERE r.sent = 1 AND r.sort_date >= ${since} AND ${box}`,
      (row) => ({ sent: integerOf(row, 'sent'), complete: integerOf(row, 'complete') }),
    ) ?? { sent: 0, complete: 0 }
  );
}

export function dispatchByMsgid(tx: ReadTx, account: AccountId, msgid: string): Dispatch | null {
  return dispatches(tx, sql`d.account = ${accountNumber(account)} AND d.msgid = ${msgid}`)[0] ?? null;
}

/** Dispatches that an earlier receipt tied to this identificativo; more than one means a contradiction. */
export function dispatchesByIdentificativo(tx: ReadTx, account: AccountId, identificativo: string): Dispatch[] {
  // The plus keeps SQLite from walking through every dispatch of the account instead (sqlite.org/optoverview.html §2).
  return dispatches(
    tx,
    sql`d.number IN (SELECT dispatch FROM dispatch_identificativo WHERE identificativo = ${identificativo}) AND +d.account = ${accountNumber(account)}`,
  );
}

export function dispatchOfSentCopy(tx: ReadTx, account: AccountId, hash: BlobHash): DispatchId | null {
  return tx.get(sql`SELECT id FROM dispatch WHERE sent = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`, toDispatchId);
}

/** Dispatches whose clock ran out: to be folded again. */
export function dispatchesDue(tx: ReadTx, now: Instant, take: number): DispatchId[] {
  return tx.all(sql`SELECT id FROM dispatch WHERE next_change_at <= ${now} ORDER BY next_change_at LIMIT ${take}`, toDispatchId);
}

/** Ids that begin with these characters, for people who type one. */
export function dispatchesByPrefix(tx: ReadTx, prefix: string, take: number): DispatchId[] {
  if (!/^[0-9a-z-]{6,}$/.test(prefix)) return [];
  return tx.all(sql`SELECT id FROM dispatch WHERE id >= ${prefix} AND id < ${`${prefix}~`} ORDER BY id LIMIT ${take}`, toDispatchId);
}

function dispatches(tx: ReadTx, condition: Query): Dispatch[] {
  return tx.all(sql`SELECT ${columns} FROM ${source} WHERE ${condition}`, (row) => toDispatch(tx, row));
}

function toDispatchId(row: Row): DispatchId {
  return asDispatchId(textOf(row, 'id'));
}

function toDispatch(tx: ReadTx, row: Row): Dispatch {
  return {
    id: toDispatchId(row),
    account: asAccountId(textOf(row, 'account_id')),
    msgid: textOf(row, 'msgid'),
    identificativi: tx.all(
      sql`SELECT identificativo FROM dispatch_identificativo WHERE dispatch = ${integerOf(row, 'number')} ORDER BY identificativo`,
      (found) => textOf(found, 'identificativo'),
    ),
    sent: hashOrNull(row, 'sent'),
    subject: textOf(row, 'subject'),
    from: textOf(row, 'from_address'),
    date: instantOf(row, 'date'),
    state: asJson<DispatchState>(row, 'state'),
  };
}

function countsOf(summary: DispatchSummary): { readonly delivered: number; readonly failed: number; readonly total: number } {
  switch (summary.state) {
    case 'refused':
    case 'waitingForAcceptance':
      return { delivered: 0, failed: 0, total: 0 };
    case 'ordinaryOnly':
      return { delivered: 0, failed: 0, total: summary.total };
    case 'allDelivered':
      return { delivered: summary.total, failed: 0, total: summary.total };
    case 'someFailed':
      return { delivered: summary.delivered, failed: summary.failed, total: summary.total };
    case 'inProgress':
    case 'needsAttention':
      return { delivered: summary.delivered, failed: 0, total: summary.total };
  }
}

/** The list shows the first twenty; the reading pane has them all. */
function statusesOf(state: DispatchState): { readonly address: string; readonly status: string }[] {
  return state.recipients.slice(0, 20).map(({ address, status }) => ({ address, status }));
}

/** Only receipts that count are in these lists, so they have passed; pending while there is none. */
function proofOf(state: DispatchState): { readonly indication: Indication | null; readonly look: VerdictLook | 'pending' } {
  const counted = [...state.general, ...state.recipients.flatMap((recipient) => recipient.receipts)];
  if (counted.length === 0) return { indication: null, look: 'pending' };
  return { indication: 'passed', look: counted.some((receipt) => receipt.notes) ? 'provenWithNotes' : 'proven' };
}
