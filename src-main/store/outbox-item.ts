// Messages on their way out, beside their submissions: when they may leave, why they wait, and the
// finished bytes until somebody was given them. One row for a dispatch; it stays as the record of the
// hand-over, without the bytes.
import type { DraftId, WaitingReason } from '#shared/model/compose';
import { asDraftId } from '#shared/model/compose';
import type { AccountId, DispatchId, Instant } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Query, Row } from './sql.ts';
import { asJson, bytesOf, instantOf, instantOrNull, integerOf, sql, textOf, textOrNull } from './sql.ts';
import { toSubmission, submissionColumns, type Submission } from './submission.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type OutboxItem = {
  readonly queuedAt: Instant;
  /** Null: waits until the user says so. */
  readonly dueAt: Instant | null;
  readonly scheduledAt: Instant | null;
  readonly attempts: number;
  readonly draft: DraftId | null;
  readonly cause: WaitingReason;
  readonly subject: string;
  readonly sizeBytes: number;
};

export type OutboxRecord = Submission & { readonly item: OutboxItem; readonly handedOver: boolean };

/** The submission must be there. */
export function addOutboxItem(tx: WriteTx, dispatch: DispatchId, item: OutboxItem, body: Uint8Array): void {
  tx.run(sql`INSERT INTO outbox_item (dispatch, queued_at, due_at, scheduled_at, attempts, draft, cause, subject, size_bytes, body)
    VALUES (${dispatch}, ${item.queuedAt}, ${item.dueAt}, ${item.scheduledAt}, ${item.attempts}, ${item.draft},
      ${JSON.stringify(item.cause)}, ${item.subject}, ${item.sizeBytes}, ${body})`);
}

export function postpone(tx: WriteTx, dispatch: DispatchId, dueAt: Instant | null, attempts: number, cause: WaitingReason): void {
  tx.run(
    sql`UPDATE outbox_item SET due_at = ${dueAt}, attempts = ${attempts}, cause = ${JSON.stringify(cause)} WHERE dispatch = ${dispatch}`,
  );
}

/** From now on the bytes are in the archive, and there is no way back to a draft. */
export function markHandedOver(tx: WriteTx, dispatch: DispatchId): void {
  tx.run(sql`UPDATE outbox_item SET body = NULL, draft = NULL WHERE dispatch = ${dispatch}`);
}

/** The finished bytes; null once they are in the archive. */
export function waitingBytes(tx: ReadTx, dispatch: DispatchId): Uint8Array | null {
  return tx.get(sql`SELECT body FROM outbox_item WHERE dispatch = ${dispatch} AND body IS NOT NULL`, (row) => bytesOf(row, 'body'));
}

/** Takes a message that nobody was given out of the outbox, submission included. */
export function removeWaiting(tx: WriteTx, dispatch: DispatchId): void {
  tx.run(sql`DELETE FROM outbox_item WHERE dispatch = ${dispatch} AND body IS NOT NULL`);
  tx.run(sql`DELETE FROM submission WHERE dispatch = ${dispatch} AND state = 'queued'
    AND NOT EXISTS (SELECT 1 FROM outbox_item o WHERE o.dispatch = ${dispatch})`);
}

const columns = sql`${submissionColumns}, o.queued_at, o.due_at, o.scheduled_at, o.attempts, o.draft, o.cause, o.subject, o.size_bytes,
  o.body IS NULL AS handed_over`;
// The index of open submissions is found only by its own words.
const queued = sql`s.state IN ('queued', 'submitting', 'unknown') AND s.state = 'queued'`;
const source = sql`outbox_item o JOIN submission s ON s.dispatch = o.dispatch JOIN account a ON a.number = s.account`;

export function outboxItemOf(tx: ReadTx, dispatch: DispatchId): OutboxRecord | null {
  return records(tx, sql`o.dispatch = ${dispatch}`)[0] ?? null;
}

/** Made from this draft and not yet handed over: a second click on "send" finds the first. */
export function outboxItemOfDraft(tx: ReadTx, draft: DraftId): OutboxRecord | null {
  return records(tx, sql`o.draft = ${draft}`)[0] ?? null;
}

/** Queued and due, oldest first. */
export function dueItems(tx: ReadTx, now: Instant): OutboxRecord[] {
  return records(tx, sql`${queued} AND o.due_at <= ${now} AND a.removed_at IS NULL ORDER BY o.due_at, o.queued_at LIMIT 200`);
}

/** When the next queued one becomes due after `now`; null when none does. */
export function nextDue(tx: ReadTx, now: Instant): Instant | null {
  return tx.get(sql`SELECT min(o.due_at) AS due FROM ${source} WHERE ${queued} AND o.due_at > ${now} AND a.removed_at IS NULL`, (row) =>
    instantOrNull(row, 'due'),
  );
}

/** Queued without a time: an account whose password was wrong, for instance. */
export function releaseHeld(tx: WriteTx, account: AccountId | null, now: Instant): void {
  const whose = account === null ? sql`1` : sql`account = ${accountNumber(account)}`;
  tx.run(sql`UPDATE outbox_item SET due_at = ${now}
    WHERE (due_at IS NULL OR (attempts > 0 AND due_at > ${now})) AND dispatch IN (SELECT dispatch FROM submission WHERE state = 'queued' AND ${whose})`);
}

/** What waits because a server could not be reached: it may be reached again. */
export function releaseUnreached(tx: WriteTx, account: AccountId, now: Instant): boolean {
  const { changes } =
    tx.run(sql`UPDATE outbox_item SET due_at = ${now} WHERE due_at > ${now} AND attempts > 0 AND cause LIKE '{"code":"net.%'
    AND dispatch IN (SELECT dispatch FROM submission WHERE state IN ('queued', 'submitting', 'unknown') AND state = 'queued'
      AND account = ${accountNumber(account)})`);
  return changes > 0;
}

/** Messages of this box that have not left, or are leaving. */
export function leavingCount(tx: ReadTx, account: AccountId): number {
  return records(tx, sql`s.account = ${accountNumber(account)} AND s.state IN ('queued', 'submitting')`).length;
}

/** Everything that is not settled, and what was settled since `since`; newest first. */
export function recentItems(tx: ReadTx, since: Instant, take: number): OutboxRecord[] {
  return records(
    tx,
    sql`a.removed_at IS NULL AND (s.state IN ('queued', 'submitting', 'unknown') OR s.changed_at >= ${since}) ORDER BY o.queued_at DESC LIMIT ${take}`,
  );
}

function records(tx: ReadTx, condition: Query): OutboxRecord[] {
  return tx.all(sql`SELECT ${columns} FROM ${source} WHERE ${condition}`, toRecord);
}

function toRecord(row: Row): OutboxRecord {
  const draft = textOrNull(row, 'draft');
  return {
    ...toSubmission(row),
    handedOver: integerOf(row, 'handed_over') === 1,
    item: {
      queuedAt: instantOf(row, 'queued_at'),
      dueAt: instantOrNull(row, 'due_at'),
      scheduledAt: instantOrNull(row, 'scheduled_at'),
      attempts: integerOf(row, 'attempts'),
      draft: draft === null ? null : asDraftId(draft),
      cause: asJson<WaitingReason>(row, 'cause'),
      subject: textOf(row, 'subject'),
      sizeBytes: integerOf(row, 'size_bytes'),
    },
  };
}
