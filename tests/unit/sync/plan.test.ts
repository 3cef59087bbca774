import { describe, expect, test } from 'vitest';
import type { RemoteFolderStatus, RemoteMessage } from '#main/ports';
import { compareUids, isMassVanish, mustOpen, planBatches, planRelink, planSync } from '#main/sync/plan';
import type { SyncStep } from '#main/sync/plan';
import { asInstant } from '#shared/model/ids';

const base: RemoteFolderStatus = { uidValidity: 7, uidNext: 11, messages: 10, highestModseq: '100' };
const held = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const changes = (vanished: readonly number[], complete = true) => ({ flags: [{ uid: 2, flags: ['\\Seen'] }], vanished, complete });
const opening = (vanished: readonly number[]): SyncStep => ({
  kind: 'refreshFlags',
  source: { from: 'opening', changes: changes(vanished) },
});
const everything: SyncStep = { kind: 'refreshFlags', source: { from: 'everything' } };
const full: readonly SyncStep[] = [{ kind: 'compareUids' }, { kind: 'relink' }, { kind: 'fetchNew' }];

describe('planSync', () => {
  test.each<
    [
      given: string,
      cursor: RemoteFolderStatus | null,
      uids: readonly number[],
      status: RemoteFolderStatus,
      vanished: readonly number[] | null,
      then: readonly SyncStep[],
    ]
  >([
    ['first sync', null, [], base, null, [{ kind: 'compareUids' }, { kind: 'fetchNew' }]],
    ['first sync, interrupted before', null, [1, 2], base, null, [{ kind: 'compareUids' }, { kind: 'fetchNew' }, everything]],
    ['SYNC-13 UIDVALIDITY changed', base, [], { ...base, uidValidity: 8 }, null, full],
    ['SYNC-15 UIDVALIDITY went back to a value held before', base, [1, 2, 3], { ...base, uidValidity: 6 }, null, [...full, everything]],
    ['only flags', base, held, { ...base, highestModseq: '101' }, [], [opening([])]],
    [
      'expunged, the numbers add up',
      base,
      held,
      { ...base, messages: 8, highestModseq: '101' },
      [4, 5],
      [{ kind: 'markGone', uids: [4, 5] }, opening([4, 5])],
    ],
    ['SYNC-38 VANISHED for UIDs never seen', base, held, { ...base, highestModseq: '101' }, [99, 1000], [opening([99, 1000])]],
    ['SYNC-17 EXISTS shrank without EXPUNGE', base, held, { ...base, messages: 9, highestModseq: '101' }, [], [...full, opening([])]],
    ['SYNC-22 UIDNEXT went back', base, held, { ...base, uidNext: 5 }, [], [...full, opening([])]],
    ['SYNC-38 HIGHESTMODSEQ went back', base, held, { ...base, highestModseq: '4' }, [], [...full, everything]],
    ['new mail', base, held, { ...base, uidNext: 13, messages: 12, highestModseq: '110' }, [], [...full, opening([])]],
    [
      'CONDSTORE without QRESYNC',
      base,
      held,
      { ...base, highestModseq: '101' },
      null,
      [...full, { kind: 'refreshFlags', source: { from: 'modseq', since: '100' } }],
    ],
    ['SYNC-37 CONDSTORE lost', base, held, { ...base, highestModseq: null }, null, [...full, everything]],
  ])('%s', (_given, cursor, uids, status, vanished, then) => {
    const remote = { status, changes: vanished === null ? null : changes(vanished) };
    expect(planSync({ cursor, uids }, remote, { condstore: status.highestModseq !== null })).toEqual(then);
  });
});

test.each<[given: string, cursor: RemoteFolderStatus | null, status: RemoteFolderStatus | null, flagsDue: boolean, then: boolean]>([
  ['never in step', null, base, false, true],
  ['nothing changed', base, base, true, false],
  ['status withheld', base, null, false, true],
  ['renumbered', base, { ...base, uidValidity: 8 }, false, true],
  ['new mail', base, { ...base, uidNext: 12 }, false, true],
  ['expunged', base, { ...base, messages: 9 }, false, true],
  ['flags, with CONDSTORE', base, { ...base, highestModseq: '101' }, false, true],
  ['without CONDSTORE, flags not due', { ...base, highestModseq: null }, { ...base, highestModseq: null }, false, false],
  ['without CONDSTORE, flags due', { ...base, highestModseq: null }, { ...base, highestModseq: null }, true, true],
])('mustOpen: %s', (_given, cursor, status, flagsDue, then) => {
  expect(mustOpen(cursor, status, flagsDue)).toBe(then);
});

test('compareUids names what lacks, newest first, and what vanished', () => {
  expect(compareUids([1, 2, 5, 9], [2, 3, 9, 10, 11])).toEqual({ missing: [11, 10, 3], vanished: [1, 5] });
});

const message = (uid: number, sizeBytes: number, day = 1): RemoteMessage => ({
  uid,
  sizeBytes,
  flags: [],
  internalDate: asInstant(day * 86_400_000),
});

test('planBatches keeps the order, the bytes and the count', () => {
  const messages = [
    message(9, 40),
    message(8, 30),
    message(7, 50),
    message(6, 500),
    message(5, 10),
    message(4, 10),
    message(3, 10),
    message(1, 10),
  ];
  expect(planBatches(messages, { maxBytes: 100, maxCount: 3 }, (uid) => uid === 4)).toEqual([
    { uids: '8:9', count: 2, bytes: 70 },
    { uids: '7', count: 1, bytes: 50 },
    { uids: '6', count: 1, bytes: 500 },
    { uids: '5', count: 1, bytes: 10 },
    { uids: '4', count: 1, bytes: 10 },
    { uids: '1,3', count: 2, bytes: 20 },
  ]);
});

describe('planRelink', () => {
  const unplaced = (uid: number, messageId: string | null, sizeBytes = 10) => ({ ...message(uid, sizeBytes), messageId });
  const candidate = (hash: string, messageId: string | null) => ({ hash, messageId });
  test.each<[given: string, messages: ReturnType<typeof unplaced>[], candidates: ReturnType<typeof candidate>[], then: [number, string][]]>(
    [
      ['one on both sides', [unplaced(1, '<a>')], [candidate('A', '<a>'), candidate('B', '<b>')], [[1, 'A']]],
      ['another Message-ID', [unplaced(1, '<a>')], [candidate('B', '<b>')], []],
      ['two held with the same Message-ID', [unplaced(1, '<a>')], [candidate('A', '<a>'), candidate('A2', '<a>')], []],
      ['two on the server that look the same', [unplaced(1, '<a>'), unplaced(2, '<a>')], [candidate('A', '<a>')], []],
      ['no Message-ID', [unplaced(1, null)], [candidate('A', null)], []],
    ],
  )('%s', (_given, messages, candidates, then) => {
    expect([...planRelink(messages, () => candidates)]).toEqual(then);
  });
});

test.each([
  [4, 4, false],
  [5, 5, true],
  [5, 10, false],
  [6, 11, true],
  [0, 0, false],
])('SYNC-18 %i of %i gone at once: told first %s', (vanished, of, then) => {
  expect(isMassVanish(vanished, of)).toBe(then);
});
