// What the first screen needs, asked at once instead of one answer after the other: settings, boxes,
// and the list of the view the window opens with, down to its first rows.
import type { QueryClient } from '@tanstack/react-query';
import type { Queries } from '#ui/client/queries.ts';
import { slicesFor } from '#ui/client/slices.ts';
import { HOME } from './route.ts';

/** As many rows as any window shows at first. */
const FIRST_ROWS = 60;

export function prefetchFirstScreen(cache: QueryClient, queries: Queries): void {
  void cache.prefetchQuery(queries.settings.get.queryOptions());
  void cache.prefetchQuery(queries.accounts.list.queryOptions());
  void cache.prefetchQuery(queries.demo.state.queryOptions());
  void firstRows(cache, queries);
}

async function firstRows(cache: QueryClient, queries: Queries): Promise<void> {
  if (HOME.screen !== 'list') return;
  const { view } = HOME;
  void cache.prefetchQuery(queries.list.counts.queryOptions({ input: { account: null } }));
  try {
    const frame = await cache.fetchQuery(queries.list.frame.queryOptions({ input: { view } }));
    for (const { firstKey, skip, take } of slicesFor(frame, 0, FIRST_ROWS))
      void cache.prefetchQuery(queries.list.slice.queryOptions({ input: { view, firstKey, skip, take } }));
  } catch {
    // The list asks again and shows what went wrong.
  }
}
