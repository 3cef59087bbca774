// The list of the current view, tied to where the person is.
import { BookmarkPlus, BookmarkX } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import type { Settings } from '#shared/contract/settings';
import type { AccountId, DispatchId } from '#shared/model/ids';
import type { ListRow, ListView } from '#shared/model/list';
import type { AccountView } from '#shared/model/views';
import type { Text } from '#shared/text/catalogue';
import type { CommandContext } from '#ui/commands/command.ts';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { lastCheckOf } from '#ui/features/folders/sync-footer.tsx';
import { MessageList } from '#ui/features/message-list/message-list.tsx';
import { extended, isSelected, NONE, selectedCount, toggled, type Selection } from '#ui/features/message-list/selection.ts';
import { ProblemList, type ProblemSelection } from '#ui/features/problems/problem-list.tsx';
import { fileOfQuery } from '#ui/features/search/file-digest.ts';
import { widerQuery } from '#ui/features/search/wider-query.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { viewKey } from './route.ts';
import { focusMessage } from './use-command-context.ts';
import { savedViewOf } from './use-search-actions.ts';
import { SelectionActions } from './selection-actions.tsx';
import { goTo, moveCursor, openItem, remember, say, select, useWhere } from './where.ts';

export type ListPaneProps = {
  readonly ref: Ref<ListHandle>;
  readonly view: ListView;
  readonly accounts: readonly AccountView[];
  readonly context: CommandContext;
  readonly settings: Settings;
  /** The list alone fills the window. */
  readonly alone: boolean;
  readonly onOpen: (row: ListRow, how: { readonly focus: boolean }) => void;
  readonly onCount: (count: number) => void;
};

export function ListPane({ ref, view, accounts, context, settings, alone, onOpen, onCount }: ListPaneProps): ReactNode {
  const { text } = useWords();
  const { cursor, selection, open, places } = useWhere();
  const fileNames = useWhere((where) => where.fileNames);
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
          isSelected={(row) => isSelected(selection, row)}
          selected={selectedCount(selection)}
          selectionActions={<SelectionActions context={context} />}
          onSelect={chooseProblems}
          onOpen={openProblem}
          onCount={onCount}
        />
      </ErrorBoundary>
    );
  const file = view.view === 'search' ? fileOfQuery(view.query) : null;
  const title = titleOf(view, file === null ? null : (fileNames.get(file) ?? text.reader.search.someFile), settings, text);
  return (
    <ErrorBoundary resetKey={key}>
      <MessageList
        key={key}
        ref={ref}
        view={view}
        title={title}
        emptyText={file === null ? null : [text.reader.search.fileNowhere, text.reader.search.fileNowhereHint]}
        emptyAction={view.view === 'search' ? <WiderSearch query={view.query} account={view.account} /> : null}
        actions={view.view === 'search' && file === null ? <ViewButton context={context} /> : null}
        scope={scope}
        accounts={accounts}
        lastCheck={lastCheckOf(accounts)}
        density={settings.density}
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
        onRefused={say}
        selectionActions={<SelectionActions context={context} />}
      />
    </ErrorBoundary>
  );
}

/** `file`: name of the file that is looked for. */
function titleOf(view: ListView, file: string | null, settings: Settings, text: Text): string {
  if (view.view !== 'search') return text.screen.rail[view.view];
  if (file !== null) return text.reader.search.fileTitle(visibleText(file));
  return savedViewOf(settings, view)?.name ?? `${text.screen.rail.search} «${visibleText(view.query)}»`;
}

function openProblem(
  { account, id }: { readonly account: AccountId; readonly id: DispatchId },
  { focus }: { readonly focus: boolean },
): void {
  openItem({ type: 'dispatch', account, id }, { focus });
  if (focus) requestAnimationFrame(focusMessage);
}

function chooseProblems(change: ProblemSelection): void {
  select(afterChange(useWhere.getState().selection, change));
}

function afterChange(selection: Selection, change: ProblemSelection): Selection {
  switch (change.kind) {
    case 'none':
      return NONE;
    case 'toggle':
      return toggled(selection, change.key);
    case 'add':
      return extended(selection, change.keys);
  }
}

/** What was typed is perhaps the beginning of a word. */
function WiderSearch({ query, account }: { readonly query: string; readonly account: AccountId | null }): ReactNode {
  const { text } = useWords();
  const wider = widerQuery(query);
  if (wider === null) return null;
  return (
    <Button tone="outlined" onPress={() => goTo({ screen: 'list', view: { view: 'search', account, query: wider } })}>
      {text.reader.search.wider(visibleText(wider))}
    </Button>
  );
}

/** Keeps a search as a view, or lets go of one. */
function ViewButton({ context }: { readonly context: CommandContext }): ReactNode {
  const { text } = useWords();
  const saved = context.search === 'saved';
  return (
    <IconButton
      name={saved ? text.reader.views.remove : text.reader.views.save}
      icon={saved ? <BookmarkX size={15} aria-hidden /> : <BookmarkPlus size={15} aria-hidden />}
      onPress={saved ? context.act.removeView : context.act.askSaveView}
    />
  );
}
