// What commands do, in terms of where the person is and what the core can change.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, type RefObject } from 'react';
import type { Settings, SettingsChange } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import { windowAddress } from '#shared/model/window-address';
import { errorText } from '#shared/text/wording';
import { download, originalUrl } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import type { ComposerHandle } from '#ui/features/compose/composer.tsx';
import type { CommandActions } from '#ui/commands/command.ts';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { NONE } from '#ui/features/message-list/selection.ts';
import { proofText } from '#ui/features/verification/proof-text.ts';
import type { Words } from '#ui/ui/words.ts';
import { movePane } from './pane-focus.ts';
import {
  closeItem,
  goTo,
  holdFile,
  openItem,
  say,
  select,
  selectedRows,
  setOverlay,
  showPlainText,
  showSource,
  showWhy,
  useWhere,
  askPassword,
} from './where.ts';
import type { Route } from './route.ts';
import { focusMessage } from './use-command-context.ts';
import type { CopyActions } from './use-reading-copy.ts';
import { useBatch } from './use-batch.ts';
import { pickFile, type SearchActions } from './use-search-actions.ts';
import type { OfficeActions } from './use-office-actions.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { useOutsideDrafts, useWriting } from './use-writing.ts';

export type Refs = {
  readonly list: RefObject<ListHandle | null>;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly composer: RefObject<ComposerHandle | null>;
};

export function useSettingsChange(): (change: SettingsChange) => void {
  const { queries } = useCore();
  const cache = useQueryClient();
  const key = queries.settings.get.queryKey();
  const { mutate } = useMutation(
    queries.settings.set.mutationOptions({
      // Reversible and the person's own: shown at once, put back if the core refuses.
      onMutate: (change) => {
        const before = cache.getQueryData(key);
        cache.setQueryData(key, (settings) => (settings === undefined ? settings : { ...settings, ...withoutAbsent(change) }));
        return { before };
      },
      onError: (_error, _change, kept) => cache.setQueryData(key, kept?.before),
      onSuccess: (settings) => cache.setQueryData(key, settings),
    }),
  );
  return mutate;
}

function withoutAbsent(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

export type ActionsInput = {
  readonly refs: Refs;
  readonly facts: OpenFacts;
  readonly office: OfficeActions;
  readonly searching: SearchActions;
  readonly accounts: readonly AccountView[];
  readonly copies: CopyActions;
  readonly settings: Settings;
  readonly dark: boolean;
  readonly words: Words;
  /** List and message do not stand side by side. */
  readonly alone: boolean;
};

export function useActions({
  refs,
  facts,
  office,
  searching,
  copies,
  accounts,
  settings,
  dark,
  words,
  alone,
}: ActionsInput): CommandActions {
  const { core, queries } = useCore();
  const cache = useQueryClient();
  const changeSettings = useSettingsChange();
  const fail = useCallback((error: unknown): void => say(errorText(words.text, codedError(error))), [words]);
  const { mutate: sync } = useMutation(
    queries.sync.now.mutationOptions({ onSuccess: () => say(words.text.screen.done.syncStarted), onError: fail }),
  );
  const { mutate: mark } = useMutation(queries.messages.markRead.mutationOptions({ onError: fail }));

  const batch = useBatch(words);
  useOutsideDrafts(accounts);
  const writing = useWriting(refs, facts, accounts, fail);

  return useMemo<CommandActions>(() => {
    const original = facts.original;
    return {
      goTo: (view) => {
        const { route } = useWhere.getState();
        goTo({ screen: 'list', view: { view, account: route.screen === 'list' ? route.view.account : null } });
      },
      focusSearch: () => {
        refs.search.current?.focus();
        refs.search.current?.select();
      },
      pickFile: searching.pickFile,
      askSaveView: searching.askSaveView,
      removeView: searching.removeView,
      movePane,
      moveCursor: (move) => refs.list.current?.move(move),
      extendSelection: (step) => refs.list.current?.extend(step),
      toggleSelection: () => refs.list.current?.toggle(),
      selectAll: () => refs.list.current?.selectAll(),
      openCursor: () => refs.list.current?.openCursor(),
      stepBack: () => stepBack(refs, alone),
      pageMessage: (step) => pageMessage(step, refs),
      markRead: (read) => {
        const selected = selectedRows();
        if (selected !== null) batch.start(selected.rows, { kind: read ? 'read' : 'unread' });
        else if (facts.message !== null) mark({ ...facts.message, read });
      },
      take: office.take,
      askHandled: office.askHandled,
      reopen: office.reopen,
      undo: office.undo,
      ...writing,
      saveOriginal: () => {
        if (original !== null) download(originalUrl(core.bytesBase, original.account, original.hash));
      },
      print: copies.print,
      savePdf: copies.savePdf,
      openWindow: () => {
        const { open } = useWhere.getState();
        if (open === null) return;
        const address = windowAddress(open);
        if (core.shell === null) window.open(`${location.pathname}#${address}`, '_blank', 'noopener');
        else core.shell.openWindow(address).catch(fail);
      },
      toggleSource: () => showSource(!useWhere.getState().showsSource),
      showPictures: () => useWhere.getState().askPictures?.(),
      togglePlainText: () => showPlainText(!useWhere.getState().showsPlainText),
      toggleWhy: () => {
        const { report } = facts;
        if (report === null) return;
        const wasOpen = useWhere.getState().why !== null;
        showWhy(wasOpen ? null : report);
        if (wasOpen) focusMessage();
      },
      copyProof: () => {
        const { report } = facts;
        if (report === null) return;
        cache
          .fetchQuery(queries.verification.report.queryOptions({ input: report }))
          .then((view) => navigator.clipboard.writeText(proofText(view, words)))
          .then(() => say(words.text.screen.done.copied), fail);
      },
      exportProof: () => goTo({ screen: 'export', ...exportOf() }),
      openRegistry: () => goTo({ screen: 'registry' }),
      openArchiveCheck: () => goTo({ screen: 'archiveCheck' }),
      openRetention: () => goTo({ screen: 'retention' }),
      checkFile: () => pickFile(holdFile),
      syncNow: () => sync({ account: null }),
      syncBox: (account) => sync({ account }),
      goBulk: () => goTo({ screen: 'bulk' }),
      goNotification: () => goTo({ screen: 'notification' }),
      addBox: () => goTo({ screen: 'addBox' }),
      openHealth: () => goTo({ screen: 'health' }),
      changePassword: askPassword,
      openPalette: () => setOverlay('palette'),
      openHelp: () => setOverlay('help'),
      openSettings: () => goTo({ screen: 'settings' }),
      openKeys: () => goTo({ screen: 'keys' }),
      openTrust: () => goTo({ screen: 'trust' }),
      switchTheme: () => changeSettings({ theme: dark ? 'light' : 'dark' }),
      switchLanguage: () => changeSettings({ language: settings.language === 'it' ? 'en' : 'it' }),
      switchDensity: () => changeSettings({ density: settings.density === 'normal' ? 'compact' : 'normal' }),
    };
  }, [
    refs,
    facts,
    office,
    searching,
    copies,
    writing,
    settings,
    dark,
    words,
    alone,
    core,
    queries,
    cache,
    changeSettings,
    sync,
    mark,
    batch,
    fail,
  ]);
}

/** Rows of the selection, else the open item; beside them the search on screen. */
function exportOf(): Pick<Extract<Route, { screen: 'export' }>, 'chosen' | 'query'> {
  const { open, route } = useWhere.getState();
  const query = route.screen === 'list' && route.view.view === 'search' ? route.view.query : '';
  const selected = selectedRows();
  if (selected !== null) return { chosen: { choice: { kind: 'selection', selection: selected.rows }, count: selected.count }, query };
  if (open === null) return { chosen: null, query };
  const item =
    open.type === 'dispatch'
      ? { type: 'dispatch' as const, id: open.id }
      : { type: 'message' as const, account: open.account, hash: open.hash };
  return { chosen: { choice: { kind: 'items', items: [item] }, count: 1 }, query };
}

// Esc takes one thing away at a time: selection, Perché, source, the open message, then the list.
function stepBack(refs: Refs, alone: boolean): void {
  const where = useWhere.getState();
  if (where.selection.kind !== 'none') select(NONE);
  else if (where.why !== null) {
    showWhy(null);
    focusMessage();
  } else if (where.showsSource) showSource(false);
  else if (where.openFrom !== null) openItem(where.openFrom, { focus: true });
  else if (where.route.screen === 'single') return;
  else if (where.route.screen !== 'list') goTo({ screen: 'list', view: { view: 'all', account: null } });
  else {
    if (alone && where.open !== null) closeItem();
    refs.list.current?.focus();
  }
}

const PAGE = 0.9;

// Space pages the message; at its end it goes on to the next row.
function pageMessage(step: 1 | -1, refs: Refs): void {
  const scroller = document.querySelector<HTMLElement>('[data-pane="message"] [data-scrolls]');
  if (scroller === null) return;
  const before = scroller.scrollTop;
  scroller.scrollBy({ top: step * scroller.clientHeight * PAGE });
  if (scroller.scrollTop === before) refs.list.current?.move(step === 1 ? 'next' : 'previous');
}
