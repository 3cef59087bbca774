// The one listener to the core's events. Health goes straight into the cache at most four times a
// second; everything else becomes stale answers through affected.ts and batch.ts.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { CoreEvent } from '#shared/contract/events';
import type { AccountId } from '#shared/model/ids';
import type { Notice } from '#shared/model/notice';
import type { AccountHealth, AccountView } from '#shared/model/views';
import { affected, everything } from './affected.ts';
import { createBatch, type Batch, type Timers } from './batch.ts';
import type { Core } from './connect.ts';
import type { Queries } from './queries.ts';

const WAIT_MS = 250;
const WAIT_WHILE_SYNCING_MS = 1_000;
const HEALTH_EVERY_MS = 250;
const AGAIN_AFTER_MS = 1_000;

const timers: Timers = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export function followEvents(
  core: Core,
  queries: Queries,
  cache: QueryClient,
  onNotices: (notices: readonly Notice[]) => void,
): () => void {
  const stopping = new AbortController();
  const accountsKey = queries.accounts.list.queryKey();
  const syncing = (): boolean => (cache.getQueryData(accountsKey) ?? []).some((account) => account.health.state === 'syncing');
  const batch = createBatch(
    timers,
    () => (syncing() ? WAIT_WHILE_SYNCING_MS : WAIT_MS),
    (keys) => invalidate(cache, keys),
  );
  const health = createHealthWriter((pending) => {
    cache.setQueryData(accountsKey, (accounts) =>
      accounts?.map((account): AccountView => {
        const next = pending.get(account.id);
        return next === undefined ? account : { ...account, health: next };
      }),
    );
  });
  const returned = (): void => {
    if (!document.hidden) void cache.refetchQueries({ type: 'active', stale: true });
  };
  document.addEventListener('visibilitychange', returned);
  void listen(core, batch, { health: health.add, notices: onNotices }, stopping.signal);
  return () => {
    stopping.abort();
    batch.stop();
    health.stop();
    document.removeEventListener('visibilitychange', returned);
  };
}

async function listen(core: Core, batch: Batch, heard: Heard, signal: AbortSignal): Promise<void> {
  let last: number | null = null;
  while (!signal.aborted) {
    try {
      for await (const event of await core.client.events(undefined, { signal })) {
        if (last !== null && event.kind !== 'hello' && event.sequence !== last + 1) batch.add([everything]);
        last = event.sequence;
        take(event, batch, heard);
      }
    } catch {
      // A dropped link ends the stream; the next 'hello' makes everything stale once.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

type Heard = {
  readonly health: (account: AccountId, health: AccountHealth) => void;
  readonly notices: (notices: readonly Notice[]) => void;
};

function take(event: CoreEvent, batch: Batch, heard: Heard): void {
  if (event.kind === 'health') heard.health(event.account, event.health);
  if (event.kind === 'notices') heard.notices(event.notices);
  batch.add(affected(event));
}

// The default would cancel and restart a running fetch, so a steady stream would starve it.
function invalidate(cache: QueryClient, keys: readonly QueryKey[]): void {
  const refetchType = document.hidden ? 'none' : 'active';
  for (const queryKey of keys) void cache.invalidateQueries({ queryKey, refetchType }, { cancelRefetch: false });
}

function createHealthWriter(write: (pending: ReadonlyMap<AccountId, AccountHealth>) => void): {
  add(account: AccountId, health: AccountHealth): void;
  stop(): void;
} {
  const pending = new Map<AccountId, AccountHealth>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    timer = null;
    write(new Map(pending));
    pending.clear();
  };
  return {
    add(account, health) {
      pending.set(account, health);
      timer ??= setTimeout(flush, HEALTH_EVERY_MS);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
