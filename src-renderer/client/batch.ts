// Turns a storm of events into a few flushes: the first goes at once, later ones at most every
// `waitMs`; urgent keys (the open message and its report) do not wait. While the window is hidden
// nothing is fetched: `invalidate` marks stale, and the return to the window fetches (RENDERER §4).
import type { QueryKey } from '@tanstack/react-query';
import { widest, type Affected } from './affected.ts';

export type Timers = {
  now(): number;
  /** Returns a function that cancels. */
  after(delayMs: number, run: () => void): () => void;
};

export type Batch = { add(affected: readonly Affected[]): void; stop(): void };

/** `waitMs` is asked at each flush: 250, or 1,000 while a first sync runs. */
export function createBatch(timers: Timers, waitMs: () => number, flush: (keys: readonly QueryKey[]) => void): Batch {
  const waiting = new Map<string, QueryKey>();
  let lastFlush = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  function flushNow(): void {
    cancel?.();
    cancel = null;
    if (waiting.size === 0) return;
    lastFlush = timers.now();
    const keys = widest([...waiting.values()]);
    waiting.clear();
    flush(keys);
  }

  return {
    add(affected) {
      const urgent = affected.filter((one) => one.urgent).map((one) => one.key);
      if (urgent.length > 0) flush(widest(urgent));
      for (const one of affected) if (!one.urgent) waiting.set(JSON.stringify(one.key), one.key);
      if (waiting.size === 0 || cancel !== null) return;
      const restMs = lastFlush + waitMs() - timers.now();
      if (restMs <= 0) flushNow();
      else cancel = timers.after(restMs, flushNow);
    },
    stop() {
      cancel?.();
      cancel = null;
      waiting.clear();
    },
  };
}
