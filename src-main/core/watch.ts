// Finds out what a person should hear of among all that changes: proven certified mail that is new, and
// problems that were not there before. Only what is fresh: reading ten years of mail rings no bell.
import { problemsOf } from '#main/pec/radar';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import { dispatchById } from '#main/store/dispatch';
import { summaryOf } from '#main/store/message';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import type { Notice } from '#shared/model/notice';
import type { Problem, ProblemKind } from '#shared/model/radar';

/** Older mail and problems are history, whenever they arrive here. */
const FRESH_MS = 2 * 86_400_000;
/** One bell for all that comes together. */
const GATHER_MS = 2_000;
/** Names kept so that nothing is told twice. */
const MOST_KEPT = 20_000;
/** Told in the list alone. */
const SILENT: ReadonlySet<ProblemKind> = new Set(['contradiction', 'logsExpiring', 'postponed']);

export type Watch = {
  /** Called after each commit with what it touched. */
  changed(account: AccountId, hashes: Iterable<BlobHash>, dispatches: Iterable<DispatchId>): void;
  close(): void;
};

export function createWatch(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (notices: readonly Notice[]) => void;
}): Watch {
  const { store, clock, log, tell } = ports;
  const startedAt = clock.now();
  const told = new Set<string>();
  let waiting: Notice[] = [];
  let timer: NodeJS.Timeout | null = null;

  /** False when it was told before. */
  function first(name: string): boolean {
    if (told.has(name)) return false;
    told.add(name);
    const [oldest] = told;
    if (told.size > MOST_KEPT && oldest !== undefined) told.delete(oldest);
    return true;
  }

  function receivedNotice(tx: ReadTx, account: AccountId, hash: BlobHash, now: Instant): Notice | null {
    const message = summaryOf(tx, account, hash);
    if (message === null || message.direction !== 'received' || message.kind !== 'certified' || message.indication !== 'passed')
      return null;
    if (message.archivedAt < startedAt || message.sortDate < now - FRESH_MS || !first(`${account} ${hash}`)) return null;
    return { what: 'received', count: 1, account, hash, from: message.from.address, subject: message.subject };
  }

  function problemNotices(tx: ReadTx, id: DispatchId, now: Instant): readonly Notice[] {
    const dispatch = dispatchById(tx, id);
    if (dispatch === null) return [];
    const { account, state, date, sent, subject } = dispatch;
    const fresh = ({ kind, since }: Problem): boolean => !SILENT.has(kind) && since >= now - FRESH_MS;
    return problemsOf({ state, date, hasSentCopy: sent !== null, now })
      .filter((problem) => fresh(problem) && first(`${id} ${problem.kind} ${problem.recipients.join(' ')}`))
      .map(({ kind }) => ({ what: 'problem', count: 1, account, dispatch: id, kind, subject }));
  }

  function worthTelling(account: AccountId, hashes: Iterable<BlobHash>, dispatches: Iterable<DispatchId>): readonly Notice[] {
    const now = clock.now();
    return store.read((tx) => [
      ...[...hashes].flatMap((hash) => receivedNotice(tx, account, hash, now) ?? []),
      ...[...dispatches].flatMap((id) => problemNotices(tx, id, now)),
    ]);
  }

  function flush(): void {
    timer = null;
    const notices = gathered(waiting);
    waiting = [];
    if (notices.length > 0) tell(notices);
  }

  return {
    changed(account, hashes, dispatches) {
      try {
        const found = worthTelling(account, hashes, dispatches);
        if (found.length === 0) return;
        waiting.push(...found);
        timer ??= setTimeout(flush, GATHER_MS);
        timer.unref();
      } catch {
        // A bell that does not ring must not stop the work that rings it.
        log.warn('watch.fault');
      }
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** One notice for new mail and one for each kind of problem, with how many. */
export function gathered(notices: readonly Notice[]): readonly Notice[] {
  const groups = new Map<string, Notice>();
  for (const notice of notices) {
    const key = notice.what === 'received' ? 'received' : notice.kind;
    groups.set(key, { ...notice, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}
