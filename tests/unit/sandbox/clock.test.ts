import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSandboxClock } from '#main/sandbox/clock';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function logged(): { log: [string, number][]; note: (name: string) => (at: number) => void } {
  const log: [string, number][] = [];
  return { log, note: (name) => (at) => log.push([name, (at - NOW) / HOUR]) };
}

test('the past is told in order: events happen when the next step comes, each at its own time', () => {
  const clock = createSandboxClock(Date.now);
  const { log, note } = logged();
  clock.at(NOW - 48 * HOUR);
  clock.schedule(NOW - 24 * HOUR, note('final'));
  clock.schedule(NOW - 36 * HOUR, note('first'));
  expect(log).toEqual([]);
  clock.at(NOW - 30 * HOUR);
  expect([log, clock.now()]).toEqual([[['first', -36]], NOW - 30 * HOUR]);
  clock.settle();
  expect([log, clock.now(), vi.getTimerCount()]).toEqual([
    [
      ['first', -36],
      ['final', -24],
    ],
    NOW,
    0,
  ]);
});

test('what follows within a minute of a step happens at once, also when it follows from another event', () => {
  const clock = createSandboxClock(Date.now);
  const { log, note } = logged();
  clock.at(NOW - 48 * HOUR);
  clock.schedule(NOW - 48 * HOUR + 1000, () => clock.schedule(NOW - 48 * HOUR + 2000, note('delivery')));
  expect(log).toEqual([['delivery', -48 + 2 / 3600]]);
});

test('it never shows the future', () => {
  const clock = createSandboxClock(Date.now);
  clock.at(NOW + HOUR);
  expect(clock.now()).toBe(NOW);
});

test('live, an event waits for its time; stop takes the timer away', () => {
  const clock = createSandboxClock(Date.now);
  const { log, note } = logged();
  clock.schedule(NOW + 12 * HOUR, note('notice'));
  vi.advanceTimersByTime(11.9 * HOUR);
  expect(log).toEqual([]);
  vi.advanceTimersByTime(0.2 * HOUR);
  expect(log).toEqual([['notice', 12]]);
  clock.schedule(NOW + 24 * HOUR, note('never'));
  clock.stop();
  vi.advanceTimersByTime(24 * HOUR);
  expect([log.length, vi.getTimerCount()]).toEqual([1, 0]);
});

test('with a scale it runs from a past start until it has caught up, then at the pace of the host', () => {
  const clock = createSandboxClock(Date.now);
  const { log, note } = logged();
  clock.at(NOW - 36 * HOUR);
  clock.schedule(NOW - 24 * HOUR, note('first'));
  clock.schedule(NOW - 12 * HOUR, note('final'));
  clock.run(3601);
  vi.advanceTimersByTime(12_000);
  expect(log).toEqual([['first', -24]]);
  vi.advanceTimersByTime(12_000);
  expect(log).toEqual([
    ['first', -24],
    ['final', -12],
  ]);
  vi.advanceTimersByTime(100_000);
  expect(clock.now()).toBe(Date.now());
});
