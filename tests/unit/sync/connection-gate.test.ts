import { expect, test } from 'vitest';
import { createConnectionGate } from '#main/sync/connection-gate';

const never = new AbortController().signal;

test('no more than the limits, in the order of asking, and an abort gives its turn away', async () => {
  const gate = createConnectionGate({ total: 2, perHost: 1 });
  const log: string[] = [];
  const leaveA = await gate.enter('a', never);
  const stop = new AbortController();
  const aborted = gate.enter('a', stop.signal).then(
    () => log.push('aborted got in'),
    () => log.push('aborted'),
  );
  const second = gate.enter('a', never).then((leave) => {
    log.push('second a');
    return leave;
  });
  const leaveB = await gate.enter('b', never);
  const other = gate.enter('c', never).then((leave) => {
    log.push('c');
    return leave;
  });
  expect([gate.tryEnter('d'), gate.crowded()]).toEqual([null, true]);
  stop.abort();
  await aborted;
  leaveB();
  (await other)();
  leaveA();
  leaveA();
  (await second)();
  expect(log).toEqual(['aborted', 'c', 'second a']);
  expect([gate.crowded(), typeof gate.tryEnter('a'), gate.tryEnter('a')]).toEqual([false, 'function', null]);
});
