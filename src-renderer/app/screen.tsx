// The window: bar, rail, list, message, Perché, footer. Three panes, two, or one (SCREENS §Main).
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode, type RefObject } from 'react';
import type { Settings as SettingsValue } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import type { ComposerHandle } from '#ui/features/compose/composer.tsx';
import { DemoBanner } from '#ui/features/accounts/demo-banner.tsx';
import { SyncFooter } from '#ui/features/folders/sync-footer.tsx';
import type { Binding, Command, CommandActions, CommandId } from '#ui/commands/command.ts';
import { ariaKey } from '#ui/commands/keys.ts';
import { RemapsContext, remapped } from '#ui/commands/remap.ts';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { BoxBanners } from '#ui/features/problems/box-banners.tsx';
import { useWords } from '#ui/ui/words.ts';
import { commandTable } from './command-table.ts';
import { Leaving } from './leaving.tsx';
import { fileDrop } from './file-drop.ts';
import { Overlays } from './overlays.tsx';
import { Panes } from './panes.tsx';
import type { Route } from './route.ts';
import { PlaceBar } from './place-bar.tsx';
import { MAC } from './platform.ts';
import styles from './screen.module.css';
import { useActions, useSettingsChange, type Refs } from './use-actions.ts';
import { useContextOf, useOpenRow } from './use-command-context.ts';
import { useKeys } from './use-keys.ts';
import { useOfficeActions } from './use-office-actions.ts';
import { useBadge } from './use-notices.ts';
import { useOwnTitle } from './use-own-title.ts';
import { useOpenFacts } from './use-open-facts.ts';
import { useReadingCopy } from './use-reading-copy.ts';
import { useReadMark } from './use-read-mark.ts';
import { savedViewOf, useSearchActions, type SearchActions } from './use-search-actions.ts';
import { usePanes } from './use-width.ts';
import { goTo, say, useWhere } from './where.ts';

export type ScreenProps = { readonly settings: SettingsValue; readonly accounts: readonly AccountView[]; readonly dark: boolean };

export function Screen({ settings, accounts, dark }: ScreenProps): ReactNode {
  const { core } = useCore();
  const words = useWords();
  const panes = usePanes();
  const connection = useSyncExternalStore(core.onConnection, core.connection);
  const { route, open, message } = useWhere();
  const view = route.screen === 'list' ? route.view : null;
  const list = useRef<ListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const refs = useMemo(() => ({ list, search, composer }), []);
  const alone = panes < 3;
  const facts = useOpenFacts(open);
  const openRow = useOpenRow();
  const table = useMemo(() => remapped(commandTable, settings.keys), [settings.keys]);
  const office = useOfficeActions(facts, words, bindingsIn(table, 'office.undo'));
  const searching = useSearchActions(settings, useSettingsChange(), words);
  const copies = useReadingCopy(facts, words);
  const act = useActions({ refs, facts, office, searching, copies, accounts, settings, dark, words, alone });
  const searched = view?.view !== 'search' ? 'none' : savedViewOf(settings, view) === null ? 'unsaved' : 'saved';
  const context = useContextOf(view, facts, openRow, accounts, searched, act);
  const onKey = useKeys(table, context);
  useBadge();
  useOwnTitle(route, open);
  useReadMark(open, openRow.row?.unread ?? false);
  useListFocus(list, route, !alone || open === null);

  return (
    <RemapsContext value={settings.keys}>
      <div className={styles['window']} data-print="flow" {...fileDrop(searching.lookForFile, () => say(words.text.reader.search.folder))}>
        <DemoBanner />
        {route.screen === 'single' ? null : <Top settings={settings} accounts={accounts} refs={refs} act={act} searching={searching} />}
        <Panes
          panes={panes}
          settings={settings}
          accounts={accounts}
          dark={dark}
          context={context}
          listRef={list}
          composerRef={composer}
          openRow={openRow}
          onFrameKey={onKey}
        />
        <Leaving />
        <SyncFooter
          accounts={accounts}
          message={message}
          connected={connection !== 'lost'}
          onSync={act.syncNow}
          syncKey={ariaKeyOf(table, 'box.sync')}
        />
        <Overlays table={table} context={context} accounts={accounts} settings={settings} office={office} searching={searching} />
      </div>
    </RemapsContext>
  );
}

const NO_KEYS: readonly Binding[] = [];

function bindingsIn(table: readonly Command[], id: CommandId): readonly Binding[] {
  return table.find((command) => command.id === id)?.bindings ?? NO_KEYS;
}

/** As assistive technology names it; none when the person took it away. */
function ariaKeyOf(table: readonly Command[], id: CommandId): string | undefined {
  const [binding] = bindingsIn(table, id);
  return binding === undefined ? undefined : ariaKey(binding.key, MAC);
}

type TopProps = Pick<ScreenProps, 'settings' | 'accounts'> & {
  readonly refs: Refs;
  readonly act: CommandActions;
  readonly searching: SearchActions;
};

/** Search, and what the boxes have to say. */
function Top({ settings, accounts, refs, act, searching }: TopProps): ReactNode {
  const { queries } = useCore();
  const route = useWhere((where) => where.route);
  const view = route.screen === 'list' ? route.view : null;
  const total = useQuery(queries.list.counts.queryOptions({ input: { account: null } })).data?.all ?? 0;
  return (
    <>
      <PlaceBar
        searchRef={refs.search}
        query={view?.view === 'search' ? view.query : ''}
        total={total}
        mac={MAC}
        recent={settings.recentSearches}
        onSearch={searching.search}
        onForget={searching.forget}
        onFile={searching.lookForFile}
        onClear={() => {
          if (view?.view === 'search') goTo({ screen: 'list', view: { view: 'all', account: view.account } });
          else refs.list.current?.focus();
        }}
        onPalette={act.openPalette}
      />
      {route.screen === 'health' ? null : (
        <BoxBanners accounts={accounts} account={view?.account ?? null} onRetry={act.syncBox} onPassword={act.changePassword} />
      )}
    </>
  );
}

/** When the view changes, and when the list comes back in place of a message. */
function useListFocus(list: RefObject<ListHandle | null>, route: Route, shown: boolean): void {
  useEffect(() => {
    if (route.screen === 'list' && shown) list.current?.focus();
  }, [list, route, shown]);
}
