// The road from bytes to a judgement: trust data, parsing processes, the queue of what waits, the index
// that follows it, and revocation asked for behind it.
import { createExaminationQueue, type ExaminationQueue } from '#main/ingest/examination-queue';
import { createParserPool, type ParserPool } from '#main/ingest/parser-pool';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import type { CoreOptions } from './core.ts';
import type { EventBus } from './event-bus.ts';
import { createRevocationWork, type RevocationWork } from './revocation-work.ts';
import { createSearchService, type SearchService } from './search-service.ts';
import { createTrustService, type TrustService } from './trust-service.ts';

/** Of the process that reads attachments for the index. */
const INDEX_MEMORY_BYTES = 512 * 1024 * 1024;
const MOST_ASKING_MS = 30_000;

export type Judging = {
  readonly trust: TrustService;
  readonly pool: ParserPool;
  readonly search: SearchService;
  readonly queue: ExaminationQueue;
  readonly revocation: RevocationWork;
  /** Resolves when nothing waits to be judged and no authority is being asked. */
  settled(): Promise<void>;
  /** The same, for somebody who will not wait for slow authorities. */
  settledSoon(): Promise<void>;
  /** Changes the pinned authorities, and judges everything again. */
  changeTrust<T>(change: () => T): T;
};

export function createJudging(
  options: CoreOptions,
  { store, log, events }: { readonly store: Store; readonly log: Log; readonly events: EventBus },
): Judging {
  const clock: Clock = options.clock;
  const trust = createTrustService({ store, clock, base: options.trust, sources: options.trustSources, hostLists: options.extraLists });
  for (const pem of options.extraAnchors) trust.add(Buffer.from(pem, 'latin1'), 'host');
  const material = () => trust.material();
  const pool = createParserPool(options.parsers, { size: options.parserProcesses, material });
  const reader = () => createParserPool(options.parsers, { size: 1, material, memoryLimitBytes: INDEX_MEMORY_BYTES, background: true });
  const search = createSearchService({ store, pool, clock, log, changed: (account) => events.changed(account, [], []), reader });
  const queue = createExaminationQueue({
    store,
    pool,
    clock,
    log,
    changed: (account, hashes, dispatches) => {
      events.changed(account, hashes, dispatches);
      search.index.wake();
    },
    judged: (account, report) => revocation.judged(account, report),
  });
  const asking = options.revocation;
  const revocation = createRevocationWork({ store, clock, log, trust, asking, queue: () => queue, changed: events.trust });

  async function settled(): Promise<void> {
    await queue.idle();
    await revocation.idle();
    await queue.idle();
  }

  return {
    trust,
    pool,
    search,
    queue,
    revocation,
    settled,
    settledSoon: () => Promise.race([settled(), new Promise<void>((resolve) => setTimeout(resolve, MOST_ASKING_MS).unref())]),
    changeTrust(change) {
      const result = change();
      trust.settle(queue);
      events.trust();
      return result;
    },
  };
}
