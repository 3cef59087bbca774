// One change to every row of a selection: what came later is left alone, nothing said before is said again, a stop
// leaves whole rows, and all of it can be taken back.
import { expect, test } from 'vitest';
import { createBatchService } from '#main/core/batch-service';
import { createEventBus } from '#main/core/event-bus';
import { createHandlingService } from '#main/office/handling-service';
import { createSearch } from '#main/search/search';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { flagChangesOf } from '#main/store/flag-change';
import { saveFolder } from '#main/store/folder';
import { listFrame, newestRows } from '#main/store/list-frame';
import { handlingOf } from '#main/store/list-row';
import { saveLocation } from '#main/store/location';
import { saveMessage } from '#main/store/message';
import { asInstant } from '#shared/model/ids';
import type { BatchJob, ListView } from '#shared/model/list';
import { accountRecord, hashNumber, messageRecord } from '#tests/support/store-records';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('a');
const ALL: ListView = { view: 'all', account: null };
const TODO = { view: 'unhandled', account: null } as const;

/** Messages 1 to `count` in one folder, unread. */
function office(count: number) {
  const store = tempProfile();
  store.write((tx) => {
    saveAccount(tx, account);
    saveFolder(tx, account.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
  });
  addMessages(store, 1, count);
  const clock = fixedClock();
  const handling = createHandlingService({ store, clock });
  const search = createSearch({ store, clock });
  const batch = createBatchService({ store, clock, events: createEventBus('test'), search, handling, author: 'anna' });
  const ended = async (job: string): Promise<BatchJob> => {
    for (;;) {
      const state = batch.job(job);
      if (state.state !== 'running') return state;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const states = (): readonly string[] =>
    store.read((tx) => newestRows(tx, { view: 'all', account: null }, 1_000)).map((row) => row.handling?.state ?? 'none');
  return { store, batch, handling, ended, states };
}

function addMessages(store: Store, from: number, to: number): void {
  store.write((tx) => {
    const folder = saveFolder(tx, account.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
    for (let n = from; n <= to; n += 1) {
      saveMessage(tx, messageRecord(account.id, n));
      saveLocation(tx, { folder, uidValidity: 1, uid: n, hash: hashNumber(n), sizeBytes: 100, flags: [], internalDate: asInstant(n) });
    }
  });
}

test('all of a view but two rows: what arrived after the choice stays as it is, even with an older date', async () => {
  const { store, batch, ended } = office(350);
  const { count, seen } = await batch.all(TODO);
  const rows = store.read((tx) => newestRows(tx, TODO, 400));
  const except = [rows[3]?.key ?? '', rows[200]?.key ?? ''];
  addMessages(store, 351, 360);
  store.write((tx) => saveMessage(tx, messageRecord(account.id, 999, { sortDate: asInstant(1_600_000_000_000) })));
  const job = batch.start({ kind: 'allBut', view: TODO, seen, except }, { kind: 'handle', outcome: 'Archiviato', note: null });
  expect({ count, job: await ended(job) }).toEqual({
    count: 350,
    job: { what: 'handle', state: 'done', done: 348, total: 348, changed: 348 },
  });
  const left = store.read((tx) => newestRows(tx, TODO, 400)).map(({ subject }) => subject);
  const later = Array.from({ length: 10 }, (_, n) => `subject ${351 + n}`);
  expect(new Set(left)).toEqual(new Set([...later, 'subject 999', rows[3]?.subject, rows[200]?.subject]));
  // A frame kept in memory says the same as one counted anew.
  expect(store.read((tx) => listFrame(tx, TODO).count)).toBe(13);
});

test('chosen as a whole, what somebody has said is not said again; chosen by name, it is', async () => {
  const { store, batch, handling, ended } = office(5);
  handling.change({ account: account.id, subject: hashNumber(2) }, { kind: 'handle', outcome: 'Risposto', note: null }, 'bruno');
  handling.change({ account: account.id, subject: hashNumber(3) }, { kind: 'take' }, 'bruno');
  const { seen } = await batch.all(ALL);
  const whole = { kind: 'allBut', view: ALL, seen, except: [] } as const;
  const by = (n: number) => store.read((tx) => handlingOf(tx, account.id, hashNumber(n)));
  expect((await ended(batch.start(whole, { kind: 'take' }))).changed).toBe(3);
  expect(by(3)?.by).toBe('bruno');
  expect((await ended(batch.start(whole, { kind: 'handle', outcome: 'Archiviato', note: null }))).changed).toBe(4);
  expect(by(2)).toMatchObject({ state: 'handled', by: 'bruno' });
  const key = store.read((tx) => newestRows(tx, { view: 'all', account: null }, 10)).find(({ subject }) => subject === 'subject 2')?.key;
  expect(
    (await ended(batch.start({ kind: 'rows', keys: [key ?? ''] }, { kind: 'handle', outcome: 'Archiviato', note: null }))).changed,
  ).toBe(1);
  expect(by(2)).toMatchObject({ state: 'handled', by: 'anna' });
});

test('undo takes back this one alone, and the log keeps both', async () => {
  const { batch, handling, ended, states } = office(250);
  handling.change({ account: account.id, subject: hashNumber(7) }, { kind: 'take' }, 'bruno');
  const before = states();
  const { seen } = await batch.all(ALL);
  const job = batch.start({ kind: 'allBut', view: ALL, seen, except: [] }, { kind: 'handle', outcome: null, note: null });
  await ended(job);
  expect(new Set(states())).toEqual(new Set(['handled']));
  expect(await ended(batch.undo(job))).toEqual({ what: 'undo', state: 'done', done: 250, total: 250, changed: 250 });
  expect(states()).toEqual(before);
  expect(handling.history({ account: account.id, subject: hashNumber(7) }).map(({ change }) => change.kind)).toEqual([
    'take',
    'handle',
    'undo',
  ]);
});

test('read and unread are queued for the server, and taken back', async () => {
  const { store, batch, ended } = office(120);
  const unread = (): number => store.read((tx) => newestRows(tx, { view: 'all', account: null }, 500)).filter((row) => row.unread).length;
  const { seen } = await batch.all(ALL);
  const whole = { kind: 'allBut', view: ALL, seen, except: [] } as const;
  const job = batch.start(whole, { kind: 'read' });
  expect(await ended(job)).toMatchObject({ state: 'done', changed: 120 });
  expect({ unread: unread(), queued: store.read((tx) => flagChangesOf(tx, account.id, 1_000)).length }).toEqual({ unread: 0, queued: 120 });
  expect((await ended(batch.start(whole, { kind: 'read' }))).changed).toBe(0);
  await ended(batch.undo(job));
  expect(unread()).toBe(120);
});

test('stopped in the middle: whole rows, counted, and undone to the last', async () => {
  const { batch, ended, states } = office(1_000);
  const { seen } = await batch.all(ALL);
  const job = batch.start({ kind: 'allBut', view: ALL, seen, except: [] }, { kind: 'take' });
  while (batch.job(job).done < 300) await new Promise((resolve) => setImmediate(resolve));
  batch.stop(job);
  const stopped = await ended(job);
  expect(stopped).toMatchObject({ state: 'cancelled', total: 1_000 });
  expect(states().filter((state) => state === 'inCharge')).toHaveLength(stopped.changed);
  expect(stopped.changed).toBeLessThan(1_000);
  await ended(batch.undo(job));
  expect(new Set(states())).toEqual(new Set(['unhandled']));
});

test('a key that is none, and a job that never was, are named', async () => {
  const { batch, ended } = office(1);
  expect(await ended(batch.start({ kind: 'rows', keys: ['x'] }, { kind: 'take' }))).toMatchObject({
    state: 'failed',
    code: 'input.invalid',
    changed: 0,
  });
  expect(() => batch.job('0'.repeat(16))).toThrow('notFound');
});

test('rows for an export: of a selection, and no more than may be', async () => {
  const { batch } = office(150);
  const { seen } = await batch.all(ALL);
  const whole = { kind: 'allBut', view: ALL, seen, except: [] } as const;
  expect(await batch.rowsOf(whole, 1_000)).toHaveLength(150);
  await expect(batch.rowsOf(whole, 100)).rejects.toThrow('input.invalid');
});
