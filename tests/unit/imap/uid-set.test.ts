import { expect, test } from 'vitest';
import { expandUidSet, uidMatcher } from '#main/imap/uid-set';
import { formatUidSet } from '#main/sync/uid-set';

test.each<[uids: number[], text: string]>([
  [[], ''],
  [[5], '5'],
  [[3, 1, 2, 2], '1:3'],
  [[1, 3, 4, 9], '1,3:4,9'],
])('formatUidSet %j', (uids, text) => {
  expect(formatUidSet(uids)).toBe(text);
});

test.each<[set: string, uid: number, then: boolean]>([
  ['1,3:5', 4, true],
  ['1,3:5', 2, false],
  ['9:7,1', 8, true],
  ['5:*', 4, false],
  ['5:*', 4_294_967_295, true],
  ['*', 7, false],
])('uidMatcher %s has %i: %s', (set, uid, then) => {
  expect(uidMatcher(set)(uid)).toBe(then);
});

test.each<[set: string, then: readonly number[] | null]>([
  ['1:3,7', [1, 2, 3, 7]],
  ['3:1', [1, 2, 3]],
  ['1:4294967295', null],
  ['', []],
  ['x,2,*', [2]],
])('expandUidSet %s, at most ten', (set, then) => {
  expect(expandUidSet(set, 10)).toEqual(then);
});
