// A disk without room stops the examination, loses nothing, is told to whoever waits, and is tried again by itself.
import { afterEach, expect, test, vi } from 'vitest';
import { readMessage } from '#main/archive/message';
import { arrive } from '#main/ingest/arrival';
import { createExaminationQueue } from '#main/ingest/examination-queue';
import type { ParserPool } from '#main/ingest/parser-pool';
import { createLog } from '#main/log/log';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { pendingMessages } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import { accountRecord } from '#tests/support/store-records';
import { fixedClock, NOW, tempProfile } from '#tests/support/temp-profile';

const DAY = 86_400_000;

afterEach(() => vi.useRealTimers());

test('STO-04 a full disk: said to whoever waits, nothing lost, gone on with when there is room', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const real = tempProfile();
  const account = accountRecord('a');
  real.write((tx) => {
    saveAccount(tx, account);
    const bytes = Buffer.from('Subject: x\r\n\r\ny\r\n');
    arrive(tx, { account: account.id, bytes, source: 'imap', detail: '', sent: false, receivedAt: null, at: NOW });
  });
  let full = true;
  const store: Store = {
    ...real,
    write: (writer, options) => {
      if (full) throw new AppError('storage.full', { retry: 'afterUser' });
      return real.write(writer, options);
    },
  };
  const pool = { examine: () => Promise.resolve({ state: 'killed', defect: { id: 'parser.internal' } }), close: () => undefined };
  const queue = createExaminationQueue({
    store,
    pool: asPool(pool),
    clock: fixedClock(),
    log: createLog({ write: () => undefined }),
    changed: () => undefined,
  });
  const waiting = (): number => real.read((tx) => pendingMessages(tx, 10).length);

  await expect(queue.idle()).rejects.toMatchObject({ code: 'storage.full' });
  const before = waiting();
  full = false;
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.waitFor(() => expect(waiting()).toBe(0));
  await queue.idle();
  await queue.close();
  expect([before, waiting()]).toEqual([1, 0]);
});

test('what waits is judged by its date, newest first, in whatever order it came', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  const days = [3, 5, 1, 4, 2];
  store.write((tx) => {
    saveAccount(tx, account);
    for (const day of days) {
      const bytes = Buffer.from(`Subject: ${day}\r\n\r\ny\r\n`);
      const receivedAt = asInstant(NOW - 10 * DAY + day * DAY);
      arrive(tx, { account: account.id, bytes, source: 'imap', detail: '', sent: false, receivedAt, at: NOW });
    }
  });
  const subjects = store.read((tx) =>
    pendingMessages(tx, 10).map(({ hash }) => Buffer.from(readMessage(tx, hash)).toString().slice(9, 10)),
  );
  expect(subjects).toEqual(['5', '4', '3', '2', '1']);
});

function asPool(pool: unknown): ParserPool {
  return pool as ParserPool;
}
