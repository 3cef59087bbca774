// Legal holds, policies and erasures. A policy says what is due and deletes nothing; an erasure is asked
// for with a reason, and done when a person confirms it a second time with the number he was shown.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { messageSize } from '#main/archive/message';
import { appendAudit } from '#main/audit/append';
import type { EvidenceSelection } from '#main/evidence/selection';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import { dispatchById } from '#main/store/dispatch';
import { presentPlaces } from '#main/store/erase-rows';
import {
  addErasure,
  erasureById,
  erasures,
  runningErasures,
  setErasureState,
  waitingItems,
  type ErasureItem,
  type ErasureRecord,
} from '#main/store/erasure';
import { addHold, holds, releaseHold, saltOfHold } from '#main/store/legal-hold';
import { accountsWith } from '#main/store/message';
import { dueItems, policies, removePolicy, savePolicy } from '#main/store/retention';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import type { Erasure, ErasurePlan, KeptReason, LegalHold, MailCategory, RetentionState } from '#shared/model/retention';
import { lastBackup } from './backup-schedule.ts';
import { eraseItems, resolveItem, tidyAfter, type Erased } from './erasing.ts';
import type { EventBus } from './event-bus.ts';

export type RetentionService = {
  state(): RetentionState;
  /** `items` null: all mail of the box (account null: of every box), also what is still to come. */
  setHold(account: AccountId | null, items: EvidenceSelection | null, reason: string): LegalHold;
  releaseHold(number: number, reason: string): void;
  setPolicy(account: AccountId | null, category: MailCategory, months: number): void;
  removePolicy(number: number): void;
  /** What is older than the policies say, oldest first. */
  due(): EvidenceSelection;
  plan(items: EvidenceSelection): ErasurePlan;
  /** First confirmation: `confirmed` is the number of messages of the plan a person saw. Erases nothing. */
  ask(items: EvidenceSelection, reason: string, confirmed: number): Erasure;
  /**
   * Second confirmation, with the number once more. Resolves when nothing of them is left in the profile.
   * The same again goes on with one that stopped (a full disk).
   */
  confirm(id: string, confirmed: number): Promise<Erasure>;
  cancel(id: string): void;
  /** At start: what a crash cut short goes on. */
  resume(): void;
  close(): Promise<void>;
};

export type RetentionPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: Pick<EventBus, 'changed'>;
  /** Folder of exports: copies made before stay in it. */
  readonly exports: string;
};

/** Rows that one erasure may take: beyond, a person has not seen what he confirms. */
const MOST_ITEMS = 10_000;
const SHORTEST_REASON = 5;
const LONGEST_REASON = 1_000;

export function createRetentionService(ports: RetentionPorts): RetentionService {
  const { store, clock, log, events } = ports;
  const abort = new AbortController();
  /** One after the other. Never rejects: an erasure that failed leaves the way to the next one free. */
  let working: Promise<unknown> = Promise.resolve();
  const active = new Set<number>();

  function work(erasure: ErasureRecord): Promise<void> {
    active.add(erasure.number);
    const done = working.then(() => run(erasure)).finally(() => active.delete(erasure.number));
    working = done.catch(() => undefined);
    return done;
  }

  async function run(erasure: ErasureRecord): Promise<void> {
    const tell = ({ account, hashes, dispatches }: Erased): void => events.changed(account, hashes, dispatches);
    await eraseItems(ports, erasure, tell, abort.signal);
    await tidyAfter(ports, erasure, abort.signal);
  }

  function shown({ id, number, state, reason, askedAt, endedAt, messages, sizeBytes, kept, left }: ErasureRecord): Erasure {
    const stopped = state === 'running' && !active.has(number);
    return { id, state: stopped ? 'stopped' : state, reason, askedAt, endedAt, messages, sizeBytes, kept, left };
  }

  function known(id: string): ErasureRecord {
    const erasure = store.read((tx) => erasureById(tx, id));
    if (erasure === null) throw new AppError('notFound', { values: { what: id } });
    return erasure;
  }

  function planOf(items: EvidenceSelection): Planned {
    if (items.length > MOST_ITEMS)
      throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'selection', most: MOST_ITEMS } });
    const found = store.read((tx) => planItems(tx, itemsOf(tx, items)));
    const made = existsSync(ports.exports) ? readdirSync(ports.exports).length : 0;
    return { ...found, plan: { ...found.plan, backupAt: lastBackup(store)?.at ?? null, exports: made } };
  }

  return {
    state: () =>
      store.read((tx) => ({
        holds: holds(tx),
        policies: policies(tx, clock.now()),
        erasures: erasures(tx).map(shown),
      })),
    setHold(account, items, reason) {
      const why = reasonOf(reason);
      const salt = randomBytes(16);
      const number = store.write(
        (tx) => {
          const named = items === null ? null : itemsOf(tx, items);
          const made = addHold(tx, { account: items === null ? account : null, items: named, reason: why, salt, at: clock.now() });
          const count = named === null ? null : named.length;
          const whose = items === null ? account : null;
          appendAudit(tx, clock.now(), { event: 'hold.set', hold: made, account: whose, items: count, reason: digestOf(salt, why) });
          return made;
        },
        { durable: true },
      );
      const hold = store.read((tx) => holds(tx)).find((one) => one.number === number);
      if (hold === undefined) throw new Error('a hold that was set is not there');
      return hold;
    },
    releaseHold(number, reason) {
      const why = reasonOf(reason);
      store.write(
        (tx) => {
          const salt = saltOfHold(tx, number);
          if (salt === null || !releaseHold(tx, number, why, clock.now()))
            throw new AppError('notFound', { values: { what: String(number) } });
          appendAudit(tx, clock.now(), { event: 'hold.released', hold: number, reason: digestOf(salt, why) });
        },
        { durable: true },
      );
    },
    setPolicy(account, category, months) {
      store.write(
        (tx) => {
          savePolicy(tx, { account, category, months, at: clock.now() });
          appendAudit(tx, clock.now(), { event: 'retention.changed', account, category, months });
        },
        { durable: true },
      );
    },
    removePolicy(number) {
      store.write(
        (tx) => {
          const removed = removePolicy(tx, number);
          if (removed === null) throw new AppError('notFound', { values: { what: String(number) } });
          appendAudit(tx, clock.now(), { event: 'retention.changed', account: removed.account, category: removed.category, months: null });
        },
        { durable: true },
      );
    },
    due: () => store.read((tx) => dueItems(tx, clock.now(), MOST_ITEMS)),
    plan: (items) => planOf(items).plan,
    ask(items, reason, confirmed) {
      const why = reasonOf(reason);
      const { plan, going } = planOf(items);
      checkCount(plan.messages, confirmed);
      const id = randomBytes(8).toString('hex');
      const salt = randomBytes(16);
      store.write(
        (tx) => {
          const { messages, sizeBytes } = plan;
          addErasure(tx, { id, reason: why, salt, at: clock.now(), messages, sizeBytes, items: going });
          appendAudit(tx, clock.now(), { event: 'erasure.asked', erasure: id, messages, reason: digestOf(salt, why) });
        },
        { durable: true },
      );
      return shown(known(id));
    },
    async confirm(id, confirmed) {
      const erasure = known(id);
      if (shown(erasure).state === 'stopped') {
        checkCount(erasure.messages, confirmed);
        await work(erasure);
        return shown(known(id));
      }
      if (erasure.state !== 'asked')
        throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'erasure', state: erasure.state } });
      const items = store.read((tx) => waitingItems(tx, erasure.number, MOST_ITEMS));
      // What it takes may have changed since it was asked for: a hold, a receipt that came.
      checkCount(store.read((tx) => planItems(tx, items)).plan.messages, confirmed);
      store.write(
        (tx) => {
          setErasureState(tx, erasure.number, 'running', clock.now());
          appendAudit(tx, clock.now(), { event: 'erasure.confirmed', erasure: id });
        },
        { durable: true },
      );
      await work(erasure);
      return shown(known(id));
    },
    cancel(id) {
      const erasure = known(id);
      if (erasure.state !== 'asked')
        throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'erasure', state: erasure.state } });
      store.write(
        (tx) => {
          setErasureState(tx, erasure.number, 'cancelled', clock.now());
          appendAudit(tx, clock.now(), { event: 'erasure.cancelled', erasure: id });
        },
        { durable: true },
      );
    },
    resume() {
      for (const erasure of store.read(runningErasures))
        work(erasure).catch(() => (abort.signal.aborted ? undefined : log.error('erasure.stopped')));
    },
    async close() {
      abort.abort();
      await working;
    },
  };
}

type Planned = { readonly plan: ErasurePlan; readonly going: readonly ErasureItem[] };

function planItems(tx: ReadTx, items: readonly ErasureItem[]): Planned {
  const kept: Partial<Record<KeptReason, number>> = {};
  const going: ErasureItem[] = [];
  let messages = 0;
  let sizeBytes = 0;
  let shared = 0;
  let onServer = 0;
  for (const item of items) {
    const resolved = resolveItem(tx, item);
    if (resolved.kept !== null) {
      kept[resolved.kept] = (kept[resolved.kept] ?? 0) + 1;
      continue;
    }
    going.push(item);
    messages += resolved.hashes.length;
    for (const hash of resolved.hashes) {
      sizeBytes += messageSize(tx, hash) ?? 0;
      if (accountsWith(tx, hash).length > 1) shared += 1;
      if (presentPlaces(tx, hash) > 0) onServer += 1;
    }
  }
  return { going, plan: { messages, sizeBytes, kept, shared, onServer, backupAt: null, exports: 0 } };
}

function itemsOf(tx: ReadTx, items: EvidenceSelection): readonly ErasureItem[] {
  return items.map((item): ErasureItem => {
    if (item.type === 'message') return { account: item.account, subject: item.hash };
    const dispatch = dispatchById(tx, item.id);
    if (dispatch === null) throw new AppError('notFound', { values: { what: item.id } });
    return { account: dispatch.account, subject: item.id };
  });
}

function checkCount(messages: number, confirmed: number): void {
  if (messages === 0 || messages !== confirmed)
    throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'confirm', messages } });
}

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length < SHORTEST_REASON || reason.length > LONGEST_REASON)
    throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'reason' } });
  return reason;
}

function digestOf(salt: Uint8Array, text: string): string {
  return createHash('sha256').update(salt).update(text, 'utf8').digest('hex');
}
