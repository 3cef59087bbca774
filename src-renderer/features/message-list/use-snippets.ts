// Where the words of a search stand, for the rows in sight: asked for in groups of twenty, so that
// scrolling by one row asks nothing again. Other views have none.
import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ListView, RowKey } from '#shared/model/list';
import type { Snippet } from '#shared/model/search';
import type { Pages } from '#ui/client/pages.ts';
import { useCore } from '#ui/client/queries.ts';

const GROUP = 20;
const ONE_MINUTE_MS = 60_000;

/** Null: no words of this row were found, or not looked up yet. */
export function useSnippets(view: ListView, pages: Pages): (key: RowKey) => Snippet | null {
  const { queries } = useCore();
  const groups = view.view === 'search' ? groupsOf(pages) : [];
  const found = useQueries({
    queries: groups.map((keys) => queries.search.snippets.queryOptions({ input: { view, keys: [...keys] }, gcTime: ONE_MINUTE_MS })),
    combine: useCallback(
      (results: readonly { readonly data: readonly Snippet[] | undefined }[]) =>
        new Map(results.flatMap(({ data }) => data ?? []).map((snippet) => [snippet.key, snippet])),
      [],
    ),
  });
  return (key) => found.get(key) ?? null;
}

// Groups whose rows have all arrived; the last one may be short.
function groupsOf({ frame, range, rowAt }: Pages): readonly (readonly RowKey[])[] {
  const count = frame?.count ?? 0;
  const groups: RowKey[][] = [];
  for (let start = Math.floor(range.first / GROUP) * GROUP; start < Math.min(range.last, count); start += GROUP) {
    const keys = Array.from({ length: Math.min(GROUP, count - start) }, (_, step) => rowAt(start + step)?.key ?? null).filter(
      (key) => key !== null,
    );
    if (keys.length === Math.min(GROUP, count - start)) groups.push(keys);
  }
  return groups;
}
