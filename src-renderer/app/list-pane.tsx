// The list of the current view, tied to where the person is.
import type { ReactNode, Ref } from 'react';
import type { Settings } from '#shared/contract/settings';
import type { ListRow, ListView } from '#shared/model/list';
import type { AccountView } from '#shared/model/views';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { lastCheckOf } from '#ui/features/folders/sync-footer.tsx';
import { MessageList } from '#ui/features/message-list/message-list.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { ProblemList } from '#ui/features/problems/problem-list.tsx';
import { useWords } from '#ui/ui/words.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { viewKey } from './route.ts';
import { focusMessage } from './use-command-context.ts';
import { moveCursor, openItem, remember, select, useWhere } from './where.ts';

export type ListPaneProps = {
  readonly ref: Ref<ListHandle>;
  readonly view: ListView;
  readonly accounts: readonly AccountView[];
  readonly density: Settings['density'];
  /** The list alone fills the window. */
  readonly alone: boolean;
  readonly onOpen: (row: ListRow, how: { readonly focus: boolean }) => void;
  readonly onCount: (count: number) => void;
};

export function ListPane({ ref, view, accounts, density, alone, onOpen, onCount }: ListPaneProps): ReactNode {
  const { text } = useWords();
  const { cursor, selection, open, places } = useWhere();
  const key = viewKey(view);
  const scope = accounts.find((each) => each.id === view.account)?.label ?? text.screen.rail.allBoxes;
  if (view.view === 'problems')
    return (
      <ErrorBoundary resetKey={key}>
        <ProblemList
          key={key}
          ref={ref}
          account={view.account}
          scope={scope}
          accounts={accounts}
          openId={open?.type === 'dispatch' ? open.id : null}
          opensOnEnter={alone}
          onOpen={({ account, id }, { focus }) => {
            openItem({ type: 'dispatch', account, id }, { focus });
            if (focus) requestAnimationFrame(focusMessage);
          }}
          onCount={onCount}
        />
      </ErrorBoundary>
    );
  return (
    <ErrorBoundary resetKey={key}>
      <MessageList
        key={key}
        ref={ref}
        view={view}
        title={view.view === 'search' ? `${text.screen.rail.search} «${visibleText(view.query)}»` : text.screen.rail[view.view]}
        scope={scope}
        accounts={accounts}
        lastCheck={lastCheckOf(accounts)}
        density={density}
        cursor={cursor}
        selection={selection}
        openId={open === null ? null : open.type === 'message' ? open.hash : open.id}
        place={places.get(key) ?? null}
        opensOnEnter={alone}
        onCursor={moveCursor}
        onSelection={select}
        onOpen={onOpen}
        onPlace={(place) => remember(key, { ...place, cursor: useWhere.getState().cursor })}
        onCount={onCount}
      />
    </ErrorBoundary>
  );
}
