// Where the person is and what is selected: ids and keys only, never what the core knows.
import { create } from 'zustand';
import type { DraftId } from '#shared/model/compose';
import type { AccountId, DispatchId } from '#shared/model/ids';
import type { RowKey, RowSelection } from '#shared/model/list';
import { readWindowAddress } from '#shared/model/window-address';
import type { HandlingDone } from '#ui/features/handling/use-handling.ts';
import { chosenRows, NONE, selectedCount, type Selection } from '#ui/features/message-list/selection.ts';
import { HOME, viewKey, type OpenItem, type Pane, type Route, type WhyOf } from './route.ts';

/** `key` is null while the row at `index` has not been loaded. */
export type Cursor = { readonly key: RowKey | null; readonly index: number };
/** Where a view was left: key of the first row in sight, never pixels alone. */
export type Place = {
  readonly topKey: RowKey | null;
  readonly topIndex: number;
  readonly pixelsInto: number;
  readonly cursor: Cursor | null;
};

const MOST_PLACES = 50;
const MOST_RECENT = 5;

export type LastDone =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'events'; readonly events: HandlingDone }
  | { readonly kind: 'batch'; readonly job: string };

export type Where = {
  readonly route: Route;
  readonly open: OpenItem | null;
  /** A receipt opened from a dispatch leads back to it. */
  readonly openFrom: OpenItem | null;
  readonly why: WhyOf | null;
  /** A file held against the open dispatch. */
  readonly checkedFile: File | null;
  readonly showsSource: boolean;
  readonly showsPlainText: boolean;
  /** Asks for the pictures of the open message that lie elsewhere; null: there are none to ask for. */
  readonly askPictures: (() => void) | null;
  /** A reading copy is being made: the screen is light, whatever the theme. */
  readonly printing: boolean;
  readonly cursor: Cursor | null;
  readonly selection: Selection;
  readonly pane: Pane;
  readonly overlay: 'none' | 'palette' | 'help' | 'handled' | 'saveView' | 'password';
  /** Typed between the key that opens the palette and its field. */
  readonly typedAhead: string;
  /** The box whose password is asked for. */
  readonly overlayBox: AccountId | null;
  /** What Ctrl+Z takes back. */
  readonly lastDone: LastDone;
  /** Changes to many rows that the core is at. */
  readonly batches: readonly string[];
  /** Where to go when the message is closed or sent. */
  readonly back: Pick<Where, 'route' | 'open' | 'openFrom'> | null;
  /** Sent from this window last. */
  readonly sent: DispatchId | null;
  readonly places: ReadonlyMap<string, Place>;
  readonly recentCommands: readonly string[];
  /** Names of files looked for, by digest: a search knows the digest alone. */
  readonly fileNames: ReadonlyMap<string, string>;
  /** One line in the footer: why a command did not run, what was done. */
  readonly message: string | null;
};

/** What this window was opened for; null: the whole app. */
export const SINGLE = readWindowAddress(globalThis.location?.hash.slice(1) ?? '');

const start: Where = {
  route: SINGLE === null ? HOME : { screen: 'single' },
  open: SINGLE,
  openFrom: null,
  why: null,
  checkedFile: null,
  showsSource: false,
  showsPlainText: false,
  askPictures: null,
  printing: false,
  cursor: null,
  selection: NONE,
  pane: SINGLE === null ? 'list' : 'message',
  overlay: 'none',
  typedAhead: '',
  overlayBox: null,
  lastDone: { kind: 'nothing' },
  batches: [],
  back: null,
  sent: null,
  places: new Map(),
  recentCommands: [],
  fileNames: new Map(),
  message: null,
};

export const useWhere = create<Where>(() => start);

const set = useWhere.setState;

export function goTo(route: Route): void {
  const before = useWhere.getState();
  const sameView = before.route.screen === 'list' && route.screen === 'list' && viewKey(before.route.view) === viewKey(route.view);
  if (sameView) {
    set({ open: null, openFrom: null, why: null, selection: NONE, pane: 'list' });
    return;
  }
  const cursor = route.screen === 'list' ? (before.places.get(viewKey(route.view))?.cursor ?? null) : null;
  set({
    route,
    open: null,
    openFrom: null,
    why: null,
    checkedFile: null,
    showsSource: false,
    cursor,
    selection: NONE,
    pane: 'list',
    overlay: 'none',
    message: null,
  });
}

export function openItem(open: OpenItem, options: { readonly from?: OpenItem; readonly focus: boolean }): void {
  set({
    open,
    openFrom: options.from ?? null,
    why: null,
    checkedFile: null,
    showsSource: false,
    message: null,
    ...(options.focus ? { pane: 'message' as const } : {}),
  });
}

export function closeItem(): void {
  set({ open: null, openFrom: null, why: null, showsSource: false, pane: 'list' });
}

export function moveCursor(cursor: Cursor | null): void {
  set({ cursor });
}

export function select(selection: Selection): void {
  set({ selection });
}

export function showWhy(why: WhyOf | null): void {
  set({ why });
}

export function focusPane(pane: Pane): void {
  if (useWhere.getState().pane !== pane) set({ pane });
}

export function setOverlay(overlay: Where['overlay']): void {
  set({ overlay, typedAhead: '' });
}

/** What is typed while the palette is on its way is meant for it. */
export function typeAhead(character: string): void {
  set({ typedAhead: useWhere.getState().typedAhead + character });
}

export function askPassword(overlayBox: AccountId): void {
  set({ overlay: 'password', overlayBox });
}

export function say(message: string | null): void {
  set({ message });
}

export function holdFile(checkedFile: File | null): void {
  set({ checkedFile });
}

export function showSource(showsSource: boolean): void {
  set({ showsSource });
}

export function showPlainText(showsPlainText: boolean): void {
  set({ showsPlainText });
}

export function offerPictures(askPictures: (() => void) | null): void {
  set({ askPictures });
}

export function remember(key: string, place: Place): void {
  const places = new Map(useWhere.getState().places);
  places.delete(key);
  places.set(key, place);
  const oldest = places.keys().next().value;
  if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest);
  set({ places });
}

export function usedCommand(id: string): void {
  set(({ recentCommands }) => ({ recentCommands: [id, ...recentCommands.filter((each) => each !== id)].slice(0, MOST_RECENT) }));
}

export function remembersDone(lastDone: LastDone): void {
  set({ lastDone });
}

export function batchBegan(job: string): void {
  set(({ batches }) => ({ batches: [...batches, job] }));
}

export function batchEnded(job: string): void {
  set(({ batches }) => ({ batches: batches.filter((each) => each !== job) }));
}

/** The selected rows, as the core takes them; null when there are none. */
export function selectedRows(): { readonly rows: RowSelection; readonly count: number } | null {
  const { route, selection } = useWhere.getState();
  const rows = route.screen === 'list' ? chosenRows(selection, route.view) : null;
  return rows === null ? null : { rows, count: selectedCount(selection) };
}

export function nameFile(digest: string, name: string): void {
  set({ fileNames: new Map(useWhere.getState().fileNames).set(digest, name) });
}

let turns = 0;

/** Opens a draft; what was on screen is kept for the way back. */
export function openDraft(draft: DraftId, fresh: boolean): void {
  const { route, open, openFrom, back } = useWhere.getState();
  turns += 1;
  set({
    route: { screen: 'compose', draft, fresh, turn: turns },
    open: null,
    openFrom: null,
    why: null,
    showsSource: false,
    selection: NONE,
    pane: 'composer',
    overlay: 'none',
    message: null,
    back: route.screen === 'compose' ? back : { route, open, openFrom },
  });
}

/** From the composer to where it was opened. */
export function leaveComposer(): void {
  const { back } = useWhere.getState();
  const { route, open, openFrom } = back ?? { route: HOME, open: null, openFrom: null };
  const cursor = route.screen === 'list' ? (useWhere.getState().places.get(viewKey(route.view))?.cursor ?? null) : null;
  set({ route, open, openFrom, cursor, pane: open === null ? 'list' : 'message', back: null });
}

export function remembersSent(sent: DispatchId | null): void {
  set({ sent });
}

/** The sent messages, with this one open: its receipts come in there. */
export function openSent({ account, dispatch }: { readonly account: AccountId; readonly dispatch: DispatchId }): void {
  const view = { view: 'sent', account: null } as const;
  // It stands first in the list, wherever that was left.
  const places = new Map(useWhere.getState().places);
  places.delete(viewKey(view));
  set({ places });
  goTo({ screen: 'list', view });
  openItem({ type: 'dispatch', account, id: dispatch }, { focus: true });
  set({ sent: null });
}

export function setPrinting(printing: boolean): void {
  set({ printing });
}
