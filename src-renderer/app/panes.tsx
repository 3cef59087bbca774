// Which panes stand side by side, by the width there is.
import { useState, type ReactNode, type Ref } from 'react';
import type { Settings as SettingsValue } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import type { CommandContext } from '#ui/commands/command.ts';
import type { ComposerHandle } from '#ui/features/compose/composer.tsx';
import { Rail } from '#ui/features/folders/rail.tsx';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { Why } from '#ui/features/verification/why.tsx';
import { SplitHandle } from '#ui/ui/split-handle.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { ListPane } from './list-pane.tsx';
import { OtherScreen } from './other-screens.tsx';
import { ReadingPane } from './reading-pane.tsx';
import type { OpenItem, Route, WhyOf } from './route.ts';
import styles from './screen.module.css';
import { useSettingsChange } from './use-actions.ts';
import type { OpenRow } from './use-command-context.ts';
import type { Panes as PaneCount } from './use-width.ts';
import { focusPane, goTo, say, showWhy, useWhere } from './where.ts';

export type PanesProps = {
  readonly panes: PaneCount;
  readonly settings: SettingsValue;
  readonly accounts: readonly AccountView[];
  readonly dark: boolean;
  readonly context: CommandContext;
  readonly listRef: Ref<ListHandle>;
  readonly composerRef: Ref<ComposerHandle>;
  readonly openRow: OpenRow;
  readonly onFrameKey: (event: KeyboardEvent) => void;
};

// The schemas of the contract stay out of the page: they would probe for eval, which its policy refuses.
const RAIL = { min: 160, max: 360, initial: 220 };
const LIST = { min: 288, max: 800, initial: 420 };

/** While an edge is dragged its width is this window's own; let go, it is everybody's. */
function useWidths(settings: SettingsValue): {
  readonly rail: number;
  readonly list: number;
  readonly moveRail: (value: number, settled: boolean) => void;
  readonly moveList: (value: number, settled: boolean) => void;
} {
  const change = useSettingsChange();
  const [dragged, setDragged] = useState<{ readonly rail?: number; readonly list?: number }>({});
  return {
    rail: dragged.rail ?? settings.railWidth,
    list: dragged.list ?? settings.listWidth,
    moveRail: (rail, settled) => {
      setDragged(settled ? {} : { rail });
      if (settled) change({ railWidth: rail });
    },
    moveList: (list, settled) => {
      setDragged(settled ? {} : { list });
      if (settled) change({ listWidth: list });
    },
  };
}

const rem = (pixels: number): string => `${pixels / 16}rem`;

export function Panes(props: PanesProps): ReactNode {
  const { panes, settings, accounts, dark, context, listRef, composerRef, openRow, onFrameKey } = props;
  const { rail, list } = useWords().text.screen;
  const { route, open, why } = useWhere();
  const view = route.screen === 'list' ? route.view : null;
  const shown = shownPanes(panes, route, open, why);
  const [wide, widths] = [panes === 3, useWidths(settings)];
  return (
    <div className={styles['panes']} data-print="flow" onFocus={(event) => rememberPane(event.target)}>
      {shown.rail ? (
        <div className={styles['rail']} data-print="no" style={wide ? { inlineSize: rem(widths.rail) } : undefined}>
          <RailPane {...props} />
        </div>
      ) : null}
      {wide && shown.rail ? <SplitHandle label={rail.resize} value={widths.rail} {...RAIL} onMove={widths.moveRail} /> : null}
      {shown.list && view !== null ? (
        <div className={classNames(styles['list'], !wide && styles['grows'])} style={wide ? { inlineSize: rem(widths.list) } : undefined}>
          <ListPane
            ref={listRef}
            view={view}
            accounts={accounts}
            context={context}
            settings={settings}
            alone={!wide}
            onOpen={openRow.open}
            onCount={openRow.setCount}
          />
        </div>
      ) : null}
      {wide && shown.list ? <SplitHandle label={list.resize} value={widths.list} {...LIST} onMove={widths.moveList} /> : null}
      {shown.message ? (
        <div className={styles['message']} data-print="flow">
          <ErrorBoundary resetKey={JSON.stringify(open)}>
            <ReadingPane
              open={open}
              accounts={accounts}
              context={context}
              dark={dark}
              alone={!wide && route.screen !== 'single'}
              onFrameKey={onFrameKey}
            />
          </ErrorBoundary>
        </div>
      ) : null}
      {why === null ? null : <WhyPane why={why} />}
      {route.screen === 'list' || route.screen === 'single' ? null : (
        <main className={styles['message']}>
          <OtherScreen route={route} settings={settings} accounts={accounts} composerRef={composerRef} />
        </main>
      )}
    </div>
  );
}

function RailPane({ panes, settings, accounts, context: { act } }: PanesProps): ReactNode {
  const route = useWhere((where) => where.route);
  return (
    <Rail
      view={route.screen === 'list' ? route.view : null}
      accounts={accounts}
      savedViews={settings.savedViews}
      narrow={panes < 3}
      settingsOpen={route.screen === 'settings'}
      onView={(view) => goTo({ screen: 'list', view })}
      sending={{ open: route.screen, onGo: (screen) => goTo({ screen }) }}
      onAddBox={act.addBox}
      onSettings={act.openSettings}
      healthOpen={route.screen === 'health'}
      onHealth={act.openHealth}
      onWrite={act.newMessage}
      onOutgoing={act.goOutgoing}
    />
  );
}

function WhyPane({ why }: { readonly why: WhyOf }): ReactNode {
  const { text } = useWords();
  return (
    <div className={styles['why']} data-print="no">
      <ErrorBoundary resetKey={why.hash}>
        <Why account={why.account} hash={why.hash} onClose={() => showWhy(null)} onCopied={() => say(text.screen.done.copied)} />
      </ErrorBoundary>
    </div>
  );
}

function shownPanes(
  panes: PaneCount,
  { screen }: Route,
  open: OpenItem | null,
  why: WhyOf | null,
): { readonly rail: boolean; readonly list: boolean; readonly message: boolean } {
  if (screen === 'single') return { rail: false, list: false, message: !(panes === 1 && why !== null) };
  if (screen !== 'list') return { rail: panes > 1, list: false, message: false };
  const list = panes === 3 || open === null;
  const message = panes === 3 || (open !== null && !(panes === 1 && why !== null));
  return { rail: panes > 1 || open === null, list, message };
}

function rememberPane(target: EventTarget): void {
  const name = target instanceof Element ? (target.closest('[data-pane]')?.getAttribute('data-pane') ?? null) : null;
  if (name === 'rail' || name === 'list' || name === 'message' || name === 'composer' || name === 'why') focusPane(name);
}
