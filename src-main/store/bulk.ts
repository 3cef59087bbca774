// Runs of one message per row, and their rows. What became of a row is read from submission, outbox and
// dispatch; nothing here sets it.
import type { BulkCounts, BulkId, BulkPace, BulkState, BulkTemplate } from '#shared/model/bulk';
import { asBulkId } from '#shared/model/bulk';
import type { Finding } from '#shared/model/compose';
import type { DispatchState } from '#shared/model/dispatch';
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import { asDispatchId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { OutboxRecord } from './outbox-item.ts';
import { outboxItemOf } from './outbox-item.ts';
import type { Query, Row } from './sql.ts';
import { asJson, asLiteral, hashOrNull, instantOf, instantOrNull, integerOf, integerOrNull, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type BulkRecord = {
  readonly id: BulkId;
  readonly name: string;
  readonly sheet: string | null;
  readonly columns: readonly string[];
  readonly revision: number;
  readonly template: BulkTemplate;
  readonly pace: BulkPace;
  readonly state: BulkState;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
};

export type BulkRowRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly messageId: string | null;
  readonly dispatch: DispatchId | null;
  readonly excluded: readonly Finding[] | null;
};

/** What became of a row: its place in the outbox, and its receipts once it was handed over. */
export type BulkRowOutcome = {
  readonly outbox: OutboxRecord | null;
  readonly sent: BlobHash | null;
  readonly state: DispatchState | null;
  readonly identificativo: string | null;
};

export function addBulkRun(
  tx: WriteTx,
  run: BulkRecord,
  rows: Iterable<{ readonly line: number; readonly cells: readonly string[] }>,
): void {
  tx.run(sql`INSERT INTO bulk_run (id, account, name, sheet, columns, revision, template, per_minute, per_day, state, created_at, started_at, ended_at)
    VALUES (${run.id}, ${accountNumber(run.template.account)}, ${run.name}, ${run.sheet}, ${JSON.stringify(run.columns)}, ${run.revision},
      ${JSON.stringify(run.template)}, ${run.pace.perMinute}, ${run.pace.perDay}, ${run.state}, ${run.createdAt}, ${run.startedAt}, ${run.endedAt})`);
  for (const { line, cells } of rows)
    tx.run(sql`INSERT INTO bulk_row (run, line, cells) VALUES (${run.id}, ${line}, ${JSON.stringify(cells)})`);
}

/** False when it was changed or started meanwhile. */
export function changeBulkRun(tx: WriteTx, id: BulkId, revision: number, template: BulkTemplate, pace: BulkPace): boolean {
  const { changes } = tx.run(sql`UPDATE bulk_run SET account = ${accountNumber(template.account)}, template = ${JSON.stringify(template)},
    per_minute = ${pace.perMinute}, per_day = ${pace.perDay}, revision = revision + 1 WHERE id = ${id} AND revision = ${revision} AND state = 'prepared'`);
  return changes > 0;
}

export function setBulkState(tx: WriteTx, id: BulkId, state: BulkState, at: Instant): void {
  tx.run(sql`UPDATE bulk_run SET state = ${state}, started_at = CASE WHEN ${state} = 'running' THEN coalesce(started_at, ${at}) ELSE started_at END,
    ended_at = CASE WHEN ${state} = 'done' THEN ${at} ELSE NULL END WHERE id = ${id}`);
}

/** Fixes what a row becomes; before the first message leaves, in the same transaction as the start. */
export function planBulkRow(
  tx: WriteTx,
  id: BulkId,
  line: number,
  plan: { readonly messageId: string; readonly dispatch: DispatchId } | { readonly excluded: readonly Finding[] },
): void {
  if ('excluded' in plan)
    tx.run(
      sql`UPDATE bulk_row SET excluded = ${JSON.stringify(plan.excluded)}, message_id = NULL, dispatch = NULL WHERE run = ${id} AND line = ${line}`,
    );
  else tx.run(sql`UPDATE bulk_row SET message_id = ${plan.messageId}, dispatch = ${plan.dispatch} WHERE run = ${id} AND line = ${line}`);
}

/** Only before the start: what was sent stays provable. */
export function removeBulkRun(tx: WriteTx, id: BulkId): boolean {
  const known = bulkRun(tx, id);
  if (known?.state !== 'prepared') return false;
  tx.run(sql`DELETE FROM bulk_row WHERE run = ${id}`);
  return tx.run(sql`DELETE FROM bulk_run WHERE id = ${id}`).changes > 0;
}

const runColumns = sql`id, name, sheet, columns, revision, template, per_minute, per_day, state, created_at, started_at, ended_at`;

export function bulkRun(tx: ReadTx, id: BulkId): BulkRecord | null {
  return tx.get(sql`SELECT ${runColumns} FROM bulk_run WHERE id = ${id}`, toRun);
}

/** Newest first. */
export function bulkRuns(tx: ReadTx, take: number): BulkRecord[] {
  return tx.all(sql`SELECT ${runColumns} FROM bulk_run ORDER BY created_at DESC LIMIT ${take}`, toRun);
}

/** Name of the newest other run that was started with the very same columns and rows; null: none. */
export function startedWithSameRows(tx: ReadTx, id: BulkId): string | null {
  return tx.get(
    sql`SELECT o.name FROM bulk_run r JOIN bulk_run o ON o.id <> r.id AND o.columns = r.columns AND o.started_at IS NOT NULL
      WHERE r.id = ${id} AND (SELECT count(*) FROM bulk_row WHERE run = o.id) = (SELECT count(*) FROM bulk_row WHERE run = r.id)
        AND NOT EXISTS (SELECT 1 FROM bulk_row a LEFT JOIN bulk_row b ON b.run = o.id AND b.line = a.line
          WHERE a.run = r.id AND b.cells IS NOT a.cells)
      ORDER BY o.started_at DESC LIMIT 1`,
    (row) => textOf(row, 'name'),
  );
}

export function runningBulkRuns(tx: ReadTx): BulkRecord[] {
  return tx.all(sql`SELECT ${runColumns} FROM bulk_run WHERE state = 'running' ORDER BY started_at, id`, toRun);
}

const rowColumns = sql`line, cells, message_id, dispatch, excluded`;

/** In the order of the table, from the `skip`th. */
export function bulkRows(tx: ReadTx, id: BulkId, skip: number, take: number): BulkRowRecord[] {
  return tx.all(sql`SELECT ${rowColumns} FROM bulk_row WHERE run = ${id} ORDER BY line LIMIT ${take} OFFSET ${skip}`, toRow);
}

/** By keys, for going through a whole run without counting from its start again and again. */
export function bulkRowsAfter(tx: ReadTx, id: BulkId, line: number, take: number): BulkRowRecord[] {
  return tx.all(sql`SELECT ${rowColumns} FROM bulk_row WHERE run = ${id} AND line > ${line} ORDER BY line LIMIT ${take}`, toRow);
}

export function bulkRow(tx: ReadTx, id: BulkId, line: number): BulkRowRecord | null {
  return tx.get(sql`SELECT ${rowColumns} FROM bulk_row WHERE run = ${id} AND line = ${line}`, toRow);
}

/** The first row after `line` that is to be sent and is not in the outbox, nor was. */
export function nextBulkRow(tx: ReadTx, id: BulkId, line: number): BulkRowRecord | null {
  return tx.get(
    sql`SELECT ${rowColumns} FROM bulk_row r WHERE r.run = ${id} AND r.line > ${line} AND r.dispatch IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.dispatch = r.dispatch) ORDER BY r.line LIMIT 1`,
    toRow,
  );
}

/** Dispatches of this run that wait in the outbox or are being handed over. */
export function openBulkDispatches(tx: ReadTx, id: BulkId): DispatchId[] {
  return tx.all(
    sql`SELECT s.dispatch FROM submission s JOIN bulk_row r ON r.dispatch = s.dispatch
      WHERE s.state IN ('queued', 'submitting', 'unknown') AND s.state <> 'unknown' AND r.run = ${id} ORDER BY s.changed_at`,
    (row) => asDispatchId(textOf(row, 'dispatch')),
  );
}

export function bulkRowOutcome(tx: ReadTx, row: Pick<BulkRowRecord, 'dispatch'>): BulkRowOutcome {
  const outbox = row.dispatch === null ? null : outboxItemOf(tx, row.dispatch);
  const found =
    row.dispatch === null
      ? null
      : tx.get(
          sql`SELECT d.sent, d.state, (SELECT max(identificativo) FROM dispatch_identificativo i WHERE i.dispatch = d.number) AS identificativo
            FROM dispatch d WHERE d.id = ${row.dispatch}`,
          (each) => ({
            sent: hashOrNull(each, 'sent'),
            state: asJson<DispatchState>(each, 'state'),
            identificativo: textOrNull(each, 'identificativo'),
          }),
        );
  return { outbox, ...(found ?? { sent: null, state: null, identificativo: null }) };
}

/** Its receipts say that it was taken, whatever the link did (PEC-REFERENCE §4.1). */
const proven = sql`coalesce(json_array_length(d.state, '$.general') > 0, 0)`;

/** Where the rows of a run stand, in one pass. */
export function bulkCounts(tx: ReadTx, id: BulkId): BulkCounts {
  const share = (condition: Query): Query => sql`coalesce(sum(${condition}), 0)`;
  const counts = tx.get(
    sql`SELECT count(*) AS total, ${share(sql`r.excluded IS NOT NULL`)} AS excluded, ${share(sql`r.excluded IS NULL AND s.state IS NULL`)} AS planned,
        ${share(sql`s.state IN ('queued', 'submitting')`)} AS waiting, ${share(sql`s.state = 'submitted' OR (s.state = 'unknown' AND ${proven})`)} AS submitted,
        ${share(sql`s.state = 'refused'`)} AS refused, ${share(sql`s.state = 'unknown' AND NOT ${proven}`)} AS unknown,
        ${share(sql`d.summary IN ('inProgress', 'allDelivered', 'someFailed', 'ordinaryOnly')`)} AS accepted,
        ${share(sql`d.summary = 'allDelivered'`)} AS delivered,
        ${share(sql`d.summary = 'someFailed' OR (d.summary = 'refused' AND s.state <> 'refused')`)} AS failed
      FROM bulk_row r LEFT JOIN submission s ON s.dispatch = r.dispatch LEFT JOIN dispatch d ON d.id = r.dispatch WHERE r.run = ${id}`,
    (row): BulkCounts => ({
      total: integerOf(row, 'total'),
      excluded: integerOf(row, 'excluded'),
      planned: integerOf(row, 'planned'),
      waiting: integerOf(row, 'waiting'),
      submitted: integerOf(row, 'submitted'),
      refused: integerOf(row, 'refused'),
      unknown: integerOf(row, 'unknown'),
      accepted: integerOf(row, 'accepted'),
      delivered: integerOf(row, 'delivered'),
      failed: integerOf(row, 'failed'),
    }),
  );
  if (counts === null) throw new Error('an aggregate returned no row');
  return counts;
}

/** Times of everything this box handed over, or is about to, since then; oldest first. */
export function sentSince(tx: ReadTx, account: AccountId, since: Instant): Instant[] {
  return tx.all(
    sql`SELECT changed_at FROM submission WHERE account = ${accountNumber(account)} AND changed_at > ${since} AND state <> 'refused' ORDER BY changed_at`,
    (row) => instantOf(row, 'changed_at'),
  );
}

function toRun(row: Row): BulkRecord {
  return {
    id: asBulkId(textOf(row, 'id')),
    name: textOf(row, 'name'),
    sheet: textOrNull(row, 'sheet'),
    columns: asJson<readonly string[]>(row, 'columns'),
    revision: integerOf(row, 'revision'),
    template: asJson<BulkTemplate>(row, 'template'),
    pace: { perMinute: integerOrNull(row, 'per_minute'), perDay: integerOrNull(row, 'per_day') },
    state: asLiteral<BulkState>(row, 'state'),
    createdAt: instantOf(row, 'created_at'),
    startedAt: instantOrNull(row, 'started_at'),
    endedAt: instantOrNull(row, 'ended_at'),
  };
}

function toRow(row: Row): BulkRowRecord {
  const dispatch = textOrNull(row, 'dispatch');
  const excluded = textOrNull(row, 'excluded');
  return {
    line: integerOf(row, 'line'),
    cells: asJson<readonly string[]>(row, 'cells'),
    messageId: textOrNull(row, 'message_id'),
    dispatch: dispatch === null ? null : asDispatchId(dispatch),
    excluded: excluded === null ? null : asJson<readonly Finding[]>(row, 'excluded'),
  };
}
