// The search view of the list: frame, slices and places of the rows a query finds. The newest
// thousand are counted and kept; older ones are reached by narrowing the query ("1000+").
import { accounts } from '#main/store/account';
import type { Store } from '#main/store/database';
import { toKey } from '#main/store/list-cache';
import { rowsByNumber } from '#main/store/list-frame';
import { changesSoFar } from '#main/store/text-index';
import type { Clock } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { ListFrame, ListRow, ListView, RowKey } from '#shared/model/list';
import { startFinding, type Finding, type FoundRow } from './find-rows.ts';
import { planSearch } from './plan.ts';
import { readQuery, type Query, type QueryError } from './query.ts';

export type SearchView = Extract<ListView, { readonly view: 'search' }>;

export type Search = {
  /** Throws AppError input.invalid with field 'query', problem, what. */
  frame(view: SearchView, signal?: AbortSignal): Promise<ListFrame>;
  slice(view: SearchView, firstKey: RowKey, skip: number, take: number, signal?: AbortSignal): Promise<readonly ListRow[]>;
  placeOf(view: SearchView, key: RowKey, signal?: AbortSignal): Promise<{ readonly index: number } | null>;
  /** The newest `limit` rows at once, for callers without a screen. */
  rows(view: SearchView, limit: number): readonly ListRow[];
  /** Numbers of all rows found, newest first, also beyond what is counted; others have their turn meanwhile. */
  numbers(view: SearchView, signal?: AbortSignal): Promise<readonly number[]>;
  found(view: SearchView, signal?: AbortSignal): Promise<Found>;
};

export type Found = { readonly query: Query; readonly rows: readonly FoundRow[]; readonly more: boolean };

const MOST_COUNTED = 1_000;
const BUCKET = 500;
const ROWS_AT_ONCE = 500;
/** More than any archive holds. */
const ALL = 100_000_000;
const MOST_KEPT = 12;
/** THREATS DOS-03; what is there by then is shown. */
const LIMIT_MS = 2_000;
/** Others have their turn after this long. */
const TURN_MS = 30;

type Kept = { readonly found: Found; readonly changes: number; readonly revision: number };

export function createSearch(services: { readonly store: Store; readonly clock: Clock }): Search {
  const { store, clock } = services;
  const kept = new Map<string, Kept>();
  let lastRevision = clock.now() as number;

  function plan(view: SearchView): { readonly query: Query; readonly finding: (most: number) => Finding } {
    const reading = readQuery(view.query, clock.now());
    if (!reading.ok) throw refused(reading.error);
    const planned = planSearch(reading.query, view.account, store.read(accounts));
    if (!planned.ok) throw refused(planned.error);
    return { query: reading.query, finding: (most) => startFinding(planned.search, most) };
  }

  async function find(view: SearchView, signal: AbortSignal | undefined): Promise<Found> {
    const { query, finding: start } = plan(view);
    const finding = start(MOST_COUNTED);
    const started = performance.now();
    let turn = started;
    while (store.read((tx) => finding.step(tx))) {
      const now = performance.now();
      if (now - started > LIMIT_MS) return { query, rows: finding.rows(), more: true };
      if (now - turn < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      turn = performance.now();
    }
    return { query, rows: finding.rows(), more: finding.count() >= MOST_COUNTED };
  }

  /** `fresh`: found again if anything changed since; slices keep to what their frame said. */
  async function keptFor(view: SearchView, fresh: boolean, signal: AbortSignal | undefined): Promise<Kept> {
    const name = `${view.account ?? ''}\n${view.query}`;
    const known = kept.get(name);
    const changes = store.read(changesSoFar);
    if (known !== undefined && (!fresh || known.changes === changes)) return known;
    const found = await find(view, signal);
    const same = known !== undefined && samePlaces(known.found, found);
    if (!same) lastRevision += 1;
    const made = { found, changes, revision: same ? known.revision : lastRevision };
    kept.delete(name);
    kept.set(name, made);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return made;
  }

  return {
    async frame(view, signal) {
      const { found, revision } = await keptFor(view, true, signal);
      return { revision, count: found.rows.length, ...(found.more ? { more: true } : {}), buckets: bucketsOf(found.rows) };
    },
    async slice(view, firstKey, skip, take, signal) {
      const { found } = await keptFor(view, false, signal);
      const first = found.rows.findIndex((row) => toKey(row) === firstKey);
      if (first < 0) return [];
      const numbers = found.rows.slice(first + skip, first + skip + take).map((row) => row.number);
      return store.read((tx) => rowsByNumber(tx, numbers));
    },
    async placeOf(view, key, signal) {
      const { found } = await keptFor(view, false, signal);
      const index = found.rows.findIndex((row) => toKey(row) === key);
      return index < 0 ? null : { index };
    },
    rows(view, limit) {
      const finding = plan(view).finding(limit);
      for (let more = true; more;) more = store.read((tx) => finding.step(tx));
      const numbers = finding.rows().map((row) => row.number);
      const rows: ListRow[] = [];
      for (let at = 0; at < numbers.length; at += ROWS_AT_ONCE)
        rows.push(...store.read((tx) => rowsByNumber(tx, numbers.slice(at, at + ROWS_AT_ONCE))));
      return rows;
    },
    async numbers(view, signal) {
      const finding = plan(view).finding(ALL);
      let turn = performance.now();
      while (store.read((tx) => finding.step(tx))) {
        if (performance.now() - turn < TURN_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        turn = performance.now();
      }
      return finding.rows().map((row) => row.number);
    },
    found: async (view, signal) => (await keptFor(view, false, signal)).found,
  };
}

function refused(error: QueryError): AppError {
  return new AppError('input.invalid', {
    retry: 'afterUser',
    values: { field: 'query', problem: error.code, what: error.what, ...(error.known === undefined ? {} : { known: error.known }) },
  });
}

function bucketsOf(rows: readonly FoundRow[]): ListFrame['buckets'] {
  const buckets: { firstKey: RowKey; count: number }[] = [];
  for (let at = 0; at < rows.length; at += BUCKET) {
    const first = rows[at];
    if (first !== undefined) buckets.push({ firstKey: toKey(first), count: Math.min(BUCKET, rows.length - at) });
  }
  return buckets;
}

function samePlaces(a: Found, b: Found): boolean {
  return (
    a.more === b.more &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => row.number === b.rows[index]?.number && row.sortDate === b.rows[index].sortDate)
  );
}
