import { describe, expect, test } from 'vitest';
import {
  chosenRows,
  everythingSelected,
  extended,
  isSelected,
  NONE,
  selectedCount,
  toggled,
  type Selection,
} from '#ui/features/message-list/selection.ts';

const SEEN = { row: 1_000_000, message: 900_000, dispatch: 100_000 };
const ids = (...keys: string[]): Selection => ({ kind: 'ids', keys: new Set(keys) });
const allBut = (...keys: string[]): Selection => ({ kind: 'allBut', count: 1_000_000, seen: SEEN, except: new Set(keys) });
const [A, B, C] = ['9:1', '8:2', '7:3'] as const;
/** Came after all were chosen. */
const LATER = '9:1000001';

describe('selection', () => {
  test.each<[name: string, after: Selection, then: Selection]>([
    ['toggle adds', toggled(NONE, A), ids(A)],
    ['toggle takes away', toggled(ids(A, B), A), ids(B)],
    ['the last one taken away leaves none', toggled(ids(A), A), NONE],
    ['toggle out of all', toggled(allBut(), A), allBut(A)],
    ['toggle back into all', toggled(allBut(A), A), allBut()],
    ['extend from none', extended(NONE, [A, B]), ids(A, B)],
    ['extend adds to what is there', extended(ids(A), [B]), ids(A, B)],
    ['extend into all takes exceptions away', extended(allBut(A, C), [A, B]), allBut(C)],
    ['extend by nothing', extended(NONE, []), NONE],
    ['all', everythingSelected({ count: 1_000_000, seen: SEEN }), allBut()],
    ['all of nothing', everythingSelected({ count: 0, seen: SEEN }), NONE],
    ['what came later cannot be taken out of all', toggled(allBut(), LATER), allBut()],
    ['the last of all taken out leaves none', toggled({ ...allBut(), count: 1 } as Selection, A), NONE],
  ])('%s', (_name, after, then) => {
    expect(after).toEqual(then);
  });

  test.each<[Selection, boolean, boolean, boolean, number]>([
    [NONE, false, false, false, 0],
    [ids(A), true, false, false, 1],
    [allBut(A), false, true, false, 999_999],
  ])('%j', (selection, hasA, hasB, hasLater, count) => {
    expect([isSelected(selection, A), isSelected(selection, B), isSelected(selection, LATER), selectedCount(selection)]).toEqual([
      hasA,
      hasB,
      hasLater,
      count,
    ]);
  });

  test('the core gets names, or the view with its exceptions: never a million keys', () => {
    const view = { view: 'unhandled', account: null } as const;
    expect([chosenRows(NONE, view), chosenRows(ids(A, B), view), chosenRows(allBut(C), view)]).toEqual([
      null,
      { kind: 'rows', keys: [A, B] },
      { kind: 'allBut', view, seen: SEEN, except: [C] },
    ]);
  });
});
