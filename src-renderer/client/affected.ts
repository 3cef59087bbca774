// From "what changed" to "which answers are stale". Exhaustive and pure; nothing else listens to
// events for data (RENDERER §4). Keys are those @orpc/tanstack-query makes, matched by prefix.
import { generateOperationKey } from '@orpc/tanstack-query';
import type { QueryKey } from '@tanstack/react-query';
import type { CoreEvent } from '#shared/contract/events';
import { assertNever } from '#shared/model/ids';

/** `urgent` answers skip the wait of batch.ts: the open message and its report. */
export type Affected = { readonly key: QueryKey; readonly urgent: boolean };

const topic = (...path: string[]): Affected => ({ key: generateOperationKey(path), urgent: false });
const urgent = (path: string[], input: Record<string, unknown>): Affected => ({ key: generateOperationKey(path, { input }), urgent: true });

/** Everything, after a gap in the sequence or a new connection. */
export const everything: Affected = { key: [], urgent: true };

export function affected(event: CoreEvent): readonly Affected[] {
  switch (event.kind) {
    case 'hello':
      return [everything];
    case 'messages':
      return [
        topic('list'),
        topic('accounts', 'list'),
        topic('radar'),
        // Receipts of rows of a run.
        topic('bulk'),
        ...(event.many
          ? [topic('messages'), topic('dispatches'), topic('verification')]
          : [
              ...event.hashes.flatMap((hash) => [
                urgent(['messages', 'open'], { account: event.account, hash }),
                urgent(['verification', 'report'], { account: event.account, hash }),
              ]),
              ...event.dispatches.map((id) => urgent(['dispatches', 'open'], { id })),
            ]),
      ];
    case 'health':
      // Written into the cache of the list as it is (events.ts): a progress bar there asks nothing of the core.
      return [topic('accounts', 'health')];
    case 'accounts':
      return [topic('accounts'), topic('list'), topic('radar')];
    case 'notices':
      // Told, not fetched: what changed has its own event.
      return [];
    case 'settings':
      return [topic('settings')];
    case 'drafts':
      return [topic('compose', 'drafts'), topic('compose', 'signatures'), topic('templates')];
    case 'outbox':
      return [topic('outbox'), topic('compose', 'drafts')];
    case 'trust':
      return [topic('trust')];
    case 'bulk':
      return [topic('bulk')];
    default:
      return assertNever(event);
  }
}

/** Drops keys that another key of the set already covers. Order is kept. */
export function widest(keys: readonly QueryKey[]): readonly QueryKey[] {
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  return distinct.filter((key) => !distinct.some((other) => other !== key && covers(other, key)));
}

// [] covers all; [path] covers longer paths; [path, {input}] covers only itself.
function covers(wide: QueryKey, narrow: QueryKey): boolean {
  if (wide.length === 0) return narrow.length > 0;
  const [widePath, wideOptions] = wide;
  const [narrowPath] = narrow;
  if (!Array.isArray(widePath) || !Array.isArray(narrowPath)) return false;
  if (hasInput(wideOptions)) return false;
  return (
    widePath.length <= narrowPath.length &&
    widePath.every((step, index) => step === narrowPath[index]) &&
    JSON.stringify(wide) !== JSON.stringify(narrow)
  );
}

function hasInput(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'input' in options;
}
