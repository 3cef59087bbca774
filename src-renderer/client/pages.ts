// Rows of a view for a virtual list: the frame, and the slices in sight. The last good rows stay on
// screen while newer ones load, so a new message never blanks the list. While the list is dragged,
// nothing is asked before the range has rested for 80 ms.
import { useQueries, useQuery, keepPreviousData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ListFrame, ListRow, ListView } from '#shared/model/list';
import { useCore } from './queries.ts';
import { slicesFor, type Slice } from './slices.ts';

const REST_MS = 80;
const ONE_MINUTE_MS = 60_000;
/** A range that moved further than this at once was dragged or jumped to. */
const JUMP_ROWS = 400;

export type Pages = {
  readonly frame: ListFrame | null;
  readonly error: unknown;
  /** Null while the row is not here yet. */
  readonly rowAt: (index: number) => ListRow | null;
  readonly setRange: (range: { readonly first: number; readonly last: number }) => void;
  readonly retry: () => void;
};

export function usePages(view: ListView): Pages {
  const { queries } = useCore();
  const viewKey = JSON.stringify(view);
  const frameQuery = useQuery(
    queries.list.frame.queryOptions({ input: { view }, placeholderData: keepPreviousData, gcTime: ONE_MINUTE_MS }),
  );
  const frame = frameQuery.data ?? null;
  const [range, setRange] = useRestedRange();

  const slices = useMemo(
    () => (frame === null || frameQuery.isPlaceholderData ? [] : slicesFor(frame, range.first, range.last)),
    [frame, frameQuery.isPlaceholderData, range.first, range.last],
  );
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

  const kept = useRef<{ viewKey: string; rows: Map<number, ListRow> }>({ viewKey, rows: new Map() });
  if (kept.current.viewKey !== viewKey) kept.current = { viewKey, rows: new Map() };
  const rows = useMemo(() => rowsByIndex(slices, answers, kept.current.rows), [slices, answers]);
  useEffect(() => {
    kept.current.rows = rows;
  }, [rows]);

  const { refetch } = frameQuery;
  return {
    frame: frameQuery.isPlaceholderData ? null : frame,
    error: frameQuery.error,
    rowAt: useCallback((index) => rows.get(index) ?? null, [rows]),
    setRange,
    retry: useCallback(() => void refetch(), [refetch]),
  };
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

function useRestedRange(): [range: { readonly first: number; readonly last: number }, set: Pages['setRange']] {
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
  return [range, set];
}
