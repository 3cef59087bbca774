// What somebody said is handled leaves Problemi, and comes back when something new happens to it.
import { expect, test } from 'vitest';
import { saveAccount } from '#main/store/account';
import { dispatchesWithProblem, saveDispatch, sentSince, type DispatchRecord } from '#main/store/dispatch';
import { listCounts } from '#main/store/list-frame';
import { saveHandling } from '#main/store/list-row';
import { asDispatchId, asInstant } from '#shared/model/ids';
import { accountRecord } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('a');
const id = asDispatchId('d1');
const record = (problemAt: number, problem = true): DispatchRecord => ({
  id,
  account: account.id,
  msgid: '<m1@uno.example>',
  identificativi: [],
  sent: null,
  subject: 'Diffida',
  from: 'anna@uno.example',
  date: asInstant(1_000),
  state: {
    summary: { state: 'someFailed', delivered: 0, failed: 1, total: 1 },
    recipients: [],
    general: [],
    generalClaimed: [],
    findings: [],
  },
  problem,
  problemAt: asInstant(problemAt),
  nextChangeAt: null,
  hasAttachments: false,
  preview: '',
});

test('handled leaves the view, something new brings it back, an undo too', () => {
  const store = tempProfile();
  const shown = (): unknown[] =>
    store.read((tx) => [
      listCounts(tx, null).problems,
      listCounts(tx, null).sent,
      dispatchesWithProblem(tx, null, 10).map((dispatch) => dispatch.id),
      dispatchesWithProblem(tx, account.id, 10).length,
    ]);
  const handle = (state: 'handled' | 'unhandled', since: number): void =>
    store.write((tx) => saveHandling(tx, account.id, id, { state, by: 'anna', since: asInstant(since) }));
  const found: unknown[] = [];
  store.write((tx) => {
    saveAccount(tx, account);
    saveDispatch(tx, record(10));
  });
  found.push(shown());
  handle('handled', 20);
  found.push(shown());
  store.write((tx) => saveDispatch(tx, record(30)));
  found.push(shown());
  handle('handled', 40);
  handle('unhandled', 50);
  found.push(shown());
  const there = [1, 1, [id], 1];
  expect(found).toEqual([there, [0, 1, [], 0], there, there]);
});

test('of what was sent since a day, how many have a complete outcome', () => {
  const store = tempProfile();
  store.write((tx) => {
    saveAccount(tx, account);
    saveDispatch(tx, record(10));
    saveDispatch(tx, {
      ...record(10, false),
      id: asDispatchId('d2'),
      msgid: '<m2@uno.example>',
      state: { ...record(1).state, summary: { state: 'allDelivered', total: 1 } },
    });
  });
  expect(store.read((tx) => [sentSince(tx, null, asInstant(0)), sentSince(tx, account.id, asInstant(2_000))])).toEqual([
    { sent: 2, complete: 1 },
    { sent: 0, complete: 0 },
  ]);
});
