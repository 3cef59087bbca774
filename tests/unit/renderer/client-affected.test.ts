import { describe, expect, test } from 'vitest';
import type { CoreEvent } from '#shared/contract/events';
import { asAccountId, asBlobHash, asDispatchId } from '#shared/model/ids';
import { affected, everything, widest } from '#ui/client/affected.ts';

const account = asAccountId('studio');
const hash = asBlobHash('a'.repeat(64));
const dispatch = asDispatchId('d1');

describe('which answers an event makes stale', () => {
  test.each<[name: string, event: CoreEvent, keys: readonly (readonly [key: unknown, urgent: boolean])[]]>([
    ['a new connection makes everything stale', { sequence: 1, kind: 'hello', version: '1' }, [[[], true]]],
    [
      'named messages: lists wait, the message itself does not',
      { sequence: 2, kind: 'messages', account, hashes: [hash], dispatches: [dispatch], many: false },
      [
        [[['list'], {}], false],
        [[['accounts', 'list'], {}], false],
        [[['radar'], {}], false],
        [[['bulk'], {}], false],
        [[['messages', 'open'], { input: { account, hash } }], true],
        [[['verification', 'report'], { input: { account, hash } }], true],
        [[['dispatches', 'open'], { input: { id: dispatch } }], true],
      ],
    ],
    [
      'many messages: whole topics',
      { sequence: 3, kind: 'messages', account, hashes: [], dispatches: [], many: true },
      [
        [[['list'], {}], false],
        [[['accounts', 'list'], {}], false],
        [[['radar'], {}], false],
        [[['bulk'], {}], false],
        [[['messages'], {}], false],
        [[['dispatches'], {}], false],
        [[['verification'], {}], false],
      ],
    ],
    [
      'health asks for the health of all boxes alone',
      { sequence: 4, kind: 'health', account, health: { state: 'ok', lastCheck: null, error: null, progress: null, quota: null } },
      [[[['accounts', 'health'], {}], false]],
    ],
    [
      'accounts',
      { sequence: 5, kind: 'accounts' },
      [
        [[['accounts'], {}], false],
        [[['list'], {}], false],
        [[['radar'], {}], false],
      ],
    ],
    ['notices ask nothing of the core', { sequence: 7, kind: 'notices', notices: [] }, []],
    ['settings', { sequence: 6, kind: 'settings' }, [[[['settings'], {}], false]]],
  ])('%s', (_name, event, keys) => {
    expect(affected(event)).toEqual(keys.map(([key, urgent]) => ({ key, urgent })));
  });
});

describe('widest key wins inside a batch', () => {
  const list = [['list'], {}];
  const frame = [['list', 'frame'], {}];
  const open = [['messages', 'open'], { input: { hash } }];
  test.each<[name: string, keys: readonly (readonly unknown[])[], kept: readonly (readonly unknown[])[]]>([
    ['duplicates vanish', [list, [['list'], {}]], [list]],
    ['a topic covers its calls', [frame, list, open], [list, open]],
    ['a topic covers a single question', [open, [['messages'], {}]], [[['messages'], {}]]],
    [
      'a single question covers only itself',
      [open, [['messages', 'open'], { input: { hash: 'other' } }]],
      [open, [['messages', 'open'], { input: { hash: 'other' } }]],
    ],
    ['everything covers all', [list, open, everything.key], [everything.key]],
    ['a name that only begins alike is not covered', [list, [['lists'], {}]], [list, [['lists'], {}]]],
  ])('%s', (_name, keys, kept) => {
    expect(widest(keys)).toEqual(kept);
  });
});
