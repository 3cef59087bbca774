// Drives runs: keeps one or two messages of each in the outbox, no faster than its pace and its limit for a
// day, and nothing more while the provider says "not now". All it needs to go on after a kill is in the
// store: a row's Message-ID is fixed at the start, so the same row can never become two messages.
import type { BulkId, BulkWait } from '#shared/model/bulk';
import type { WaitingReason } from '#shared/model/compose';
import { AppError } from '#shared/model/app-error';
import { asInstant, type AccountId, type DispatchId, type Instant } from '#shared/model/ids';
import type { Outbox, OutgoingMessage } from '#main/outbox/outbox';
import type { Clock, Log } from '#main/ports';
import {
  bulkRun,
  nextBulkRow,
  openBulkDispatches,
  runningBulkRuns,
  sentSince,
  setBulkState,
  type BulkRecord,
  type BulkRowRecord,
} from '#main/store/bulk';
import type { Store } from '#main/store/database';
import { outboxItemOf } from '#main/store/outbox-item';
import type { ReadTx } from '#main/store/transactions';

export type RunsPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Pick<Outbox, 'add' | 'withdraw' | 'retry'>;
  /** The finished message of a row; its Message-ID is the planned one. Throws input.invalid. */
  readonly message: (run: BulkRecord, row: BulkRowRecord, at: Instant) => OutgoingMessage;
  /** A row cannot be built although it was checked (a file is gone): it is set aside with the reason. */
  readonly setAside: (run: BulkRecord, row: BulkRowRecord, error: AppError) => void;
  readonly changed: (id: BulkId) => void;
};

export type Runs = {
  /** From now on what is running goes on. */
  run(): void;
  /** Something of this box moved. */
  moved(account: AccountId): void;
  pause(id: BulkId): void;
  resume(id: BulkId): void;
  close(): void;
};

/** One that is handed over and one behind it, so that the connection is kept. */
const WAITING_MOST = 2;
const DAY_MS = 86_400_000;
const LONGEST_SLEEP_MS = 60_000;

export function createRuns(ports: RunsPorts): Runs {
  const { store, clock, outbox } = ports;
  /** Where each run stands in its table, and when its next message may leave; made anew after a start. */
  const places = new Map<BulkId, { line: number; nextAt: number }>();
  let timer: NodeJS.Timeout | null = null;
  let turn: NodeJS.Immediate | null = null;
  let working = false;
  let closed = false;

  function soon(): void {
    if (!working || closed) return;
    turn ??= setImmediate(() => {
      turn = null;
      pump();
    });
  }

  function pump(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (closed) return;
    let sleep = LONGEST_SLEEP_MS;
    try {
      for (const run of store.read((tx) => runningBulkRuns(tx))) sleep = Math.min(sleep, feed(run));
    } catch (error) {
      ports.log.error(error instanceof AppError ? 'bulk.stopped' : 'bulk.fault');
    }
    timer = setTimeout(pump, Math.max(20, sleep));
    timer.unref();
  }

  /** Milliseconds after which it is worth looking again. */
  function feed(run: BulkRecord): number {
    const place = places.get(run.id) ?? { line: -1, nextAt: 0 };
    places.set(run.id, place);
    for (;;) {
      const now = clock.now();
      const { open, wait, row } = store.read((tx) => ({
        open: openBulkDispatches(tx, run.id),
        wait: waitOf(tx, run, now),
        row: nextBulkRow(tx, run.id, place.line),
      }));
      if (wait !== null && wait.kind !== 'daily' && callBack(open)) places.set(run.id, { line: -1, nextAt: place.nextAt });
      if (row === null && open.length === 0) return finish(run, now);
      if (row === null || open.length >= WAITING_MOST) return LONGEST_SLEEP_MS;
      if (wait !== null) return wait.until === null ? LONGEST_SLEEP_MS : Math.max(0, wait.until - now);
      // The one behind must not stand in the outbox for long: others send from this box too.
      if (place.nextAt > now + LONGEST_SLEEP_MS) return LONGEST_SLEEP_MS;
      const dueAt = asInstant(Math.max(now, place.nextAt));
      place.line = row.line;
      if (!put(run, row, dueAt)) continue;
      place.nextAt = run.pace.perMinute === null ? 0 : dueAt + Math.ceil(60_000 / run.pace.perMinute);
    }
  }

  /** While the provider says "not now" only the one it was said to is tried again; the others go back to their rows. */
  function callBack(open: readonly DispatchId[]): boolean {
    const untried = store.read((tx) => open.filter((dispatch) => outboxItemOf(tx, dispatch)?.item.cause === null));
    return untried.map((dispatch) => outbox.withdraw(dispatch)).includes(true);
  }

  function put(run: BulkRecord, row: BulkRowRecord, dueAt: Instant): boolean {
    try {
      outbox.add(ports.message(run, row, dueAt));
      ports.changed(run.id);
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'input.invalid') throw error;
      ports.setAside(run, row, error);
      ports.changed(run.id);
      return false;
    }
  }

  function finish(run: BulkRecord, now: Instant): number {
    store.write((tx) => setBulkState(tx, run.id, 'done', now), { durable: true });
    places.delete(run.id);
    ports.changed(run.id);
    return LONGEST_SLEEP_MS;
  }

  return {
    run() {
      working = true;
      soon();
    },
    moved: soon,
    pause(id) {
      const run = store.read((tx) => bulkRun(tx, id));
      if (run?.state !== 'running') return;
      store.write((tx) => setBulkState(tx, id, 'paused', clock.now()), { durable: true });
      // What nobody was given comes back to its row; what was handed over once stays in the outbox.
      for (const dispatch of store.read((tx) => openBulkDispatches(tx, id))) outbox.withdraw(dispatch);
      places.delete(id);
      ports.changed(id);
    },
    resume(id) {
      const run = store.read((tx) => bulkRun(tx, id));
      if (run === null || run.state === 'prepared' || run.state === 'done') return;
      if (run.state === 'paused') store.write((tx) => setBulkState(tx, id, 'running', clock.now()), { durable: true });
      places.delete(id);
      outbox.retry(run.template.account);
      ports.changed(id);
      soon();
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      if (turn !== null) clearImmediate(turn);
    },
  };
}

/** Why a running run stands still; null when it goes on. */
export function waitOf(tx: ReadTx, run: BulkRecord, now: Instant): BulkWait | null {
  for (const dispatch of openBulkDispatches(tx, run.id)) {
    const item = outboxItemOf(tx, dispatch)?.item ?? null;
    if (item !== null && item.cause !== null) return waitFor(item.cause, item.dueAt);
  }
  const { perDay } = run.pace;
  if (perDay === null) return null;
  const sent = sentSince(tx, run.template.account, asInstant(now - DAY_MS));
  if (sent.length < perDay) return null;
  // When enough of them are a day old.
  const oldest = sent[sent.length - perDay] ?? now;
  return { kind: 'daily', limit: perDay, until: asInstant(oldest + DAY_MS) };
}

function waitFor(cause: NonNullable<WaitingReason>, until: Instant | null): BulkWait {
  if (cause.code === 'smtp.refused') return { kind: 'provider', says: String(cause.values['serverSays'] ?? ''), until };
  return { kind: 'failure', code: cause.code, values: cause.values, until };
}
