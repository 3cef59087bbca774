// The list against a model: after any changes, frames that were patched along the way equal a plain
// filter and sort of all rows, and slices walk them in order without gap or repeat.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyChange, bucketAt, comparePositions, toFrame, type FrameCache, type RowPlace } from '#main/store/list-cache';
import { listFrame, listSlice, placeOf, type StoredView } from '#main/store/list-frame';
import { refreshAccountRows, saveHandling, settleHistory } from '#main/store/list-row';
import { markAccountRemoved, saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import { asInstant } from '#shared/model/ids';
import { accountRecord, hashNumber, messageRecord } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

const place = fc.record<RowPlace>({
  number: fc.integer({ min: 1, max: 60 }),
  account: fc.integer({ min: 1, max: 2 }),
  sortDate: fc.integer({ min: 0, max: 5 }),
  sent: fc.boolean(),
  problem: fc.boolean(),
  handling: fc.integer({ min: 0, max: 3 }),
  unread: fc.boolean(),
});

describe('frames in memory', () => {
  const views: [view: StoredView['view'], matches: (row: RowPlace) => boolean][] = [
    ['all', () => true],
    ['received', (row) => !row.sent],
    ['sent', (row) => row.sent],
    ['problems', (row) => row.problem],
    ['unhandled', (row) => row.handling === 1],
    ['inCharge', (row) => row.handling === 2],
  ];
  test.each(views)('%s follows any sequence of changes', (view, matches) => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 120 }), fc.constantFrom(null, 1), (changes, account) => {
        const frame = { view: { view, account: null }, account, revision: 0, buckets: [] };
        const cache: FrameCache = { frames: new Map([['x', frame]]), lastRevision: 0, tell: null };
        const rows = new Map<number, RowPlace>();
        for (const after of changes) {
          const before = rows.get(after.number) ?? null;
          // The same place again means the row goes.
          if (before !== null && before.sortDate === after.sortDate) {
            rows.delete(after.number);
            applyChange(cache, { before, after: null });
          } else {
            rows.set(after.number, after);
            applyChange(cache, { before, after });
          }
        }
        const expected = [...rows.values()].filter((row) => matches(row) && (account === null || row.account === account));
        expect(toFrame(frame).count).toBe(expected.length);
        for (const row of expected) expect(bucketAt(frame.buckets, row)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('patched frames, counted frames and slices agree with a model', { timeout: 60_000 }, () => {
  const store = tempProfile();
  const account = accountRecord('a');
  const other = accountRecord('b');
  store.write((tx) => {
    saveAccount(tx, account);
    saveAccount(tx, other);
    for (let n = 0; n < 2_600; n += 1)
      saveMessage(tx, messageRecord(n % 5 === 0 ? other.id : account.id, n, { sortDate: asInstant((n * 7919) % 500) }));
  });
  const views: StoredView[] = [
    { view: 'all', account: null },
    { view: 'unhandled', account: null },
    { view: 'received', account: account.id },
    { view: 'inCharge', account: other.id },
  ];
  const before = store.read((tx) => views.map((view) => listFrame(tx, view).revision));
  // Enough new rows at the top to split the first bucket, moves, and rows that leave a view.
  store.write((tx) => {
    for (let n = 3_000; n < 5_500; n += 1) saveMessage(tx, messageRecord(account.id, n, { sortDate: asInstant(600 + (n % 10)) }));
    for (let n = 0; n < 400; n += 1)
      saveHandling(tx, n % 5 === 0 ? other.id : account.id, hashNumber(n), {
        state: n % 2 === 0 ? 'inCharge' : 'handled',
        by: null,
        since: null,
      });
    for (let n = 100; n < 200; n += 1) saveMessage(tx, messageRecord(n % 5 === 0 ? other.id : account.id, n, { sortDate: asInstant(n) }));
  });
  const patched = store.read((tx) => views.map((view) => listFrame(tx, view)));
  const counted = store.write((tx) => views.map((view) => listFrame(tx, view)));
  expect(patched.map(({ count }) => count)).toEqual([5_100, 4_700, 4_580, 40]);
  expect(patched.map(({ count }) => count)).toEqual(counted.map(({ count }) => count));
  expect(patched.every(({ revision }, index) => revision > (before[index] ?? 0))).toBe(true);
  expect(patched.flatMap(({ buckets }) => buckets.filter(({ count }) => count > 2_000))).toEqual([]);
  for (const [index, view] of views.entries()) {
    const walked = store.read((tx) =>
      (patched[index]?.buckets ?? []).flatMap(({ firstKey, count }) => {
        const rows = [];
        for (let skip = 0; skip < count; skip += 150) rows.push(...listSlice(tx, view, firstKey, skip, Math.min(150, count - skip)));
        return rows;
      }),
    );
    const keys = walked.map(({ key }) => key);
    const positions = keys.map((key) => ({ sortDate: Number(key.split(':')[0]), number: Number(key.split(':')[1]) }));
    expect([keys.length, new Set(keys).size]).toEqual([patched[index]?.count, patched[index]?.count]);
    expect([...positions].sort(comparePositions)).toEqual(positions);
    const probe = Math.floor(keys.length * 0.7);
    expect(store.read((tx) => placeOf(tx, view, keys[probe] ?? ''))).toEqual({ index: probe, present: true });
  }
});

test('a removed account leaves the list and comes back with it', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  const count = (): number => store.read((tx) => listFrame(tx, { view: 'all', account: null }).count);
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 0; n < 10; n += 1) saveMessage(tx, messageRecord(account.id, n));
  });
  const counts = [count()];
  store.write((tx) => {
    markAccountRemoved(tx, account.id, asInstant(5));
    refreshAccountRows(tx, account.id);
  });
  counts.push(count());
  store.write((tx) => {
    saveAccount(tx, account);
    refreshAccountRows(tx, account.id);
  });
  expect([...counts, count()]).toEqual([10, 0, 10]);
});

test('history is settled without touching what somebody took', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 0; n < 10; n += 1) saveMessage(tx, messageRecord(account.id, n, { sortDate: asInstant(n) }));
    saveHandling(tx, account.id, hashNumber(2), { state: 'inCharge', by: 'Anna', since: null });
  });
  const counts = (): number[] =>
    store.read((tx) => (['unhandled', 'inCharge'] as const).map((view) => listFrame(tx, { view, account: null }).count));
  const before = counts();
  store.write((tx) => settleHistory(tx, account.id, asInstant(7), asInstant(100)));
  expect([before, counts()]).toEqual([
    [9, 1],
    [3, 1],
  ]);
});

test('a key nobody made is refused', () => {
  const store = tempProfile();
  for (const key of ['', 'x', '1:', ':1', '1:1; DROP TABLE x', '1e3:1']) {
    expect(() => store.read((tx) => listSlice(tx, { view: 'all', account: null }, key, 0, 1))).toThrowError(
      expect.objectContaining({ code: 'input.invalid' }),
    );
  }
});
