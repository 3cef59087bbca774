// Changes to many rows of the invented mailbox. Handling is kept; a read flag is only counted. The real rows are
// chosen by the core: tests/unit/office/batch.test.ts.
import { ORPCError, type implement } from '@orpc/server';
import type { contract } from '#shared/contract/contract';
import type { BatchJob, Handling, ListRow, RowSelection } from '#shared/model/list';
import type { Source } from './host.ts';

/** Everything there is, and whatever comes. */
export const SEEN_ALL = { row: 9_999_999, message: 9_999_999, dispatch: 9_999_999 };

type Handle = ReturnType<ReturnType<typeof implement<typeof contract>>['use']>;

export function batchFake(handle: Handle, source: Source, keep: (row: ListRow, state: Handling['state']) => void, stays: boolean) {
  const jobs = new Map<string, { readonly state: BatchJob; readonly before: readonly { row: ListRow; state: Handling['state'] }[] }>();
  const begin = (state: BatchJob, before: readonly { row: ListRow; state: Handling['state'] }[]): { readonly job: string } => {
    const job = String(jobs.size + 1).padStart(16, '0');
    jobs.set(job, { state, before });
    return { job };
  };
  const keptOf = (job: string) => {
    const kept = jobs.get(job);
    if (kept === undefined) throw new ORPCError('NOT_FOUND', { data: { code: 'notFound', values: {} } });
    return kept;
  };
  return {
    batch: {
      start: handle.batch.start.handler(({ input: { selection, change } }) => {
        const rows = rowsOf(source, selection);
        const states = { take: 'inCharge', handle: 'handled', reopen: 'unhandled' } as const;
        const state = change.kind === 'read' || change.kind === 'unread' ? null : states[change.kind];
        const touched = state === null ? rows.filter(({ type }) => type === 'received') : rows.filter(({ handling }) => handling !== null);
        if (state !== null) for (const row of touched) keep(row, state);
        return begin(
          { what: change.kind, state: 'done', done: rows.length, total: rows.length, changed: touched.length },
          state === null ? [] : touched.map((row) => ({ row, state: row.handling?.state ?? 'unhandled' })),
        );
      }),
      job: handle.batch.job.handler(({ input }) =>
        stays ? { what: 'take', state: 'running', done: 3_140, total: 8_900, changed: 3_140 } : keptOf(input.job).state,
      ),
      stop: handle.batch.stop.handler(() => null),
      undo: handle.batch.undo.handler(({ input }) => {
        const { state, before } = keptOf(input.job);
        for (const { row, state: was } of before) keep(row, was);
        return begin({ what: 'undo', state: 'done', done: state.changed, total: state.changed, changed: state.changed }, []);
      }),
    },
  };
}

function rowsOf(source: Source, selection: RowSelection): readonly ListRow[] {
  const view = selection.kind === 'rows' ? ({ view: 'all', account: null } as const) : selection.view;
  const rows = source.frame(view).buckets.flatMap(({ firstKey, count }) => source.slice(view, firstKey, 0, count));
  const named = new Set(selection.kind === 'rows' ? selection.keys : selection.except);
  return rows.filter(({ key }) => named.has(key) === (selection.kind === 'rows'));
}
