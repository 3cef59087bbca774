// From a query to what the index is asked: boxes by name become accounts, the box of the view narrows,
// and where there are no words the list itself is walked. Pure.
import type { RowFilter, TextMatch, TextSearch } from '#main/store/full-text';
import type { AccountId } from '#shared/model/ids';
import type { Expression, Query, QueryError } from './query.ts';

export type Box = { readonly id: AccountId; readonly address: string; readonly label: string };
export type PlanReading = { readonly ok: true; readonly search: TextSearch } | { readonly ok: false; readonly error: QueryError };

/** `account` null: all boxes. */
export function planSearch(query: Query, account: AccountId | null, boxes: readonly Box[]): PlanReading {
  const named = query.expression === null ? [] : boxNames(query.expression);
  const unknown = named.find((name) => boxesNamed(boxes, name).length === 0);
  if (unknown !== undefined) return { ok: false, error: { code: 'unknownBox', what: unknown.slice(0, 100) } };
  const own: readonly RowFilter[] = account === null ? [] : [{ filter: 'account', account }];
  const match = query.expression === null ? null : toMatch(query.expression, boxes);
  if (match === null) return { ok: true, search: { match: null, filters: [...own, ...query.filters] } };
  const within: TextMatch = account === null ? match : { kind: 'and', of: [match, { kind: 'fact', fact: { fact: 'account', account } }] };
  return { ok: true, search: { match: within, filters: query.filters } };
}

function toMatch(expression: Expression, boxes: readonly Box[]): TextMatch {
  switch (expression.kind) {
    case 'words':
    case 'fact':
      return expression;
    case 'box':
      return {
        kind: 'or',
        of: boxesNamed(boxes, expression.name).map(({ id }) => ({ kind: 'fact', fact: { fact: 'account', account: id } })),
      };
    case 'not':
      return { kind: 'not', of: toMatch(expression.of, boxes) };
    case 'or':
      return { kind: 'or', of: expression.of.map((one) => toMatch(one, boxes)) };
    case 'and':
      return {
        kind: 'and',
        of: [...boxChoice(expression.of, boxes), ...expression.of.filter((one) => one.kind !== 'box').map((one) => toMatch(one, boxes))],
      };
  }
}

/** Two boxes side by side mean either of them: no message is in both. */
function boxChoice(parts: readonly Expression[], boxes: readonly Box[]): readonly TextMatch[] {
  const named = parts.flatMap((one) => (one.kind === 'box' ? boxesNamed(boxes, one.name) : []));
  const ids = [...new Set(named.map(({ id }) => id))];
  return ids.length === 0 ? [] : [{ kind: 'or', of: ids.map((account) => ({ kind: 'fact', fact: { fact: 'account', account } })) }];
}

function boxesNamed(boxes: readonly Box[], name: string): readonly Box[] {
  const wanted = name.toLowerCase();
  return boxes.filter(
    ({ id, address, label }) => id === name || address.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted),
  );
}

function boxNames(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'box':
      return [expression.name];
    case 'and':
    case 'or':
      return expression.of.flatMap(boxNames);
    case 'not':
      return boxNames(expression.of);
    case 'words':
    case 'fact':
      return [];
  }
}
