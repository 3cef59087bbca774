// Changes reach every screen after the commit that made them, coalesced for a moment so that a sync
// of thousands of messages is a handful of events (RENDERER §4).
import type { CoreEvent } from '#shared/contract/events';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { Notice } from '#shared/model/notice';
import type { AccountHealth } from '#shared/model/views';

const MOST_NAMES = 64;
const FLUSH_MS = 50;
const BULK_MS = 250;

type EventBody = CoreEvent extends infer E ? (E extends { sequence: number } ? Omit<E, 'sequence'> : never) : never;
type Change = { readonly hashes: Set<BlobHash>; readonly dispatches: Set<DispatchId> };

export type EventBus = {
  changed(account: AccountId, hashes: Iterable<BlobHash>, dispatches: Iterable<DispatchId>): void;
  health(account: AccountId, health: AccountHealth): void;
  accounts(): void;
  settings(): void;
  notices(notices: readonly Notice[]): void;
  /** Every name of every change, as it comes: for what must miss none. */
  onChanged(listener: EventBus['changed']): void;
  drafts(): void;
  outbox(): void;
  trust(): void;
  bulk(): void;
  /** Ends when the signal does. A slow reader gets the newest state, never an unbounded queue. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<CoreEvent>;
  /** For hosts that are not screens: called after each flush. */
  onEvent(listener: (event: CoreEvent) => void): () => void;
  close(): void;
};

export function createEventBus(version: string): EventBus {
  let sequence = 0;
  let timer: NodeJS.Timeout | null = null;
  let bulkTimer: NodeJS.Timeout | null = null;
  const pending = new Map<AccountId, Change>();
  const pendingHealth = new Map<AccountId, AccountHealth>();
  const hearing = new Set<EventBus['changed']>();
  const listeners = new Set<(event: CoreEvent) => void>();

  function emit(body: EventBody): void {
    sequence += 1;
    const event = { ...body, sequence } as CoreEvent;
    for (const listener of listeners) listener(event);
  }

  function schedule(): void {
    timer ??= setTimeout(flush, FLUSH_MS);
  }

  function flush(): void {
    timer = null;
    for (const [account, change] of pending) {
      const many = change.hashes.size + change.dispatches.size > MOST_NAMES;
      emit({ kind: 'messages', account, hashes: many ? [] : [...change.hashes], dispatches: many ? [] : [...change.dispatches], many });
    }
    pending.clear();
    for (const [account, health] of pendingHealth) emit({ kind: 'health', account, health });
    pendingHealth.clear();
  }

  function onEvent(listener: (event: CoreEvent) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    changed(account, changedHashes, changedDispatches) {
      const hashes = [...changedHashes];
      const dispatches = [...changedDispatches];
      for (const hear of hearing) hear(account, hashes, dispatches);
      const change = pending.get(account) ?? { hashes: new Set<BlobHash>(), dispatches: new Set<DispatchId>() };
      for (const hash of hashes) change.hashes.add(hash);
      for (const id of dispatches) change.dispatches.add(id);
      pending.set(account, change);
      schedule();
    },
    health(account, health) {
      pendingHealth.set(account, health);
      schedule();
    },
    accounts: () => emit({ kind: 'accounts' }),
    settings: () => emit({ kind: 'settings' }),
    onChanged: (listener) => void hearing.add(listener),
    notices: (notices) => emit({ kind: 'notices', notices }),
    drafts: () => emit({ kind: 'drafts' }),
    outbox: () => emit({ kind: 'outbox' }),
    trust: () => emit({ kind: 'trust' }),
    bulk() {
      bulkTimer ??= setTimeout(() => {
        bulkTimer = null;
        emit({ kind: 'bulk' });
      }, BULK_MS);
    },
    async *subscribe(signal) {
      yield* queueOf(onEvent, { kind: 'hello', version, sequence }, signal);
    },
    onEvent,
    close() {
      if (timer !== null) clearTimeout(timer);
      if (bulkTimer !== null) clearTimeout(bulkTimer);
      timer = null;
      listeners.clear();
    },
  };
}

// A reader that falls behind loses single events, and is told so by the gap in the sequence.
const MOST_QUEUED = 1_000;

async function* queueOf(onEvent: EventBus['onEvent'], first: CoreEvent, signal: AbortSignal | undefined): AsyncGenerator<CoreEvent> {
  const queue: CoreEvent[] = [first];
  let wake: (() => void) | null = null;
  const stop = onEvent((event) => {
    queue.push(event);
    if (queue.length > MOST_QUEUED) queue.shift();
    wake?.();
  });
  const aborted = (): void => wake?.();
  signal?.addEventListener('abort', aborted);
  try {
    while (signal?.aborted !== true) {
      const next = queue.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', aborted);
  }
}
