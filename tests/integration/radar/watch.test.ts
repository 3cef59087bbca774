// Bells: what is fresh rings once, what is old does not, and what comes together is one bell.
import { expect, test, vi } from 'vitest';
import { createWatch } from '#main/core/watch';
import { createLog } from '#main/log/log';
import { foldReceipts } from '#main/pec/receipt-fold';
import { saveAccount } from '#main/store/account';
import { saveDispatch } from '#main/store/dispatch';
import { saveMessage } from '#main/store/message';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { asDispatchId, asInstant } from '#shared/model/ids';
import type { Notice } from '#shared/model/notice';
import { receipt } from '#tests/support/receipts';
import { accountRecord, hashNumber, messageRecord } from '#tests/support/store-records';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const DAY = 86_400_000;
const account = accountRecord('a');
const dispatch = asDispatchId('d1');

function lab() {
  const store = tempProfile();
  const heard: Notice[][] = [];
  const watch = createWatch({ store, clock: { now: () => NOW }, log: createLog(), tell: (notices) => heard.push([...notices]) });
  store.write((tx) => saveAccount(tx, account));
  const received = (n: number, change: Parameters<typeof messageRecord>[2]): void => {
    store.write((tx) =>
      saveMessage(
        tx,
        messageRecord(account.id, n, {
          direction: 'received',
          kind: 'certified',
          indication: 'passed',
          archivedAt: NOW,
          sortDate: asInstant(NOW - 60_000),
          ...change,
        }),
      ),
    );
    watch.changed(account.id, [hashNumber(n)], []);
  };
  const sent = (receipts: readonly ReceiptRecord[]): void => {
    store.write((tx) =>
      saveDispatch(tx, {
        id: dispatch,
        account: account.id,
        msgid: '<m@x>',
        identificativi: [],
        sent: null,
        subject: 'Diffida',
        from: 'a@x',
        date: NOW,
        state: foldReceipts({ submission: null, receipts, now: NOW }),
        problem: true,
        problemAt: NOW,
        nextChangeAt: null,
        hasAttachments: false,
        preview: '',
      }),
    );
    watch.changed(account.id, [], [dispatch]);
  };
  return { heard, received, sent };
}

test('three proven messages are one bell with the newest; ordinary, unproven, old and known ones ring none', () => {
  vi.useFakeTimers();
  const { heard, received } = lab();
  received(1, {});
  received(2, {});
  received(3, { subject: 'ultimo' });
  received(1, {});
  received(4, { kind: 'ordinary', indication: 'notApplicable' });
  received(5, { indication: 'failed' });
  received(6, { indication: null });
  received(7, { sortDate: asInstant(NOW - 3 * DAY) });
  received(8, { archivedAt: asInstant(NOW - 1) });
  received(9, { direction: 'sent' });
  vi.advanceTimersByTime(2_000);
  expect(heard.map((notices) => notices.map((notice) => [notice.what, notice.count, notice.subject]))).toEqual([
    [['received', 3, 'ultimo']],
  ]);
  vi.useRealTimers();
});

test('a failure rings once for each recipient; one of last month does not; a new one on the same message does', () => {
  vi.useFakeTimers();
  const { heard, sent } = lab();
  const acceptance = receipt('acceptance', { type: 'acceptance', time: asInstant(NOW - 3_600_000) });
  const failed = (name: string, recipient: string, ageMs: number): ReceiptRecord =>
    receipt(name, { type: 'deliveryError', recipient, time: asInstant(NOW - ageMs), errore: 'altro', extendedError: '5.2.2 piena' });
  sent([acceptance, failed('old', 'bruno@due.example', 30 * DAY)]);
  vi.advanceTimersByTime(2_000);
  sent([acceptance, failed('new', 'bruno@due.example', 60_000)]);
  sent([acceptance, failed('new', 'bruno@due.example', 60_000)]);
  vi.advanceTimersByTime(2_000);
  sent([acceptance, failed('new', 'bruno@due.example', 60_000), failed('other', 'carla@tre.example', 1_000)]);
  vi.advanceTimersByTime(2_000);
  expect(heard.map((notices) => notices.map((notice) => (notice.what === 'problem' ? [notice.kind, notice.count] : [])))).toEqual([
    [['failed', 1]],
    [['failed', 1]],
  ]);
  vi.useRealTimers();
});
