// Sync for the core: one AccountSync per box, its events turned into health, steps and changes, and
// sent copies filed where the server keeps none.
import { accountById } from '#main/store/account';
import type { Store } from '#main/store/database';
import { summaryOf } from '#main/store/message';
import type { ExaminationQueue } from '#main/ingest/examination-queue';
import type { Clock, ImapConnector, Log } from '#main/ports';
import { createAccountSync, type AccountSync } from '#main/sync/account-sync';
import type { BatchWriter } from '#main/sync/batch-writer';
import { createConnectionGate } from '#main/sync/connection-gate';
import { createStoreSink } from '#main/sync/store-sink';
import type { SyncEvent } from '#main/sync/sink';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import type { AccountService } from './account-service.ts';
import type { Core, StepResult, StepSummary } from './core-types.ts';
import type { EventBus } from './event-bus.ts';
import { fileSentCopies } from './file-sent.ts';
import type { HealthService } from './health-service.ts';

export type SyncService = {
  once: Core['syncOnce'];
  /** Keeps every account in step from now on. */
  follow(): void;
  /** As follow, for one account that was just added. */
  start(account: AccountId): void;
  stop(account: AccountId): Promise<void>;
  wake(account: AccountId | null): void;
  close(): Promise<void>;
};

export type SyncPorts = {
  readonly store: Store;
  readonly imap: ImapConnector;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
  readonly accounts: AccountService;
  readonly queue: ExaminationQueue;
  readonly health: HealthService;
  readonly writer: BatchWriter | null;
};

/** In all, and to one host: 31 boxes of one provider must not look like an attack (PEC-REFERENCE §7). */
const CONNECTIONS = { total: 16, perHost: 6 };

type Following = { readonly sync: AccountSync; readonly abort: AbortController; readonly ended: Promise<void> };

/** Boxes `once` has on the wire at the same time; the gate bounds their connections, to one host too. */
const AT_ONCE = 4;

/** Messages seen in one run of `once`, to be told apart after they have been judged. */
type Seen = { readonly folder: string; readonly hash: StepResult['hash']; readonly known: boolean };

/** What came of one box. `error` null: it is in step. */
type Pass = { readonly seen: readonly Seen[]; readonly steps: readonly StepResult[]; readonly error: Error | null };

const NOTHING_SEEN: Pass = { seen: [], steps: [], error: null };

/** The work of each, begun in their order, not more than `most` at once. `work` must not reject. */
function startInTurn<T, R>(all: readonly T[], most: number, work: (one: T) => Promise<R>): readonly Promise<R>[] {
  const results = all.map((one) => ({ one, ...Promise.withResolvers<R>() }));
  const waiting = results.values();
  const lane = async (): Promise<void> => {
    for (const { one, resolve } of waiting) resolve(await work(one));
  };
  for (let begun = 0; begun < most; begun += 1) void lane();
  return results.map(({ promise }) => promise);
}

export function createSyncService(ports: SyncPorts): SyncService {
  const { store, imap, clock, accounts, events, queue } = ports;
  const gate = createConnectionGate(CONNECTIONS);
  const following = new Map<AccountId, Following>();
  const filing = new Map<AccountId, Promise<void>>();

  function createSync(account: AccountId, onEvent: (event: SyncEvent) => void): AccountSync {
    return createAccountSync({
      account,
      connector: imap,
      access: () => accounts.imapAccess(account),
      sink: createStoreSink(store, account, clock, ports.writer),
      gate,
      random: Math.random,
      onEvent: (event) => {
        reflect(event);
        onEvent(event);
      },
    });
  }

  /** What every screen should know, whoever asked for the sync. */
  function reflect(event: SyncEvent): void {
    const { account } = event;
    ports.health.note(event);
    switch (event.kind) {
      case 'progress':
        accounts.updateHealth(account, { progress: { done: event.done, total: event.total, phase: event.phase } });
        return;
      case 'saved':
        events.changed(
          account,
          event.messages.map((message) => message.hash),
          [],
        );
        queue.wake();
        return;
      case 'quota':
        accounts.updateHealth(account, { quota: { usedBytes: event.usedBytes, limitBytes: event.limitBytes } });
        return;
      case 'passed':
        accounts.updateHealth(account, { progress: null, lastCheck: clock.now(), error: null });
        return;
      case 'failed':
        reflectFailure(account, event.error);
        return;
      case 'massVanish':
      case 'rewrote':
      case 'skipped':
      case 'folderDone':
      case 'folderFailed':
      case 'serverCertificate':
        return;
    }
  }

  function reflectFailure(account: AccountId, error: AppError): void {
    if (error.code === 'aborted') accounts.updateHealth(account, { progress: null });
    else accounts.updateHealth(account, { progress: null, error: { code: error.code, values: error.values } });
  }

  /** Never rejects: what went wrong is part of what came of it. */
  async function passOf(account: AccountId, options: Parameters<Core['syncOnce']>[0]): Promise<Pass> {
    const seen: Seen[] = [];
    const steps: StepResult[] = [];
    const refused = (label: string, reason: string): void =>
      void steps.push({ label, account, result: 'refused', hash: null, id: null, reason });
    const sync = createSync(account, (event) => {
      if (event.kind === 'progress') options.onProgress({ account, done: event.done, total: event.total, phase: event.phase });
      if (event.kind === 'saved') seen.push(...event.messages.map(({ hash, known }) => ({ folder: event.folder, hash, known })));
      if (event.kind === 'folderFailed') refused(event.folder, event.error.code);
      if (event.kind === 'skipped') refused(event.folder, event.reason);
    });
    try {
      options.signal.throwIfAborted();
      await sync.once(options.signal);
      if (await fileSentCopies({ store, imap, clock, accounts }, account, options.signal)) await sync.once(options.signal);
      return { seen, steps, error: null };
    } catch (thrown) {
      if (thrown instanceof AppError && !options.signal.aborted) reflectFailure(account, thrown);
      return { seen, steps, error: thrown instanceof Error ? thrown : new AppError('internal', { cause: thrown }) };
    }
  }

  async function once(options: Parameters<Core['syncOnce']>[0]): Promise<StepSummary> {
    const started = performance.now();
    const wanted = accounts.all().filter((account) => !account.offline && (options.account === null || account.id === options.account));
    const counts = { stored: 0, known: 0, unreadable: 0, refused: 0 };
    const count = (step: StepResult): void => {
      counts[step.result] += 1;
      options.onStep(step);
    };
    // Several boxes are on the wire at once, and told of one after the other, in their order.
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const passes = startInTurn(wanted, AT_ONCE, ({ id }) => passOf(id, { ...options, signal }));
    try {
      for (const [index, { id }] of wanted.entries()) {
        const { seen, steps, error } = (await passes[index]) ?? NOTHING_SEEN;
        for (const step of steps) count(step);
        if (error !== null) {
          if (!(error instanceof AppError) || options.signal.aborted) throw error;
          // One box that cannot be reached does not keep the others from their sync.
          if (wanted.length === 1) throw error;
          count({ label: '', account: id, result: 'refused', hash: null, id: null, reason: error.code });
        }
        options.onProgress({ account: id, done: 0, total: seen.length, phase: 'judging' });
        await queue.idle();
        for (const message of seen) count(stepOf(id, message));
      }
    } finally {
      stop.abort();
      await Promise.all(passes);
    }
    return { ...counts, seconds: (performance.now() - started) / 1000 };
  }

  function stepOf(account: AccountId, seen: Seen): StepResult {
    const { folder, hash, known } = seen;
    const kind = hash === null ? null : store.read((tx) => summaryOf(tx, account, hash)?.kind);
    return {
      label: folder,
      account,
      result: known ? 'known' : kind === 'unreadable' ? 'unreadable' : 'stored',
      hash,
      id: hash,
      reason: null,
    };
  }

  /** In the background of `follow`: what was submitted goes into the Sent folder after each pass. */
  function file(account: AccountId, signal: AbortSignal): void {
    if (filing.has(account)) return;
    const work = fileSentCopies({ store, imap, clock, accounts }, account, signal)
      .then((appended) => {
        if (appended) following.get(account)?.sync.wake();
      })
      // The next pass tries again; what keeps it from working is told by the sync itself.
      .catch((error: unknown) => ports.log.warn(error instanceof AppError ? 'filing.postponed' : 'filing.fault'))
      .finally(() => filing.delete(account));
    filing.set(account, work);
  }

  function start(account: AccountId): void {
    if (following.has(account) || store.read((tx) => accountById(tx, account))?.offline !== false) return;
    const abort = new AbortController();
    const sync = createSync(account, (event) => {
      if (event.kind === 'passed') file(account, abort.signal);
    });
    following.set(account, { sync, abort, ended: sync.follow(abort.signal) });
  }

  async function stop(account: AccountId): Promise<void> {
    const found = following.get(account);
    following.delete(account);
    found?.abort.abort();
    await found?.ended;
    await filing.get(account);
  }

  return {
    once,
    follow: () => {
      for (const account of accounts.all()) start(account.id);
    },
    start,
    stop,
    wake: (account) => {
      for (const [id, entry] of following) if (account === null || account === id) entry.sync.wake();
    },
    close: async () => {
      await Promise.all([...following.keys()].map((account) => stop(account)));
      await ports.writer?.close();
    },
  };
}
