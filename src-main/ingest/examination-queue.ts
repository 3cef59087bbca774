// The second half of the road: every archived message without a judgement is examined in the
// parsing processes, newest first, and what came out is stored in one transaction with its links
// and the folded state of its dispatch. Work left by a stop is found again in the store. When nothing
// waits, the archive is made small, slice by slice.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compactSlice, type CompactionState } from '#main/archive/compaction';
import { readMessage } from '#main/archive/message';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import { pendingMessages, type MessageName } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { Defect } from '#shared/model/pec-message';
import type { VerificationReport } from '#shared/model/verification-report';
import type { Examination } from './examination.ts';
import type { ParserPool } from './parser-pool.ts';
import { provesAnother } from './sent-copy.ts';
import { expectedCopy, storeExamination, storeFailure } from './store-examination.ts';

const BATCH = 128;
/** What stopped it, a full disk say, may be mended: it tries again by itself. */
const AGAIN_MS = 30_000;
/** Of mail in one batch; two are in memory, one being examined and one being written. */
const BATCH_BYTES = 8 * 1024 * 1024;

export type ExaminationQueue = {
  /** Something arrived: start, if not already at work. */
  wake(): void;
  /** The trust data changed and everything waits again: what is being examined now is not kept. */
  renew(): void;
  /** Resolves when nothing waits and the archive is small. Rejects with the AppError that stopped it: what waits stays waiting. */
  idle(): Promise<void>;
  /** Stops after the batch at hand. */
  close(): Promise<void>;
};

export type QueueServices = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (account: AccountId, hashes: Iterable<BlobHash>, dispatches: Iterable<DispatchId>) => void;
  /** After the commit, once for each report. */
  readonly judged?: (account: AccountId, report: VerificationReport) => void;
};

type Outcome =
  /**
   * `compared`: the sent copy this receipt was held against. `refuted`: it only said it was ours, and the receipt
   * proves it was not what was sent.
   */
  | { readonly name: MessageName; readonly examination: Examination; readonly compared: BlobHash | null; readonly refuted: BlobHash | null }
  | { readonly name: MessageName; readonly failure: Defect };

type Batch = { readonly names: readonly MessageName[]; readonly outcomes: Promise<readonly Outcome[]>; readonly generation: number };

export function createExaminationQueue(services: QueueServices): ExaminationQueue {
  const { store, pool, clock, log } = services;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let stoppedBy: AppError | null = null;
  let later: NodeJS.Timeout | null = null;
  let generation = 0;
  const compaction: CompactionState = { after: 0 };

  function wake(): void {
    if (closed) return;
    if (running !== null) {
      again = true;
      return;
    }
    stoppedBy = null;
    running = work()
      .catch((error: unknown) => {
        log.error(error instanceof AppError ? 'examination.stopped' : 'examination.fault');
        if (!(error instanceof AppError) || closed) return;
        stoppedBy = error;
        if (later !== null) clearTimeout(later);
        later = setTimeout(wake, AGAIN_MS).unref();
      })
      .finally(() => {
        running = null;
        if (again && !closed) {
          again = false;
          wake();
        }
      });
  }

  async function work(): Promise<void> {
    let batch = begin([]);
    while (!closed) {
      if (batch.names.length === 0) {
        if (!compactSlice(store, compaction)) return;
        await nextTurn();
        batch = begin([]);
        continue;
      }
      const outcomes = await batch.outcomes;
      if (closed) return;
      // The next one is with the parsing processes while this one is written.
      const next = begin(batch.names);
      if (batch.generation === generation) commit(outcomes);
      batch = next.names.length === 0 ? begin([]) : next;
    }
  }

  /** The newest that wait, save those just examined. */
  function begin(examined: readonly MessageName[]): Batch {
    const done = new Set(examined.map(({ number }) => number));
    const waiting = store.read((tx) => pendingMessages(tx, BATCH + done.size)).filter(({ number }) => !done.has(number));
    let bytes = 0;
    const fitting = waiting.slice(0, BATCH).filter(({ sizeBytes }, index) => (bytes += sizeBytes) <= BATCH_BYTES || index === 0);
    const outcomes = Promise.all(fitting.map((name) => examineOne(name)));
    // Whoever awaits it learns of it; a batch that nobody awaits any more failed with the one before.
    outcomes.catch(() => undefined);
    return { names: fitting, outcomes, generation };
  }

  async function examineOne(name: MessageName): Promise<Outcome> {
    let bytes: Uint8Array;
    try {
      bytes = store.read((tx) => readMessage(tx, name.hash));
    } catch (error) {
      // A damaged blob is a stored finding; the rest of the archive goes on.
      if (error instanceof AppError && error.code === 'storage.damaged') return { name, failure: { id: 'archive.damaged' } };
      throw error;
    }
    const judgedAt = clock.now();
    const first = await pool.examine({ bytes, hash: name.hash, judgedAt, expected: null });
    if (first.state === 'killed') return { name, failure: first.defect };
    const copy = store.read((tx) => expectedCopy(tx, name.account, first.value));
    if (copy === null) return { name, examination: first.value, compared: null, refuted: null };
    // A damaged copy compares with nothing: the receipt stands as it is, and the copy has a finding of its own.
    if (copy.bytes === null) return { name, examination: first.value, compared: copy.hash, refuted: null };
    const second = await pool.examine({ bytes, hash: name.hash, judgedAt, expected: copy.bytes });
    if (second.state !== 'done') return { name, failure: second.defect };
    // Against a copy that only says it is ours a difference proves nothing; against the receipt, that copy is not what was sent.
    const counts = copy.own || second.value.report.conclusion.indication === 'passed';
    if (counts) return { name, examination: second.value, compared: copy.hash, refuted: null };
    return { name, examination: first.value, compared: copy.hash, refuted: provesAnother(second.value.report) ? copy.hash : null };
  }

  // One message that cannot be stored must not keep the others waiting for ever: it gets a failure
  // of its own, and the fault is logged.
  function commit(outcomes: readonly Outcome[]): void {
    try {
      commitTogether(outcomes);
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error('examination.batchFault');
      for (const outcome of outcomes) commitAlone(outcome);
    }
  }

  function commitAlone(outcome: Outcome): void {
    try {
      commitTogether([outcome]);
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error('examination.fault');
      commitTogether([{ name: outcome.name, failure: { id: 'parser.internal' } }]);
    }
  }

  function commitTogether(outcomes: readonly Outcome[]): void {
    const changed = new Map<AccountId, { hashes: Set<BlobHash>; dispatches: Set<DispatchId> }>();
    store.write((tx) => {
      for (const outcome of outcomes) {
        const { account, hash } = outcome.name;
        const change = changed.get(account) ?? { hashes: new Set(), dispatches: new Set() };
        changed.set(account, change);
        change.hashes.add(hash);
        const touched =
          'examination' in outcome
            ? storeExamination(tx, account, outcome.examination, clock.now(), outcome)
            : storeFailure(tx, account, hash, outcome.failure, clock.now());
        for (const dispatch of touched) change.dispatches.add(dispatch);
      }
    });
    for (const [account, change] of changed) services.changed(account, change.hashes, change.dispatches);
    for (const outcome of outcomes) if ('examination' in outcome) services.judged?.(outcome.name.account, outcome.examination.report);
  }

  return {
    wake,
    renew() {
      generation += 1;
      wake();
    },
    async idle() {
      wake();
      while (running !== null) await running;
      if (stoppedBy !== null) throw stoppedBy;
    },
    async close() {
      closed = true;
      if (later !== null) clearTimeout(later);
      pool.close();
      if (running !== null) await running;
    },
  };
}
