// The outbox: takes finished messages, keeps them until they may leave, hands each over once, and says
// how it went. One message at a time for a box. What the server may have taken is never handed over
// again; what certainly was not taken is tried again, with its reason (ARCHITECTURE §6, SND-07).
import { hashOfBytes } from '#main/archive/message';
import { appendAudit, type AuditEvent } from '#main/audit/append';
import { dispatchIdOf } from '#main/ingest/dispatches';
import type { Clock, Credentials, Endpoint, Log, SubmissionOutcome, Submitter } from '#main/ports';
import type { Store } from '#main/store/database';
import { learnRecipient } from '#main/store/correspondent';
import {
  addOutboxItem,
  dueItems,
  nextDue,
  outboxItemOf,
  outboxItemOfDraft,
  releaseHeld,
  releaseUnreached,
  removeWaiting,
  type OutboxRecord,
} from '#main/store/outbox-item';
import { saveSubmission, submissionOf, type SubmissionState } from '#main/store/submission';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { DraftId } from '#shared/model/compose';
import { asInstant, type AccountId, type BlobHash, type DispatchId, type Instant, type MailAddress } from '#shared/model/ids';
import type { Mailbox } from '#shared/model/sendable-address';
import { beginHandOver, bytesToSend, endHandOver, putBack, setState, settleInterrupted, stateNow } from './hand-over.ts';
import { isPostponed, nextTry, triesAgain } from './retry.ts';

export type OutgoingMessage = {
  readonly account: AccountId;
  readonly from: MailAddress;
  /** To and Cc together: exactly who is in the header (SND-03). */
  readonly recipients: readonly Mailbox[];
  readonly messageId: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly draft: DraftId | null;
  /** Not before this time. */
  readonly dueAt: Instant;
  readonly scheduledAt: Instant | null;
  /** What it answers or passes on, or of which log it is an anchor: the log says so, in the same transaction. */
  readonly answers?:
    | { readonly event: 'message.replied' | 'message.forwarded'; readonly account: AccountId; readonly blob: BlobHash }
    | Extract<AuditEvent, { readonly by: 'pec' }>
    | null;
};

export type OutboxPorts = {
  readonly store: Store;
  readonly submitter: Submitter;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly access: (account: AccountId) => Promise<{ readonly endpoint: Endpoint; readonly credentials: Credentials }>;
  readonly messagesPerMinute: (account: AccountId) => number | null;
  /** After each commit. `archived`: a message waits to be examined. */
  readonly changed: (account: AccountId, hash: BlobHash, dispatch: DispatchId, archived: boolean) => void;
};

export type Outbox = {
  /** Durable when it returns. The same draft twice is the same message; a Message-ID used before is refused (input.invalid). */
  add(message: OutgoingMessage): DispatchId;
  /** Takes back what nobody was given; false when it is too late. */
  withdraw(dispatch: DispatchId): boolean;
  /** Settles a message that the provider keeps postponing as refused, with its last words. */
  giveUp(dispatch: DispatchId): boolean;
  /** Tries again now what waits after a failure; null: of all boxes. */
  retry(account: AccountId | null): void;
  /** The network is back: what waited for it is tried now. */
  reached(account: AccountId): void;
  /** From now on messages leave when they are due. */
  run(): void;
  /** Null for a dispatch that did not leave from here. */
  stateOf(dispatch: DispatchId): SubmissionState | null;
  /** Tries until this message is settled, or held for a reason only the user can change. */
  sendNow(dispatch: DispatchId): Promise<void>;
  close(): Promise<void>;
};

const AT_ONCE = 4;
/** A suspended computer must not sleep through a due time. */
const LONGEST_SLEEP_MS = 60_000;

export function createOutbox(ports: OutboxPorts): Outbox {
  const { store, clock } = ports;
  const abort = new AbortController();
  const busy = new Map<AccountId, Promise<void>>();
  const lastSent = new Map<AccountId, number>();
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  for (const { account, hash, dispatch } of settleInterrupted(store, clock.now())) ports.changed(account, hash, dispatch, false);

  function changed(record: Pick<OutboxRecord, 'account' | 'hash' | 'dispatch'>, archived: boolean): void {
    ports.changed(record.account, record.hash, record.dispatch, archived);
  }

  function tick(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!running || abort.signal.aborted) return;
    const now = clock.now();
    for (const record of store.read((tx) => dueItems(tx, now))) {
      if (busy.size >= AT_ONCE) break;
      if (!busy.has(record.account) && waitOf(record.account) === 0) start(record);
    }
    const next = store.read((tx) => nextDue(tx, now));
    const sleep = Math.min(LONGEST_SLEEP_MS, next === null ? LONGEST_SLEEP_MS : next - now, ...throttled());
    timer = setTimeout(tick, Math.max(10, sleep));
    timer.unref();
  }

  /** Milliseconds until this box may send again under its provider's limit. */
  function waitOf(account: AccountId): number {
    const perMinute = ports.messagesPerMinute(account);
    const last = lastSent.get(account);
    return perMinute === null || last === undefined ? 0 : Math.max(0, last + 60_000 / perMinute - clock.now());
  }

  function throttled(): readonly number[] {
    return [...lastSent.keys()].map((account) => waitOf(account)).filter((wait) => wait > 0);
  }

  function start(record: OutboxRecord): void {
    const work = attempt(record)
      .catch((error: unknown) => ports.log.error(error instanceof AppError ? 'outbox.stopped' : 'outbox.fault'))
      .finally(() => {
        busy.delete(record.account);
        // A turn later: a storage error that comes back at once must not spin.
        setTimeout(tick, 10).unref();
      });
    busy.set(record.account, work);
  }

  async function attempt(record: OutboxRecord): Promise<void> {
    const attempts = record.item.attempts + 1;
    let begun = false;
    try {
      const { endpoint, credentials } = await ports.access(record.account);
      const bytes = store.read((tx) => (isQueued(tx, record) ? bytesToSend(tx, record) : null));
      if (bytes === null) return; // called back meanwhile
      lastSent.set(record.account, clock.now());
      const outcome = await ports.submitter.submit(endpoint, credentials, record.envelope, bytes, abort.signal, () => {
        if (!store.read((tx) => isQueued(tx, record))) throw new AppError('aborted');
        beginHandOver(store, record, bytes, clock.now());
        begun = true;
        changed(record, true);
      });
      if (isPostponed(outcome)) postpone(record, attempts, { code: 'smtp.refused', values: { serverSays: saysOf(outcome) } }, true);
      else endHandOver(store, record, bytes, outcome, clock.now());
    } catch (error) {
      // Once it began, a fault of ours says nothing about what the server has: 'submitting' stays, and
      // becomes 'unknown'. It is never put back (SND-07).
      if (begun) settle(record);
      if (begun || !(error instanceof AppError)) throw error;
      if (!store.read((tx) => isQueued(tx, record))) return;
      if (error.code === 'aborted') postpone(record, record.item.attempts, record.item.cause, true);
      else postpone(record, attempts, { code: error.code, values: error.values }, triesAgain(error));
    } finally {
      changed(record, true);
    }
  }

  function settle(record: OutboxRecord): void {
    const at = clock.now();
    store.write((tx) => setState(tx, record, { state: 'unknown', at }, at), { durable: true });
  }

  function postpone(record: OutboxRecord, attempts: number, cause: OutboxRecord['item']['cause'], again: boolean): void {
    const now = clock.now();
    const dueAt = !again ? null : attempts === record.item.attempts ? now : nextTry(attempts, now, ports.random);
    putBack(store, record, { dueAt, attempts, cause }, now);
  }

  return {
    add(message) {
      const { draft } = message;
      const known = draft === null ? null : store.read((tx) => outboxItemOfDraft(tx, draft));
      if (known !== null) return known.dispatch;
      const dispatch = enqueue(store, message, clock.now());
      ports.changed(message.account, hashOfBytes(message.bytes), dispatch, false);
      tick();
      return dispatch;
    },
    withdraw(dispatch) {
      const record = store.read((tx) => outboxItemOf(tx, dispatch));
      if (record === null || record.handedOver || record.submission.state !== 'queued') return false;
      const { account } = record;
      store.write(
        (tx) => {
          removeWaiting(tx, dispatch);
          appendAudit(tx, clock.now(), { event: 'draft.withdrawn', account, dispatch });
        },
        { durable: true },
      );
      changed(record, false);
      return true;
    },
    giveUp(dispatch) {
      const record = store.read((tx) => outboxItemOf(tx, dispatch));
      if (record === null || !record.handedOver || record.submission.state !== 'queued') return false;
      const at = clock.now();
      const reply = String(record.item.cause?.values['serverSays'] ?? '');
      store.write((tx) => setState(tx, record, { state: 'refused', at, reply }, at), { durable: true });
      changed(record, false);
      return true;
    },
    retry(account) {
      store.write((tx) => releaseHeld(tx, account, clock.now()));
      tick();
    },
    reached(account) {
      if (running && store.write((tx) => releaseUnreached(tx, account, clock.now()))) tick();
    },
    run() {
      if (running) return;
      running = true;
      store.write((tx) => releaseHeld(tx, null, clock.now()));
      tick();
    },
    stateOf: (dispatch) => stateNow(store, dispatch),
    async sendNow(dispatch) {
      for (;;) {
        const record = store.read((tx) => outboxItemOf(tx, dispatch));
        if (record === null || record.submission.state !== 'queued' || abort.signal.aborted) return;
        while (busy.has(record.account)) await busy.get(record.account);
        if (record.item.attempts > 0 && record.item.cause !== null) return;
        busy.set(
          record.account,
          attempt(record).finally(() => busy.delete(record.account)),
        );
        await busy.get(record.account);
      }
    },
    async close() {
      abort.abort();
      if (timer !== null) clearTimeout(timer);
      await Promise.allSettled(busy.values());
    },
  };
}

function enqueue(store: Store, message: OutgoingMessage, now: Instant): DispatchId {
  const { account, from, recipients, messageId, bytes, draft, subject, dueAt, scheduledAt } = message;
  const dispatch = dispatchIdOf(account, messageId);
  const envelope = { from, to: recipients.map(({ address }) => address) };
  const hash = hashOfBytes(bytes);
  store.write(
    (tx) => {
      // Receipts are tied to messages by this id: it is used once (PEC-REFERENCE §4.1).
      if (submissionOf(tx, dispatch) !== null) throw new AppError('input.invalid', { retry: 'never', values: { field: 'messageId' } });
      saveSubmission(tx, { dispatch, account, hash, envelope, submission: { state: 'queued' }, changedAt: now });
      const item = {
        queuedAt: now,
        dueAt: asInstant(Math.max(now, dueAt)),
        scheduledAt,
        attempts: 0,
        draft,
        cause: null,
        subject,
        sizeBytes: bytes.byteLength,
      };
      addOutboxItem(tx, dispatch, item, bytes);
      appendAudit(tx, now, { event: 'draft.submitted', blob: hash, account, dispatch, recipients: recipients.length });
      if (message.answers != null) appendAudit(tx, now, message.answers);
      for (const { address, name } of recipients) learnRecipient(tx, account, { address, name, certified: null }, now);
    },
    { durable: true },
  );
  return dispatch;
}

function isQueued(tx: ReadTx, record: OutboxRecord): boolean {
  return submissionOf(tx, record.dispatch)?.submission.state === 'queued';
}

function saysOf(outcome: SubmissionOutcome): string {
  return outcome.state === 'unknown' ? outcome.reason : outcome.reply;
}
