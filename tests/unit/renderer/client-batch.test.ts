import type { QueryKey } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import type { Affected } from '#ui/client/affected.ts';
import { createBatch, type Timers } from '#ui/client/batch.ts';

function fakeTimers(): Timers & { advance(byMs: number): void } {
  let now = 0;
  let waiting: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, run) {
      const entry = { at: now + delayMs, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((each) => each !== entry);
      };
    },
    advance(byMs) {
      const end = now + byMs;
      for (;;) {
        const next = waiting.filter((each) => each.at <= end).toSorted((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        now = next.at;
        waiting = waiting.filter((each) => each !== next);
        next.run();
      }
      now = end;
    },
  };
}

const later = (name: string): Affected => ({ key: [[name], {}], urgent: false });
const urgent = (name: string): Affected => ({ key: [[name], { input: 1 }], urgent: true });

function run(
  steps: (batch: { add(affected: readonly Affected[]): void; stop(): void }, advance: (byMs: number) => void) => void,
  waitMs = 250,
): { at: number; keys: readonly QueryKey[] }[] {
  const timers = fakeTimers();
  const flushes: { at: number; keys: readonly QueryKey[] }[] = [];
  const batch = createBatch(
    timers,
    () => waitMs,
    (keys) => flushes.push({ at: timers.now(), keys }),
  );
  steps(batch, timers.advance);
  return flushes;
}

describe('batching events', () => {
  test('the first flush is at once, the next after the wait, with everything collected', () => {
    const flushes = run((batch, advance) => {
      batch.add([later('list')]);
      advance(10);
      batch.add([later('accounts')]);
      advance(10);
      batch.add([later('accounts'), later('settings')]);
      advance(1_000);
    });
    expect(flushes).toEqual([
      { at: 0, keys: [[['list'], {}]] },
      {
        at: 250,
        keys: [
          [['accounts'], {}],
          [['settings'], {}],
        ],
      },
    ]);
  });

  test('urgent keys do not wait and do not move the others', () => {
    const flushes = run((batch, advance) => {
      batch.add([later('list')]);
      advance(100);
      batch.add([later('list'), urgent('messages')]);
      advance(1_000);
    });
    expect(flushes.map((each) => each.at)).toEqual([0, 100, 250]);
  });

  test('10,000 events in 10 s make at most 41 flushes', () => {
    const flushes = run((batch, advance) => {
      for (let count = 0; count < 10_000; count += 1) {
        batch.add([later('list'), later('accounts')]);
        advance(1);
      }
      advance(1_000);
    });
    expect(flushes.length).toBeLessThanOrEqual(41);
    expect(flushes.every((each) => each.keys.length <= 4)).toBe(true);
  });

  test('during a first sync the wait is a second', () => {
    const flushes = run((batch, advance) => {
      for (let count = 0; count < 30; count += 1) {
        batch.add([later('list')]);
        advance(100);
      }
    }, 1_000);
    expect(flushes.map((each) => each.at)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('after stop nothing is flushed', () => {
    const flushes = run((batch, advance) => {
      batch.add([later('list')]);
      batch.add([later('accounts')]);
      batch.stop();
      advance(1_000);
    });
    expect(flushes).toHaveLength(1);
  });
});
