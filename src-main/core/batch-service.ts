// One change to every row of a selection. A few rows at a time, each handful one durable transaction, so that
// reading goes on between them and a stop in the middle leaves no row half changed. What is done can be taken back.
import { randomBytes } from 'node:crypto';
import type { HandlingService } from '#main/office/handling-service';
import type { Clock } from '#main/ports';
import type { Search } from '#main/search/search';
import type { Store } from '#main/store/database';
import { changeFlags } from '#main/store/flag-change';
import { fromKey, type Position } from '#main/store/list-cache';
import { listFrame } from '#main/store/list-frame';
import { seenNow, walkNumbers, walkView, type WalkedRow } from '#main/store/list-walk';
import { officeEventsBeginning } from '#main/store/office-event';
import type { WriteTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { BatchChange, BatchJob, ListView, RowSelection, SeenUpTo } from '#shared/model/list';
import type { EventBus } from './event-bus.ts';

export type BatchService = {
  /** What choosing all of a view would choose now. */
  all(view: ListView, signal?: AbortSignal): Promise<{ readonly count: number; readonly seen: SeenUpTo }>;
  /** Rows of a selection a handful at a time, for an export: throws AppError input.invalid beyond `most`. */
  rowsOf(selection: RowSelection, most: number): Promise<readonly WalkedRow[]>;
  start(selection: RowSelection, change: BatchChange): string;
  /** Throws AppError notFound for one that never was, or is long over. */
  job(id: string): BatchJob;
  stop(id: string): void;
  undo(id: string): string;
  close(): Promise<void>;
};

type Rows = AsyncGenerator<readonly WalkedRow[]>;
type Kept = {
  state: BatchJob;
  readonly abort: AbortController;
  /** Beginning of the ids of its events in the office's log. */
  readonly prefix: string;
  ended: Promise<void>;
  /** Rows whose read flag was changed; handling is found again by the ids of its events. */
  readonly flagged: number[];
};

/** Written in one transaction: some 20 ms, which a click does not feel. */
const HANDFUL = 100;
const MOST_KEPT = 20;

export function createBatchService(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly search: Search;
  readonly handling: HandlingService;
  readonly author: string;
}): BatchService {
  const { store, clock, events, search, handling, author } = ports;
  const jobs = new Map<string, Kept>();

  async function* rowsOf(selection: RowSelection): Rows {
    if (selection.kind === 'rows') {
      yield* byNumber(selection.keys.map(numberOf), null);
      return;
    }
    const except = new Set(selection.except.map(numberOf));
    const { view, seen } = selection;
    if (view.view === 'search') {
      const found = await search.numbers(view);
      yield* byNumber(
        found.filter((number) => !except.has(number)),
        seen,
      );
      return;
    }
    let after: Position | null = null;
    for (;;) {
      const rows: readonly WalkedRow[] = store.read((tx) => walkView(tx, view, after, seen, HANDFUL));
      if (rows.length === 0) return;
      yield rows.filter(({ number }) => !except.has(number));
      after = rows.at(-1) ?? null;
    }
  }

  async function* byNumber(numbers: readonly number[], seen: SeenUpTo | null): Rows {
    for (let at = 0; at < numbers.length; at += HANDFUL) yield store.read((tx) => walkNumbers(tx, numbers.slice(at, at + HANDFUL), seen));
  }

  async function countOf(selection: RowSelection): Promise<number> {
    if (selection.kind === 'rows') return selection.keys.length;
    const { count } = await all(selection.view);
    return Math.max(0, count - selection.except.length);
  }

  async function all(view: ListView, signal?: AbortSignal): ReturnType<BatchService['all']> {
    if (view.view !== 'search') return store.read((tx) => ({ count: listFrame(tx, view).count, seen: seenNow(tx) }));
    const seen = store.read(seenNow);
    return { count: (await search.numbers(view, signal)).length, seen };
  }

  /** Runs steps until they end, the job is stopped, or one fails; the job says which. */
  function begin(what: BatchJob['what'], total: () => Promise<number>, steps: (kept: Kept) => AsyncGenerator<Step>): string {
    const id = randomBytes(8).toString('hex');
    const kept: Kept = {
      state: { what, state: 'running', done: 0, total: 0, changed: 0 },
      abort: new AbortController(),
      prefix: randomBytes(8).toString('hex'),
      ended: Promise.resolve(),
      flagged: [],
    };
    jobs.set(id, kept);
    for (const [oldest, { state }] of jobs) if (jobs.size > MOST_KEPT && state.state !== 'running') jobs.delete(oldest);
    kept.ended = (async () => {
      const expected = await total();
      for await (const { looked, changed } of steps(kept)) {
        const done = kept.state.done + looked;
        kept.state = { what, state: 'running', done, total: Math.max(expected, done), changed: kept.state.changed + changed };
        if (kept.abort.signal.aborted) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const { done, changed } = kept.state;
      const stopped = kept.abort.signal.aborted;
      kept.state = { what, state: stopped ? 'cancelled' : 'done', done, total: stopped ? kept.state.total : done, changed };
    })().catch((error: unknown) => {
      const { code, values } = error instanceof AppError ? error : { code: 'internal', values: {} };
      kept.state = { ...kept.state, state: 'failed', code, values };
    });
    return id;
  }

  function tell(rows: readonly { readonly account: AccountId; readonly subject: BlobHash | DispatchId }[]): void {
    for (const [account, mine] of Map.groupBy(rows, (row) => row.account)) {
      const [hashes, dispatches] = [mine.filter(isMessage), mine.filter((row) => !isMessage(row))];
      events.changed(
        account,
        hashes.map(({ subject }) => subject as BlobHash),
        dispatches.map(({ subject }) => subject as DispatchId),
      );
    }
  }

  /** The rows that were changed: imported mail is on no server, and has no flag to set. */
  function setRead(tx: WriteTx, rows: readonly WalkedRow[], read: boolean): readonly WalkedRow[] {
    const change = read ? { add: ['\\Seen'] } : { remove: ['\\Seen'] };
    return rows.filter(({ account, hash }) => hash !== null && changeFlags(tx, account, hash, change, clock.now()) > 0);
  }

  function apply(tx: WriteTx, change: BatchChange, rows: readonly WalkedRow[], ids: { readonly prefix: string; readonly first: number }) {
    if (isFlag(change)) return setRead(tx, rows, change.kind === 'read');
    handling.changeMany(tx, rows, change, author, ids);
    return rows;
  }

  const service: BatchService = {
    all,
    async rowsOf(selection, most) {
      const found: WalkedRow[] = [];
      for await (const rows of rowsOf(selection)) {
        found.push(...rows);
        if (found.length > most) throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'selection', most } });
        await new Promise((resolve) => setImmediate(resolve));
      }
      return found;
    },
    start(selection, change) {
      const named = selection.kind === 'rows';
      return begin(
        change.kind,
        () => countOf(selection),
        async function* steps(kept) {
          let first = 1;
          for await (const rows of rowsOf(selection)) {
            const wanted = rows.filter((row) => applies(change, row, named));
            if (wanted.length > 0) {
              const changed = store.write((tx) => apply(tx, change, wanted, { prefix: kept.prefix, first }), { durable: true });
              if (isFlag(change)) for (const { number } of changed) kept.flagged.push(number);
              first += changed.length;
              tell(changed);
              yield { looked: rows.length, changed: changed.length };
            } else yield { looked: rows.length, changed: 0 };
          }
        },
      );
    },
    job: (id) => keptOf(id).state,
    stop: (id) => keptOf(id).abort.abort(),
    undo(id) {
      const undone = keptOf(id);
      const { flagged, ended, prefix } = undone;
      const { what } = undone.state;
      undone.abort.abort();
      return begin(
        'undo',
        async () => {
          await ended;
          return undone.state.changed;
        },
        async function* steps() {
          await ended;
          if (what === 'read' || what === 'unread') {
            for await (const rows of byNumber(flagged, null)) {
              store.write((tx) => setRead(tx, rows, what === 'unread'), { durable: true });
              tell(rows);
              yield { looked: rows.length, changed: rows.length };
            }
            return;
          }
          let after: string | null = null;
          for (;;) {
            const done = store.read((tx) => officeEventsBeginning(tx, prefix, after, HANDFUL));
            if (done.length === 0) return;
            store.write((tx) => handling.undoMany(tx, done, author), { durable: true });
            tell(done);
            after = done.at(-1)?.id ?? null;
            yield { looked: done.length, changed: done.length };
          }
        },
      );
    },
    async close() {
      for (const { abort } of jobs.values()) abort.abort();
      await Promise.allSettled([...jobs.values()].map(({ ended }) => ended));
    },
  };
  return service;

  function keptOf(id: string): Kept {
    const kept = jobs.get(id);
    if (kept === undefined) throw new AppError('notFound', { values: { what: 'batch' } });
    return kept;
  }
}

type Step = { readonly looked: number; readonly changed: number };

/**
 * Whether a row is changed. Chosen by name, every row that can be; chosen as a whole view, nothing anybody has said
 * is said again: a handled message keeps its outcome, one in somebody's charge its person.
 */
function applies(change: BatchChange, row: WalkedRow, named: boolean): boolean {
  switch (change.kind) {
    case 'read':
      return row.hash !== null && row.unread;
    case 'unread':
      return row.hash !== null && !row.unread;
    case 'take':
      return named ? row.handling !== null || row.problem : row.handling === 'unhandled';
    case 'handle':
      return named ? row.handling !== null || row.problem : row.handling === 'unhandled' || row.handling === 'inCharge';
    case 'reopen':
      return row.handling === 'handled' || row.handling === 'inCharge';
  }
}

type FlagChange = Extract<BatchChange, { readonly kind: 'read' | 'unread' }>;
function isFlag(change: BatchChange): change is FlagChange {
  return change.kind === 'read' || change.kind === 'unread';
}

function isMessage({ subject }: { readonly subject: string }): boolean {
  return /^[0-9a-f]{64}$/.test(subject);
}

function numberOf(key: string): number {
  const position = fromKey(key);
  if (position === null) throw new AppError('input.invalid', { values: { field: 'key' } });
  return position.number;
}
