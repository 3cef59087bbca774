// Rows of a view for a virtual list: the frame, and the slices in sight. The last good rows stay on
// screen while newer ones load, so a new message never blanks the list. While the list is dragged,
// nothing is asked before the range has rested for 80 ms.
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ListFrame, ListRow, ListView, RowKey } from '#shared/model/list';
import { useCore } from './queries.ts';
import { slicesFor, type Slice } from './slices.ts';

const REST_MS = 80;
const ONE_MINUTE_MS = 60_000;
/** A range that moved further than this at once was dragged or jumped to. */
const JUMP_ROWS = 400;

/** A frame on screen, and where the rows one holds on to stand in it; null when they have gone. */
export type Adoption = { readonly frame: ListFrame; readonly places: ReadonlyMap<RowKey, number | null> };

export type Pages = {
  readonly frame: ListFrame | null;
  readonly adoption: Adoption | null;
  readonly error: unknown;
  /** Null while the row is not here yet. */
  readonly rowAt: (index: number) => ListRow | null;
  /** Keys of the rows from one index to another (both in), asked for where they are not at hand. */
  readonly keysBetween: (first: number, last: number) => Promise<readonly RowKey[]>;
  readonly setRange: (range: RowRange) => void;
  /** Rows in sight, at rest. */
  readonly range: RowRange;
  readonly retry: () => void;
};

type RowRange = { readonly first: number; readonly last: number };

/** One view for the life of the component. `held` names the rows that must keep their place: top row, cursor. */
export function usePages(
  view: ListView,
  held: () => { readonly keys: readonly RowKey[]; readonly top: { readonly key: RowKey; readonly index: number } | null },
): Pages {
  const { queries } = useCore();
  const cache = useQueryClient();
  const frameQuery = useQuery(queries.list.frame.queryOptions({ input: { view }, gcTime: ONE_MINUTE_MS }));
  const [range, setRange, shiftRange] = useRestedRange();
  const kept = useRef<ReadonlyMap<number, ListRow>>(new Map());
  const adoption = useAdoption(view, frameQuery.data ?? null, held, (shift) => {
    kept.current = new Map([...kept.current].map(([index, row]) => [index + shift, row]));
    shiftRange(shift);
  });
  const frame = adoption?.frame ?? null;

  const slices = useMemo(() => (frame === null ? [] : slicesFor(frame, range.first, range.last)), [frame, range.first, range.last]);
  const answers = useQueries({
    queries: slices.map((slice) =>
      queries.list.slice.queryOptions({
        input: { view, firstKey: slice.firstKey, skip: slice.skip, take: slice.take },
        gcTime: ONE_MINUTE_MS,
      }),
    ),
    combine: useCallback(
      (results: readonly { readonly data: readonly ListRow[] | undefined }[]) => results.map((result) => result.data ?? null),
      [],
    ),
  });
  const rows = useMemo(() => rowsByIndex(slices, answers, kept.current), [slices, answers]);
  useEffect(() => {
    kept.current = rows;
  }, [rows]);

  const { refetch } = frameQuery;
  return {
    frame,
    adoption,
    error: frameQuery.error,
    rowAt: useCallback((index) => rows.get(index) ?? null, [rows]),
    keysBetween: useCallback(
      async (first, last) => {
        const found: RowKey[] = [];
        for (const { start, firstKey, skip, take } of frame === null ? [] : slicesFor(frame, first, last + 1)) {
          const slice = await cache.fetchQuery(
            queries.list.slice.queryOptions({ input: { view, firstKey, skip, take }, gcTime: ONE_MINUTE_MS }),
          );
          found.push(...slice.filter((_, step) => start + step >= first && start + step <= last).map(({ key }) => key));
        }
        return found;
      },
      [cache, queries, view, frame],
    ),
    setRange,
    range,
    retry: useCallback(() => void refetch(), [refetch]),
  };
}

// A newer frame goes on screen once it is known where the held rows stand in it, so that nothing
// jumps: rows, range, scroll offset and cursor move together in one paint.
function useAdoption(
  view: ListView,
  frame: ListFrame | null,
  held: Parameters<typeof usePages>[1],
  onShift: (shift: number) => void,
): Adoption | null {
  const { queries } = useCore();
  const cache = useQueryClient();
  const [adoption, setAdoption] = useState<Adoption | null>(null);
  const latest = useRef({ held, onShift });
  latest.current = { held, onShift };
  const first = adoption === null;
  useEffect(() => {
    if (frame === null) return undefined;
    const { keys, top } = latest.current.held();
    if (first || keys.length === 0) {
      setAdoption({ frame, places: new Map() });
      return undefined;
    }
    const stop = new AbortController();
    const ask = async (key: RowKey): Promise<readonly [RowKey, number | null]> => {
      const found = await cache.fetchQuery({ ...queries.list.placeOf.queryOptions({ input: { view, key } }), staleTime: 0, gcTime: 0 });
      return [key, found?.index ?? null];
    };
    Promise.all(keys.map(ask))
      .catch(() => []) // the frame can be shown all the same; the rows find their place by themselves
      .then((found) => {
        if (stop.signal.aborted) return;
        const places = new Map<RowKey, number | null>(found);
        const now = top === null ? null : (places.get(top.key) ?? null);
        if (top !== null && now !== null && now !== top.index) latest.current.onShift(now - top.index);
        setAdoption({ frame, places });
      })
      .catch(() => undefined);
    return () => stop.abort();
    // Only a new frame is adopted; the first one at once.
  }, [frame, first, view, queries, cache]);
  return adoption;
}

/** Rows by index: fresh ones, and for slices still loading the ones last seen there. */
function rowsByIndex(
  slices: readonly Slice[],
  answers: readonly (readonly ListRow[] | null)[],
  before: ReadonlyMap<number, ListRow>,
): Map<number, ListRow> {
  const rows = new Map<number, ListRow>();
  slices.forEach((slice, position) => {
    const answer = answers[position] ?? null;
    for (let step = 0; step < slice.take; step += 1) {
      const row = answer === null ? before.get(slice.start + step) : answer[step];
      if (row !== undefined) rows.set(slice.start + step, row);
    }
  });
  return rows;
}

function useRestedRange(): [range: RowRange, set: Pages['setRange'], shift: (by: number) => void] {
  const [range, setRange] = useState({ first: 0, last: 60 });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef(range);
  const set = useCallback<Pages['setRange']>((next) => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    const jumped = Math.abs(next.first - latest.current.first) > JUMP_ROWS;
    const apply = (): void => {
      latest.current = { first: next.first, last: next.last };
      setRange(latest.current);
    };
    if (jumped) timer.current = setTimeout(apply, REST_MS);
    else apply();
  }, []);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const shift = useCallback((by: number) => {
    latest.current = { first: Math.max(0, latest.current.first + by), last: Math.max(0, latest.current.last + by) };
    setRange(latest.current);
  }, []);
  return [range, set, shift];
}
