// What a person names on the command line: ids, or everything a search finds.
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { UsageError } from './usage-error.ts';

type Selection = ReturnType<Core['retention']['due']>;

/** Rejects with notFound, naming the id; input.invalid for a search that cannot be read. */
export async function selectionOf(core: Core, ids: readonly string[], query: string | null): Promise<Selection> {
  if (query !== null) return core.retention.chosen({ kind: 'query', query });
  if (ids.length === 0) throw new UsageError('name ids, or --query');
  return ids.map((id) => {
    const found = core.find(id);
    if (found === null) throw new AppError('notFound', { values: { what: id } });
    return found;
  });
}
