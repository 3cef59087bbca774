import { describe, expect, test } from 'vitest';
import {
  everythingSelected,
  extended,
  isSelected,
  NONE,
  selectedCount,
  toggled,
  type Selection,
} from '#ui/features/message-list/selection.ts';

const ids = (...keys: string[]): Selection => ({ kind: 'ids', keys: new Set(keys) });
const allBut = (...keys: string[]): Selection => ({ kind: 'allBut', revision: 7, except: new Set(keys) });

describe('selection', () => {
  test.each<[name: string, after: Selection, then: Selection]>([
    ['toggle adds', toggled(NONE, 'a'), ids('a')],
    ['toggle takes away', toggled(ids('a', 'b'), 'a'), ids('b')],
    ['the last one taken away leaves none', toggled(ids('a'), 'a'), NONE],
    ['toggle out of all', toggled(allBut(), 'a'), allBut('a')],
    ['toggle back into all', toggled(allBut('a'), 'a'), allBut()],
    ['extend from none', extended(NONE, ['a', 'b']), ids('a', 'b')],
    ['extend adds to what is there', extended(ids('a'), ['b']), ids('a', 'b')],
    ['extend into all takes exceptions away', extended(allBut('a', 'c'), ['a', 'b']), allBut('c')],
    ['extend by nothing', extended(NONE, []), NONE],
    ['all', everythingSelected(7), allBut()],
  ])('%s', (_name, after, then) => {
    expect(after).toEqual(then);
  });

  test.each<[Selection, boolean, boolean, number]>([
    [NONE, false, false, 0],
    [ids('a'), true, false, 1],
    [allBut('a'), false, true, 999_999],
  ])('%j', (selection, hasA, hasB, count) => {
    expect([isSelected(selection, 'a'), isSelected(selection, 'b'), selectedCount(selection, 1_000_000)]).toEqual([hasA, hasB, count]);
  });
});
