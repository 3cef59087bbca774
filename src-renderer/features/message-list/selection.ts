// Which rows are selected, without listing them: Ctrl+A on a million rows costs nothing. Pure
// (RENDERER §5). Rows are ordered by index in the frame the selection was made in.
import type { RowKey } from '#shared/model/list';

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'ids'; readonly keys: ReadonlySet<RowKey> }
  | { readonly kind: 'allBut'; readonly revision: number; readonly except: ReadonlySet<RowKey> };

export const NONE: Selection = { kind: 'none' };

export function isSelected(selection: Selection, key: RowKey): boolean {
  switch (selection.kind) {
    case 'none':
      return false;
    case 'ids':
      return selection.keys.has(key);
    case 'allBut':
      return !selection.except.has(key);
  }
}

export function toggled(selection: Selection, key: RowKey): Selection {
  switch (selection.kind) {
    case 'none':
      return { kind: 'ids', keys: new Set([key]) };
    case 'ids':
      return fromKeys(flip(selection.keys, key));
    case 'allBut':
      return { ...selection, except: flip(selection.except, key) };
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

export function everythingSelected(revision: number): Selection {
  return { kind: 'allBut', revision, except: new Set() };
}

export function selectedCount(selection: Selection, rowCount: number): number {
  switch (selection.kind) {
    case 'none':
      return 0;
    case 'ids':
      return selection.keys.size;
    case 'allBut':
      return Math.max(0, rowCount - selection.except.size);
  }
}

function fromKeys(keys: ReadonlySet<RowKey>): Selection {
  return keys.size === 0 ? NONE : { kind: 'ids', keys };
}

function flip(keys: ReadonlySet<RowKey>, key: RowKey): ReadonlySet<RowKey> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
