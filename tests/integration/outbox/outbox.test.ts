// The outbox over a real profile and real SMTP: each outcome as true as it can be known, bytes on the
// wire = archived bytes, and nothing twice (SND-03, SND-06, SND-07, SND-08).
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readMessage } from '#main/archive/message';
import { outboxItemOf } from '#main/store/outbox-item';
import { submissionOf } from '#main/store/submission';
import type { Store } from '#main/store/database';
import { asInstant, type DispatchId } from '#shared/model/ids';
import { ANNA, outboxLab, outgoing, SENDER, type OutboxLab } from '#tests/support/outbox-lab';
import { startRecordingSmtp, type RecordingSmtp } from '#tests/support/recording-smtp';
import { NOW, tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities, type TlsIdentities } from '#tests/support/tls-identities';

let ids: TlsIdentities;
let server: RecordingSmtp;
let store: Store;
let lab: OutboxLab;

beforeAll(async () => {
  ids = await tlsIdentities();
});
beforeEach(async () => {
  server = await startRecordingSmtp(ids);
  store = tempProfile();
  lab = outboxLab(store, server.endpoint);
});
afterEach(async () => {
  await lab.outbox.close();
  await server.stop();
});

const stateOf = (dispatch: DispatchId): string | undefined => store.read((tx) => submissionOf(tx, dispatch))?.submission.state;
const archivedOf = (dispatch: DispatchId): Buffer | null => {
  const hash = store.read((tx) => submissionOf(tx, dispatch))?.hash;
  try {
    return hash === undefined ? null : Buffer.from(store.read((tx) => readMessage(tx, hash)));
  } catch {
    return null;
  }
};
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

test('SND-03 SND-06 what the server gets is what was archived, to exactly the people of To and Cc', async () => {
  const message = outgoing(1);
  const dispatch = lab.outbox.add(message);
  await lab.outbox.sendNow(dispatch);
  expect({ state: lab.outbox.stateOf(dispatch), received: server.received, archived: archivedOf(dispatch) }).toEqual({
    state: { state: 'submitted', at: NOW, reply: '250 2.0.0 taken' },
    received: [{ from: SENDER, to: ['b@pec.example', 'c@pec.example'], bytes: Buffer.from(message.bytes) }],
    archived: Buffer.from(message.bytes),
  });
});

describe('SND-07 SND-08 outcomes', () => {
  test.each<[title: string, answer: 'take' | 'lost' | number, state: string, received: number, archived: boolean]>([
    ['taken', 'take', 'submitted', 1, true],
    ['link lost after the dot', 'lost', 'unknown', 1, true],
    ['5xx after the dot', 554, 'refused', 0, true],
    ['4xx after the dot is not final', 451, 'queued', 0, true],
  ])('%s', async (_title, answer, state, received, archived) => {
    server.answers.push(answer);
    const dispatch = lab.outbox.add(outgoing(1));
    await lab.outbox.sendNow(dispatch);
    expect([stateOf(dispatch), server.received.length, archivedOf(dispatch) !== null]).toEqual([state, received, archived]);
    // Trying again never repeats what may have been taken; what was postponed goes out when asked.
    lab.outbox.run();
    lab.outbox.retry(null);
    await until(() => stateOf(dispatch) !== 'queued' && stateOf(dispatch) !== 'submitting');
    await pause(50);
    expect(server.received.length).toBe(state === 'queued' ? 1 : received);
  });

  test('a server that is not there: nothing archived, can be called back, tried again with its reason', async () => {
    await server.stop();
    const dispatch = lab.outbox.add(outgoing(1));
    await lab.outbox.sendNow(dispatch);
    const record = store.read((tx) => outboxItemOf(tx, dispatch));
    expect([record?.submission.state, record?.handedOver, record?.item.attempts, record?.item.cause?.code, record?.item.dueAt]).toEqual([
      'queued',
      false,
      1,
      'net.connect',
      NOW + 30_000,
    ]);
    expect(archivedOf(dispatch)).toBeNull();
    server = await startRecordingSmtp(ids, server.endpoint.port);
    lab.outbox.run();
    lab.now.at = asInstant(NOW + 31_000);
    lab.outbox.reached(ANNA);
    await until(() => stateOf(dispatch) === 'submitted');
    expect(server.received.length).toBe(1);
  });

  test('closing while the server thinks leaves "unknown", and the next start does not send again', async () => {
    let asked: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    server.hold = () => {
      asked();
      return new Promise(() => undefined);
    };
    const dispatch = lab.outbox.add(outgoing(1));
    lab.outbox.run();
    await reached;
    await lab.outbox.close();
    expect(stateOf(dispatch)).toBe('unknown');
    server.hold = null;
    lab = outboxLab(store, server.endpoint);
    lab.outbox.run();
    lab.outbox.retry(null);
    await pause(100);
    expect([stateOf(dispatch), server.received.length]).toEqual(['unknown', 0]);
  });
});

describe('waiting', () => {
  test('nothing leaves before its time, and then it does', async () => {
    const dispatch = lab.outbox.add(outgoing(1, { dueAt: asInstant(NOW + 10_000) }));
    lab.outbox.run();
    await pause(50);
    expect([stateOf(dispatch), server.received.length, archivedOf(dispatch)]).toEqual(['queued', 0, null]);
    lab.now.at = asInstant(NOW + 10_000);
    lab.outbox.retry(ANNA);
    await until(() => stateOf(dispatch) === 'submitted');
  });

  test('what was called back is gone, and was never archived', async () => {
    const dispatch = lab.outbox.add(outgoing(1, { dueAt: asInstant(NOW + 10_000) }));
    expect([lab.outbox.withdraw(dispatch), lab.outbox.withdraw(dispatch), stateOf(dispatch)]).toEqual([true, false, undefined]);
    lab.now.at = asInstant(NOW + 20_000);
    lab.outbox.run();
    await pause(50);
    expect(server.received).toEqual([]);
  });

  test('what was sent cannot be called back', async () => {
    const dispatch = lab.outbox.add(outgoing(1));
    await lab.outbox.sendNow(dispatch);
    expect([lab.outbox.withdraw(dispatch), stateOf(dispatch)]).toEqual([false, 'submitted']);
  });

  test('a Message-ID is used once', async () => {
    await lab.outbox.sendNow(lab.outbox.add(outgoing(1)));
    expect(() => lab.outbox.add(outgoing(1))).toThrowError(
      expect.objectContaining({ code: 'input.invalid', values: { field: 'messageId' } }),
    );
  });

  test('many messages leave one at a time, in their order, each once', async () => {
    const dispatches = Array.from({ length: 12 }, (_, n) => lab.outbox.add(outgoing(n)));
    lab.outbox.run();
    await until(() => dispatches.every((dispatch) => stateOf(dispatch) === 'submitted'));
    expect(server.received.map(({ bytes }) => /^Subject: (.*)\r$/m.exec(bytes.toString('latin1'))?.[1])).toEqual(
      Array.from({ length: 12 }, (_, n) => `Prova ${n}`),
    );
  });

  test('a provider that allows six a minute gets no more', async () => {
    await lab.outbox.close();
    lab = outboxLab(store, server.endpoint, 6);
    const dispatches = [1, 2].map((n) => lab.outbox.add(outgoing(n)));
    lab.outbox.run();
    await until(() => server.received.length === 1);
    await pause(100);
    expect(dispatches.map(stateOf)).toEqual(['submitted', 'queued']);
    lab.now.at = asInstant(NOW + 10_000);
    lab.outbox.retry(null);
    await until(() => dispatches.every((dispatch) => stateOf(dispatch) === 'submitted'));
  });
});
