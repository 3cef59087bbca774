// The window: bar, rail, list, message, Perché, footer. Three panes, two, or one (SCREENS §Main).
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Settings as SettingsValue } from '#shared/contract/settings';
import { asBlobHash, asDispatchId } from '#shared/model/ids';
import type { ListRow } from '#shared/model/list';
import type { AccountView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import type { CommandContext } from '#ui/commands/command.ts';
import { commandFor, focusOf, runCommand, type Press } from '#ui/commands/dispatch-keys.ts';
import { HelpSheet } from '#ui/commands/help-sheet.tsx';
import { Palette } from '#ui/commands/palette.tsx';
import { AddBox } from '#ui/features/accounts/add-box.tsx';
import { Rail } from '#ui/features/folders/rail.tsx';
import { lastCheckOf, SyncFooter } from '#ui/features/folders/sync-footer.tsx';
import { MessageList, type ListHandle } from '#ui/features/message-list/message-list.tsx';
import { BoxBanners } from '#ui/features/problems/box-banners.tsx';
import { Settings } from '#ui/features/settings/settings.tsx';
import { Why } from '#ui/features/verification/why.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import { commandTable } from './command-table.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { paletteEntries } from './palette-entries.ts';
import { PlaceBar } from './place-bar.tsx';
import { ReadingPane } from './reading-pane.tsx';
import { viewKey, type OpenItem } from './route.ts';
import styles from './screen.module.css';
import { useActions, useSettingsChange } from './use-actions.ts';
import { useOpenFacts } from './use-open-facts.ts';
import { usePanes } from './use-width.ts';
import { useReadMark } from './use-read-mark.ts';
import { focusPane, goTo, moveCursor, openItem, remember, say, select, setOverlay, showWhy, usedCommand, useWhere } from './where.ts';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function Screen({
  settings,
  accounts,
  dark,
}: {
  readonly settings: SettingsValue;
  readonly accounts: readonly AccountView[];
  readonly dark: boolean;
}): ReactNode {
  const { core, queries } = useCore();
  const words = useWords();
  const { text } = words;
  const panes = usePanes();
  const cache = useQueryClient();
  const connection = useSyncExternalStore(core.onConnection, core.connection);
  const where = useWhere();
  const { route, open, why, overlay } = where;
  const view = route.screen === 'list' ? route.view : null;
  const [rowCount, setRowCount] = useState(0);
  const [openRow, setOpenRow] = useState<ListRow | null>(null);
  const list = useRef<ListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const refs = useMemo(() => ({ list, search }), []);
  const alone = panes < 3;
  const facts = useOpenFacts(open);
  const act = useActions(refs, facts, settings, dark, words, alone);
  const changeSettings = useSettingsChange();
  const total = useQuery(queries.list.counts.queryOptions({ input: { account: null } })).data?.all ?? 0;
  useReadMark(open, openRow?.unread ?? false);

  const context: CommandContext = {
    view,
    rowCount,
    open: facts.kind,
    unread: openRow?.unread ?? false,
    hasOriginal: facts.original !== null,
    hasReport: facts.report !== null,
    hasHtml: facts.hasHtml,
    boxes: accounts.length,
    act,
  };
  const onKey = useKeys(context);
  const onOpen = useCallback((row: ListRow, how: { readonly focus: boolean }) => {
    const item = itemOf(row);
    if (item === null) return;
    setOpenRow(row);
    openItem(item, { focus: how.focus });
    if (how.focus)
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('[data-pane="message"] [data-scrolls]')?.focus({ preventScroll: true }),
      );
  }, []);
  useEffect(() => {
    if (route.screen === 'list') list.current?.focus();
  }, [route]);
  useEffect(() => {
    if (panes < 3 && open === null) list.current?.focus();
  }, [panes, open]);

  const runFromPalette = (id: string): void => {
    setOverlay('none');
    usedCommand(id);
    const account = accounts.find((each) => `box:${each.id}` === id);
    if (account !== undefined) return goTo({ screen: 'list', view: { view: 'all', account: account.id } });
    const command = commandTable.find((each) => each.id === id);
    if (command !== undefined) runCommand(command, context, 'palette', (because) => say(blockedText(because)));
    return undefined;
  };
  const blockedText = (because: string): string => Reflect.get(text.screen.blocked, because) ?? text.mail.errorUnknown;

  const showsList = view !== null && (panes === 3 || open === null);
  const showsMessage = view !== null && (panes === 3 || (open !== null && !(panes === 1 && why !== null)));
  const showsRail = panes > 1 || (view !== null && open === null) || view === null;
  return (
    <div className={classNames(styles['window'])}>
      <PlaceBar
        searchRef={search}
        query={view?.view === 'search' ? view.query : ''}
        total={total}
        mac={MAC}
        onSearch={(query) => goTo({ screen: 'list', view: { view: 'search', account: view?.account ?? null, query } })}
        onClear={() => {
          if (view?.view === 'search') goTo({ screen: 'list', view: { view: 'all', account: view.account } });
          else list.current?.focus();
        }}
        onPalette={act.openPalette}
      />
      <BoxBanners
        accounts={accounts}
        account={view?.account ?? null}
        onRetry={(account) => void core.client.sync.now({ account }).catch(() => undefined)}
      />
      <div className={styles['panes']} onFocus={(event) => rememberPane(event.target)}>
        {showsRail ? (
          <div className={styles['rail']} style={panes === 3 ? { inlineSize: `${settings.railWidth / 16}rem` } : undefined}>
            <Rail
              view={view}
              accounts={accounts}
              narrow={panes < 3}
              settingsOpen={route.screen === 'settings'}
              onView={(next) => goTo({ screen: 'list', view: next })}
              onAddBox={act.addBox}
              onSettings={act.openSettings}
            />
          </div>
        ) : null}
        {showsList && view !== null ? (
          <div
            className={classNames(styles['list'], panes < 3 && styles['grows'])}
            style={panes === 3 ? { inlineSize: `${settings.listWidth / 16}rem` } : undefined}
          >
            <ErrorBoundary resetKey={viewKey(view)}>
              <MessageList
                key={viewKey(view)}
                ref={list}
                view={view}
                title={view.view === 'search' ? `${text.screen.rail.search} «${visibleText(view.query)}»` : text.screen.rail[view.view]}
                scope={accounts.find((each) => each.id === view.account)?.label ?? text.screen.rail.allBoxes}
                accounts={accounts}
                lastCheck={lastCheckOf(accounts)}
                density={settings.density}
                cursor={where.cursor}
                selection={where.selection}
                openId={open === null ? null : open.type === 'message' ? open.hash : open.id}
                place={where.places.get(viewKey(view)) ?? null}
                opensOnEnter={alone}
                onCursor={moveCursor}
                onSelection={select}
                onOpen={onOpen}
                onPlace={(place) => remember(viewKey(view), { ...place, cursor: useWhere.getState().cursor })}
                onCount={setRowCount}
              />
            </ErrorBoundary>
          </div>
        ) : null}
        {showsMessage ? (
          <div className={styles['message']}>
            <ErrorBoundary resetKey={JSON.stringify(open)}>
              <ReadingPane open={open} accounts={accounts} context={context} dark={dark} mac={MAC} alone={alone} onFrameKey={onKey} />
            </ErrorBoundary>
          </div>
        ) : null}
        {why === null || view === null ? null : (
          <div className={styles['why']}>
            <ErrorBoundary resetKey={why.hash}>
              <Why account={why.account} hash={why.hash} onClose={() => showWhy(null)} onCopied={() => say(text.screen.done.copied)} />
            </ErrorBoundary>
          </div>
        )}
        {route.screen === 'settings' ? (
          <main className={styles['message']}>
            <Settings
              settings={settings}
              accounts={accounts}
              onChange={changeSettings}
              onAddBox={act.addBox}
              onClose={() => goTo({ screen: 'list', view: { view: 'all', account: null } })}
            />
          </main>
        ) : null}
        {route.screen === 'addBox' ? (
          <main className={styles['message']}>
            <AddBox
              first={false}
              onDone={() => {
                void cache.invalidateQueries({ queryKey: queries.accounts.key() });
                goTo({ screen: 'list', view: { view: 'all', account: null } });
              }}
              onCancel={() => goTo({ screen: 'list', view: { view: 'all', account: null } })}
            />
          </main>
        ) : null}
      </div>
      <SyncFooter accounts={accounts} message={where.message} connected={connection !== 'lost'} onSync={act.syncNow} />
      <Palette
        open={overlay === 'palette'}
        entries={paletteEntries(commandTable, context, accounts, text, MAC)}
        recent={where.recentCommands}
        onRun={runFromPalette}
        onClose={() => setOverlay('none')}
      />
      <HelpSheet open={overlay === 'help'} table={commandTable} mac={MAC} onClose={() => setOverlay('none')} />
    </div>
  );
}

function itemOf(row: ListRow): OpenItem | null {
  if (row.type === 'dispatch') return { type: 'dispatch', account: row.account, id: asDispatchId(row.id) };
  return { type: 'message', account: row.account, hash: row.hash ?? asBlobHash(row.id) };
}

function rememberPane(target: EventTarget): void {
  const name = target instanceof Element ? (target.closest('[data-pane]')?.getAttribute('data-pane') ?? null) : null;
  if (name === 'rail' || name === 'list' || name === 'message' || name === 'why') focusPane(name);
}

// The one listener for keys; keys pressed inside the mail frame come here too.
function useKeys(context: CommandContext): (event: KeyboardEvent) => void {
  const { text } = useWords();
  const latest = useRef(context);
  latest.current = context;
  const onKey = useCallback(
    (event: KeyboardEvent) => {
      const pane = useWhere.getState().pane;
      const fallback = pane === 'rail' ? 'global' : pane;
      const inFrame = event.view !== null && event.view !== window;
      const focus = inFrame ? ({ scope: 'message', typing: false } as const) : focusOf(event.target, fallback);
      if (focus === 'overlay') return;
      // A space or Enter on a button is that button's own.
      if (
        !inFrame &&
        event.target instanceof Element &&
        (event.key === ' ' || event.key === 'Enter') &&
        event.target.closest('button, a, summary, input, [role="link"]') !== null
      )
        return;
      const press: Press = event;
      const command = commandFor(commandTable, press, focus, MAC);
      if (command === null) return;
      const took = runCommand(command, latest.current, 'key', (because) =>
        say(Reflect.get(text.screen.blocked, because) ?? text.mail.errorUnknown),
      );
      if (took) event.preventDefault();
    },
    [text],
  );
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onKey]);
  return onKey;
}
