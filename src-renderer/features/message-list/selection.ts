// Which rows are selected, without listing them: Ctrl+A on a million rows costs nothing. Pure
// (RENDERER §5). All of a view is all that was there when it was chosen: what arrives later is not in it.
import type { ListView, RowKey, RowSelection, SeenUpTo } from '#shared/model/list';

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'ids'; readonly keys: ReadonlySet<RowKey> }
  | { readonly kind: 'allBut'; readonly count: number; readonly seen: SeenUpTo; readonly except: ReadonlySet<RowKey> };

export const NONE: Selection = { kind: 'none' };

/** Rows that may be named one by one, as a range; more are chosen as a whole view. */
export const MOST_IN_RANGE = 10_000;

export function isSelected(selection: Selection, key: RowKey): boolean {
  switch (selection.kind) {
    case 'none':
      return false;
    case 'ids':
      return selection.keys.has(key);
    case 'allBut':
      return !selection.except.has(key) && !(rowNumber(key) > selection.seen.row);
  }
}

export function toggled(selection: Selection, key: RowKey): Selection {
  switch (selection.kind) {
    case 'none':
      return { kind: 'ids', keys: new Set([key]) };
    case 'ids':
      return fromKeys(flip(selection.keys, key));
    case 'allBut':
      // A row that came later was never in it: there is nothing to take out.
      return rowNumber(key) > selection.seen.row ? selection : fewer(selection, flip(selection.except, key));
  }
}

/** Adds keys, for a range made with Shift. */
export function extended(selection: Selection, keys: readonly RowKey[]): Selection {
  switch (selection.kind) {
    case 'none':
      return fromKeys(new Set(keys));
    case 'ids':
      return fromKeys(new Set([...selection.keys, ...keys]));
    case 'allBut': {
      const except = new Set(selection.except);
      for (const key of keys) except.delete(key);
      return { ...selection, except };
    }
  }
}

/** `chosen` as the core answered it: how many there are now, and up to where. */
export function everythingSelected(chosen: { readonly count: number; readonly seen: SeenUpTo }): Selection {
  return chosen.count === 0 ? NONE : { kind: 'allBut', ...chosen, except: new Set() };
}

export function selectedCount(selection: Selection): number {
  switch (selection.kind) {
    case 'none':
      return 0;
    case 'ids':
      return selection.keys.size;
    case 'allBut':
      return Math.max(0, selection.count - selection.except.size);
  }
}

/** As the core takes it; null when nothing is selected. */
export function chosenRows(selection: Selection, view: ListView): RowSelection | null {
  switch (selection.kind) {
    case 'none':
      return null;
    case 'ids':
      return { kind: 'rows', keys: [...selection.keys] };
    case 'allBut':
      return { kind: 'allBut', view, seen: selection.seen, except: [...selection.except] };
  }
}

function fewer(selection: Extract<Selection, { kind: 'allBut' }>, except: ReadonlySet<RowKey>): Selection {
  return except.size >= selection.count ? NONE : { ...selection, except };
}

/** NaN for a key without one, which is later than nothing. */
function rowNumber(key: RowKey): number {
  return Number(/:(\d+)$/.exec(key)?.[1] ?? Number.NaN);
}

function fromKeys(keys: ReadonlySet<RowKey>): Selection {
  return keys.size === 0 ? NONE : { kind: 'ids', keys };
}

function flip(keys: ReadonlySet<RowKey>, key: RowKey): ReadonlySet<RowKey> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
