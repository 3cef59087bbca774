// What a command is. One table of them is read by palette, key dispatcher, help sheet, buttons and
// the native menu; there is no key handler outside it (RENDERER §6).
import type { AccountId } from '#shared/model/ids';
import type { ListView } from '#shared/model/list';
import type { Text } from '#shared/text/catalogue';
import type { Key } from './keys.ts';

/** Closed by the catalogue: a command without a title in both languages does not compile. */
export type CommandId = keyof Text['screen']['commands'];
export type CommandGroup = keyof Text['screen']['commandGroups'];
export type Scope = 'global' | 'list' | 'message' | 'why' | 'composer';
export type Source = 'key' | 'palette' | 'button' | 'menu';

export type Availability =
  | { readonly state: 'ready' }
  | { readonly state: 'hidden' }
  | { readonly state: 'blocked'; readonly because: keyof Text['screen']['blocked'] };

export const READY: Availability = { state: 'ready' };

/** What commands see of the screen. */
export type CommandContext = {
  readonly view: ListView | null;
  /** Rows of the list are selected: what acts on messages acts on them. */
  readonly selected: boolean;
  readonly rowCount: number;
  readonly open: 'nothing' | 'message' | 'dispatch';
  readonly unread: boolean;
  readonly hasOriginal: boolean;
  readonly hasReport: boolean;
  readonly hasHtml: boolean;
  /** Pictures from elsewhere that nobody has asked for yet. */
  readonly hasPictures: boolean;
  readonly boxes: number;
  /** Boxes that can send. */
  readonly senders: number;
  /** A message is being written. */
  readonly composing: boolean;
  /** There is a selection, or an open message, that can be handled. */
  readonly canHandle: boolean;
  readonly canUndo: boolean;
  /** A search in the list, and whether it is one of the views. */
  readonly search: 'none' | 'unsaved' | 'saved';
  readonly act: CommandActions;
};

/** What commands can do to the screen; `app/` answers it. */
export type CommandActions = {
  readonly goTo: (view: Exclude<ListView['view'], 'search'>) => void;
  readonly focusSearch: () => void;
  readonly pickFile: () => void;
  readonly askSaveView: () => void;
  readonly removeView: () => void;
  readonly movePane: (step: 1 | -1) => void;
  readonly moveCursor: (move: CursorMove) => void;
  readonly extendSelection: (step: 1 | -1) => void;
  readonly toggleSelection: () => void;
  readonly selectAll: () => void;
  readonly openCursor: () => void;
  readonly stepBack: () => void;
  readonly pageMessage: (step: 1 | -1) => void;
  readonly markRead: (read: boolean) => void;
  readonly take: () => void;
  readonly askHandled: () => void;
  readonly reopen: () => void;
  readonly undo: () => void;
  readonly newMessage: () => void;
  /** `only`: of those it went to, these alone. */
  readonly answer: (mode: 'reply' | 'replyAll' | 'forward' | 'again', only?: readonly string[]) => void;
  readonly sendDraft: () => void;
  readonly attachFile: () => void;
  readonly closeComposer: () => void;
  readonly goOutgoing: () => void;
  readonly saveOriginal: () => void;
  readonly print: () => void;
  readonly savePdf: () => void;
  /** The open message in a window of its own. */
  readonly openWindow: () => void;
  readonly toggleSource: () => void;
  readonly togglePlainText: () => void;
  readonly showPictures: () => void;
  readonly toggleWhy: () => void;
  readonly copyProof: () => void;
  /** Of the selection, else of the open item, else with the search that is on screen. */
  readonly exportProof: () => void;
  readonly openRegistry: () => void;
  readonly openArchiveCheck: () => void;
  readonly openRetention: () => void;
  readonly checkFile: () => void;
  readonly syncNow: () => void;
  readonly syncBox: (account: AccountId) => void;
  readonly goBulk: () => void;
  readonly goNotification: () => void;
  readonly addBox: () => void;
  readonly openHealth: () => void;
  readonly changePassword: (account: AccountId) => void;
  readonly openPalette: () => void;
  readonly openHelp: () => void;
  readonly openSettings: () => void;
  readonly openKeys: () => void;
  readonly openTrust: () => void;
  readonly switchTheme: () => void;
  readonly switchLanguage: () => void;
  readonly switchDensity: () => void;
};

export type CursorMove = 'next' | 'previous' | 'first' | 'last' | 'pageDown' | 'pageUp';

export type Binding = { readonly key: Key; readonly scopes: readonly Scope[] };

export type Command = {
  readonly id: CommandId;
  readonly group: CommandGroup;
  readonly bindings: readonly Binding[];
  /** May be held down. */
  readonly repeats?: true;
  /** Not worth a row in the palette: it moves by one. */
  readonly keyOnly?: true;
  readonly effect: 'view' | 'reversible' | 'sends' | 'deletes';
  readonly availability: (context: CommandContext) => Availability;
  readonly run: (context: CommandContext, source: Source) => void;
};

export const everywhere = (key: Key): Binding => ({ key, scopes: ['global'] });
export const inList = (key: Key): Binding => ({ key, scopes: ['list'] });
export const reading = (key: Key): Binding => ({ key, scopes: ['list', 'message', 'why'] });
export const inMessage = (key: Key): Binding => ({ key, scopes: ['message'] });
