// The states of a message on its way out, each written in one durable transaction (ARCHITECTURE §6).
// The bytes go into the archive at the moment the server is ready for them and before the first one
// leaves: until then nobody was given anything and the user can call the message back.
import { readMessage } from '#main/archive/message';
import { appendAudit } from '#main/audit/append';
import { arrive } from '#main/ingest/arrival';
import { foldDispatch } from '#main/ingest/dispatches';
import type { SubmissionOutcome } from '#main/ports';
import { removeDraft } from '#main/store/draft';
import type { Store } from '#main/store/database';
import { markHandedOver, postpone, waitingBytes, type OutboxRecord } from '#main/store/outbox-item';
import { openSubmissions, saveSubmission, submissionOf, type Submission, type SubmissionState } from '#main/store/submission';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { WaitingReason } from '#shared/model/compose';
import type { DispatchId, Instant } from '#shared/model/ids';

/** The finished bytes, wherever they are kept. */
export function bytesToSend(tx: ReadTx, record: OutboxRecord): Uint8Array {
  return waitingBytes(tx, record.dispatch) ?? readMessage(tx, record.hash);
}

/** The server said "go ahead": archived, and no way back. */
export function beginHandOver(store: Store, record: OutboxRecord, bytes: Uint8Array, at: Instant): void {
  store.write(
    (tx) => {
      archiveOnce(tx, record, bytes, at);
      setState(tx, record, { state: 'submitting', startedAt: at }, at);
    },
    { durable: true },
  );
}

/** What the server said. A refusal that came before the message left archives it too: it is shown among what was sent. */
export function endHandOver(store: Store, record: OutboxRecord, bytes: Uint8Array, outcome: SubmissionOutcome, at: Instant): void {
  store.write(
    (tx) => {
      archiveOnce(tx, record, bytes, at);
      setState(tx, record, stateOf(outcome, at), at);
    },
    { durable: true },
  );
}

/** Nothing was taken: it waits until `dueAt`, or until the user says so. */
export function putBack(
  store: Store,
  record: OutboxRecord,
  wait: { readonly dueAt: Instant | null; readonly attempts: number; readonly cause: WaitingReason },
  at: Instant,
): void {
  store.write(
    (tx) => {
      setState(tx, record, { state: 'queued' }, at);
      postpone(tx, record.dispatch, wait.dueAt, wait.attempts, wait.cause);
    },
    { durable: true },
  );
}

/** A process that died while handing over: nobody knows whether the server took the message. */
export function settleInterrupted(store: Store, at: Instant): readonly Submission[] {
  const left = store.read((tx) => openSubmissions(tx)).filter(({ submission }) => submission.state === 'submitting');
  if (left.length > 0) {
    store.write(
      (tx) => {
        for (const record of left) setState(tx, record, { state: 'unknown', at }, at);
      },
      { durable: true },
    );
  }
  return left;
}

/** The state is written, then the dispatch is folded from it and from its receipts. */
export function setState(tx: WriteTx, record: Submission, submission: SubmissionState, at: Instant): void {
  const { dispatch, account, hash, envelope } = record;
  saveSubmission(tx, { dispatch, account, hash, envelope, submission, changedAt: at });
  foldDispatch(tx, dispatch, at);
  const { state } = submission;
  if (state === 'submitted' || state === 'refused' || state === 'unknown')
    appendAudit(tx, at, { event: 'submission.outcome', blob: hash, account, dispatch, state });
}

export function stateNow(store: Store, dispatch: DispatchId): SubmissionState | null {
  return store.read((tx) => submissionOf(tx, dispatch))?.submission ?? null;
}

function archiveOnce(tx: WriteTx, record: OutboxRecord, bytes: Uint8Array, at: Instant): void {
  if (waitingBytes(tx, record.dispatch) === null) return;
  arrive(tx, { account: record.account, bytes, source: 'sent', detail: 'smtp', sent: true, receivedAt: null, at });
  markHandedOver(tx, record.dispatch);
  if (record.item.draft !== null) removeDraft(tx, record.item.draft);
}

function stateOf(outcome: SubmissionOutcome, at: Instant): SubmissionState {
  switch (outcome.state) {
    case 'submitted':
      return { state: 'submitted', at, reply: outcome.reply };
    case 'refused':
      return { state: 'refused', at, reply: outcome.reply };
    case 'unknown':
      return { state: 'unknown', at };
  }
}
