// The present minute, for "10:42", "ieri" and clocks that run. One timer for the whole screen.
import { useSyncExternalStore } from 'react';
import { asInstant, type Instant } from '#shared/model/ids';

const EVERY_MS = 30_000;
const listeners = new Set<() => void>();
let current = asInstant(Date.now());
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = asInstant(Date.now());
    for (const each of listeners) each();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

export function useNow(): Instant {
  return useSyncExternalStore(subscribe, () => current);
}
