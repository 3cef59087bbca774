// Where the person is. A screen is a member here and a case in screen-for.tsx.
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { DraftId } from '#shared/model/compose';
import type { ChosenRows } from '#ui/features/evidence/export-choice.ts';
import type { ListView } from '#shared/model/list';
import type { WindowItem } from '#shared/model/window-address';

export type Route =
  | { readonly screen: 'list'; readonly view: ListView }
  /** A window of its own for what is open: neither rail nor list. */
  | { readonly screen: 'single' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'trust' }
  | { readonly screen: 'keys' }
  | { readonly screen: 'addBox' }
  | { readonly screen: 'health' }
  | { readonly screen: 'outgoing' }
  /** `turn`: the same draft opened anew is read anew. `fresh`: made for this, nothing typed yet. */
  | { readonly screen: 'compose'; readonly draft: DraftId; readonly fresh: boolean; readonly turn: number }
  /** What was chosen when it was opened, and the search that was on screen. */
  | { readonly screen: 'export'; readonly chosen: ChosenRows | null; readonly query: string }
  | { readonly screen: 'registry' }
  | { readonly screen: 'archiveCheck' }
  | { readonly screen: 'retention' }
  | { readonly screen: 'bulk' }
  | { readonly screen: 'notification' };

/** What the reading pane shows. */
export type OpenItem = WindowItem;

export type WhyOf = { readonly account: AccountId; readonly hash: BlobHash };

export type Pane = 'rail' | 'list' | 'message' | 'why' | 'composer';

export const HOME: Route = { screen: 'list', view: { view: 'all', account: null } };

export function viewKey(view: ListView): string {
  return `${view.view}:${view.account ?? ''}:${view.view === 'search' ? view.query : ''}`;
}
