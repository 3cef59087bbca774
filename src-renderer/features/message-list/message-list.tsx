// The list of a view. Cursor, selection and what is open are three things: the cursor is a row key,
// opening follows it after a moment, reading does not need a selection (RENDERER §5).
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import type { Instant } from '#shared/model/ids';
import type { ListRow, ListView, RowKey } from '#shared/model/list';
import type { AccountView } from '#shared/model/views';
import { queryProblem } from '#shared/text/search';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { usePages, type Pages } from '#ui/client/pages.ts';
import { useCore } from '#ui/client/queries.ts';
import type { CursorMove } from '#ui/commands/command.ts';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { Button } from '#ui/ui/button.tsx';
import { ListHeader } from '#ui/ui/list-header.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import { VirtualList, type VirtualListHandle } from '#ui/ui/virtual-list.tsx';
import { ListEmpty } from './list-empty.tsx';
import { MessageRow, WaitingRow } from './message-row.tsx';
import { useSnippets } from './use-snippets.ts';
import { everythingSelected, extended, isSelected, MOST_IN_RANGE, NONE, selectedCount, toggled, type Selection } from './selection.ts';
import styles from './message-list.module.css';

/** Opening follows the cursor after this pause; a click or Enter opens at once. */
const OPEN_AFTER_MS = 120;

export type ListCursor = { readonly key: RowKey | null; readonly index: number };
export type ListPlace = { readonly topKey: RowKey | null; readonly topIndex: number; readonly pixelsInto: number };

export type MessageListProps = {
  readonly ref?: Ref<ListHandle>;
  readonly view: ListView;
  readonly title: string;
  readonly scope: string;
  /** In place of the usual words when there is no row: a sentence and a hint. */
  readonly emptyText?: readonly [string, string] | null;
  /** Beside the title. */
  readonly actions?: ReactNode;
  /** What can be done with the selected rows. */
  readonly selectionActions?: ReactNode;
  readonly accounts: readonly AccountView[];
  readonly lastCheck: Instant | null;
  readonly density: 'normal' | 'compact';
  readonly cursor: ListCursor | null;
  readonly selection: Selection;
  /** Row id (ListRow.id) of what the reading pane shows. */
  readonly openId: string | null;
  readonly place: ListPlace | null;
  /** The list alone fills the window: the cursor does not open by itself. */
  readonly opensOnEnter: boolean;
  readonly onCursor: (cursor: ListCursor) => void;
  readonly onSelection: (selection: Selection) => void;
  readonly onOpen: (row: ListRow, how: { readonly focus: boolean }) => void;
  readonly onPlace: (place: ListPlace) => void;
  readonly onCount: (count: number) => void;
  /** Why rows were not selected. */
  readonly onRefused: (sentence: string) => void;
  /** Under the words of an empty list. */
  readonly emptyAction?: ReactNode;
};

export function MessageList(props: MessageListProps): ReactNode {
  const { view, title, scope, accounts, lastCheck, density, cursor, selection, openId, onCount } = props;
  const { text } = useWords();
  const now = useNow();
  const list = useRef<VirtualListHandle>(null);
  const rowAt = useRef<Pages['rowAt']>(() => null);
  const pages = usePages(view, () => heldRows(list.current, rowAt.current, cursor));
  rowAt.current = pages.rowAt;
  const rowHeight = useRowHeight(density, view.view === 'search');
  const snippetOf = useSnippets(view, pages);
  const count = pages.frame?.count ?? 0;
  const act = useListActions(props, pages, list);
  useImperativeHandle(props.ref, () => act);
  usePlaces(props, pages, list);
  useCursorFollowsRows(props, pages);
  useEffect(() => onCount(count), [onCount, count]);

  const pressed = useRef(act.press);
  pressed.current = act.press;
  const onPress = useCallback<typeof act.press>((index, how) => pressed.current(index, how), []);
  const idOf = (index: number): string => rowId(pages.rowAt(index)?.key ?? String(index));

  return (
    <section className={styles['list']} aria-label={text.screen.list.label} data-scope="list" data-pane="list" data-print="no">
      <ListHeader
        title={title}
        scope={scope}
        count={pages.frame === null ? null : count}
        more={pages.frame?.more === true}
        actions={props.actions}
        selected={selectedCount(selection)}
        selectionActions={props.selectionActions}
        onClear={() => props.onSelection(NONE)}
      />
      <ListProblem pages={pages} />
      {pages.frame !== null && count === 0 ? (
        <ListEmpty
          view={view}
          lastCheck={lastCheck}
          boxes={accounts.length}
          now={now}
          words={props.emptyText ?? null}
          action={props.emptyAction ?? null}
        />
      ) : (
        <VirtualList
          ref={list}
          count={count}
          rowHeight={rowHeight}
          label={`${title}, ${scope}`}
          busy={pages.frame === null}
          cursor={cursor?.index ?? null}
          idOf={idOf}
          onRange={pages.setRange}
          row={(index) => {
            const row = pages.rowAt(index);
            if (row === null)
              return <WaitingRow id={idOf(index)} index={index} count={count} density={density} found={view.view === 'search'} />;
            const account = accounts.find((each) => each.id === row.account);
            return (
              <MessageRow
                row={row}
                id={idOf(index)}
                index={index}
                count={count}
                box={account ?? null}
                now={now}
                density={density}
                found={view.view === 'search' ? snippetOf(row.key) : undefined}
                isCursor={cursor?.index === index}
                isSelected={isSelected(selection, row.key)}
                isOpen={row.id === openId}
                onPress={onPress}
              />
            );
          }}
        />
      )}
    </section>
  );
}

function ListProblem({ pages }: { readonly pages: Pages }): ReactNode {
  const { text, language } = useWords();
  if (pages.error === null || pages.error === undefined) return null;
  // The same search again would be the same refusal.
  const problem = queryProblem(language, codedError(pages.error).values);
  const retry = (
    <Button tone="outlined" onPress={pages.retry}>
      {text.screen.banner.retry}
    </Button>
  );
  return (
    <Notice kind="problem" live action={problem === null ? retry : null}>
      {problem ?? errorText(text, codedError(pages.error))}
    </Notice>
  );
}

function rowId(key: string): string {
  return `row-${key.replace(/[^\w-]/g, '_')}`;
}

// The row height comes from the tokens, in rem: it follows zoom and the person's font size.
function useRowHeight(density: 'normal' | 'compact', found: boolean): number {
  const [height, setHeight] = useState(64);
  useLayoutEffect(() => {
    const measure = (): void => {
      const root = getComputedStyle(document.documentElement);
      const rem = Number.parseFloat(root.fontSize);
      const rows = Number.parseFloat(root.getPropertyValue(found ? `--row-found-${density}` : `--row-${density}`));
      if (Number.isFinite(rem * rows)) setHeight(Math.round(rem * rows));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [density, found]);
  return height;
}

type Actions = ListHandle & { press(index: number, how: { readonly toggle: boolean; readonly extend: boolean }): void };

function useListActions(props: MessageListProps, pages: Pages, list: { readonly current: VirtualListHandle | null }): Actions {
  const { cursor, selection, onCursor, onSelection, onOpen, onRefused, opensOnEnter } = props;
  const count = pages.frame?.count ?? 0;
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ pages, onOpen });
  latest.current = { pages, onOpen };
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  const at = cursor === null ? -1 : Math.min(cursor.index, count - 1);
  const openAt = (index: number, focus: boolean): void => {
    const row = latest.current.pages.rowAt(index);
    if (row !== null) latest.current.onOpen(row, { focus });
  };
  const openSoon = (index: number): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    if (!opensOnEnter) timer.current = setTimeout(() => openAt(index, false), OPEN_AFTER_MS);
  };
  const put = (index: number): void => {
    if (count === 0) return;
    const next = Math.min(Math.max(0, index), count - 1);
    onCursor({ index: next, key: pages.rowAt(next)?.key ?? null });
    list.current?.showRow(next);
    openSoon(next);
  };
  const { text, language, number } = useWords();
  const { queries } = useCore();
  const cache = useQueryClient();
  const chosen = useRef(selection);
  chosen.current = selection;
  const refused = (error: unknown): void =>
    onRefused(queryProblem(language, codedError(error).values) ?? errorText(text, codedError(error)));
  const extendTo = (from: number, to: number): void => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    if (last - first >= MOST_IN_RANGE) onRefused(text.screen.list.rangeTooLong(number(MOST_IN_RANGE)));
    else pages.keysBetween(first, last).then((keys) => onSelection(extended(chosen.current, keys)), refused);
  };

  return {
    move(move) {
      const page = list.current?.rowsPerPage() ?? 10;
      const targets: Readonly<Record<CursorMove, number>> = {
        next: at + 1,
        previous: Math.max(0, at - 1),
        first: 0,
        last: count - 1,
        pageDown: at + page,
        pageUp: at - page,
      };
      put(targets[move]);
    },
    extend(step) {
      const to = Math.min(Math.max(0, at + step), count - 1);
      extendTo(Math.max(0, at), to);
      put(to);
    },
    toggle() {
      const row = pages.rowAt(at);
      if (row !== null) onSelection(toggled(selection, row.key));
    },
    selectAll() {
      const all = queries.list.all.queryOptions({ input: { view: props.view }, gcTime: 0 });
      cache.fetchQuery({ ...all, staleTime: 0 }).then((found) => onSelection(everythingSelected(found)), refused);
    },
    openCursor() {
      if (timer.current !== null) clearTimeout(timer.current);
      openAt(at, true);
    },
    focus: () => list.current?.focus(),
    press(index, how) {
      const row = pages.rowAt(index);
      if (row === null) return;
      if (timer.current !== null) clearTimeout(timer.current);
      if (how.toggle) onSelection(toggled(selection, row.key));
      else if (how.extend) extendTo(Math.max(0, at), index);
      else if (selection.kind !== 'none') onSelection(NONE);
      onCursor({ index, key: row.key });
      if (!how.toggle && !how.extend) onOpen(row, { focus: opensOnEnter });
    },
  };
}

// Leaves the place of a view when it goes away, and comes back to it.
function usePlaces(props: MessageListProps, pages: Pages, list: { readonly current: VirtualListHandle | null }): void {
  const { place, onPlace, view } = props;
  const key = JSON.stringify(view);
  const latest = useRef({ pages, onPlace });
  latest.current = { pages, onPlace };
  const restored = useRef<string | null>(null);
  const ready = pages.frame !== null && pages.frame.count > 0;

  useLayoutEffect(() => {
    if (!ready || restored.current === key) return;
    restored.current = key;
    list.current?.scrollToRow(place?.topIndex ?? 0, place?.pixelsInto ?? 0);
  }, [ready, key, place, list]);

  useLayoutEffect(
    () => () => {
      const now = list.current?.place();
      if (now !== undefined)
        latest.current.onPlace({
          topIndex: now.index,
          topKey: latest.current.pages.rowAt(now.index)?.key ?? null,
          pixelsInto: now.pixelsInto,
        });
    },
    [key, list],
  );
  useAdopted(props, pages, list);
}

/** Rows that must not move under the eye: the first in sight unless the list is at its top, and the cursor's. */
function heldRows(
  list: VirtualListHandle | null,
  rowAt: Pages['rowAt'],
  cursor: ListCursor | null,
): { readonly keys: readonly RowKey[]; readonly top: { readonly key: RowKey; readonly index: number } | null } {
  const place = list?.place() ?? null;
  const topKey = place === null || (place.index === 0 && place.pixelsInto === 0) ? null : (rowAt(place.index)?.key ?? null);
  const top = place === null || topKey === null ? null : { key: topKey, index: place.index };
  const keys = [top?.key ?? null, cursor?.key ?? null].filter((key) => key !== null);
  return { keys: [...new Set(keys)], top };
}

// When a newer frame comes on screen, offset and cursor follow their rows before anything is painted.
function useAdopted(props: MessageListProps, pages: Pages, list: { readonly current: VirtualListHandle | null }): void {
  const { cursor, onCursor } = props;
  const { adoption } = pages;
  const seen = useRef<{ key: RowKey; index: number; pixelsInto: number } | null>(null);
  const done = useRef<Pages['adoption']>(null);
  useLayoutEffect(() => {
    if (adoption !== null && adoption !== done.current) {
      done.current = adoption;
      const before = seen.current;
      const now = before === null ? null : (adoption.places.get(before.key) ?? null);
      const atTop = before === null || (before.index === 0 && before.pixelsInto === 0);
      if (before !== null && !atTop && now !== null && now !== before.index) list.current?.scrollToRow(now, before.pixelsInto);
      const moved = cursor?.key == null ? null : (adoption.places.get(cursor.key) ?? null);
      if (cursor !== null && moved !== null && moved !== cursor.index) onCursor({ key: cursor.key, index: moved });
    }
    const place = list.current?.place();
    const key = place === undefined ? null : (pages.rowAt(place.index)?.key ?? null);
    seen.current = place === undefined || key === null ? null : { key, index: place.index, pixelsInto: place.pixelsInto };
  });
}

// The cursor is a key: when rows move, it moves with its row; when its row has gone, the row now in
// its place takes it.
function useCursorFollowsRows(props: MessageListProps, pages: Pages): void {
  const { cursor, onCursor, view } = props;
  const { queries } = useCore();
  const cache = useQueryClient();
  const row = cursor === null ? null : pages.rowAt(cursor.index);
  const revision = pages.frame?.revision ?? null;
  useEffect(() => {
    if (cursor === null || row === null || cursor.key === row.key) return undefined;
    if (cursor.key === null) {
      onCursor({ index: cursor.index, key: row.key });
      return undefined;
    }
    const stop = new AbortController();
    const wanted = cursor.key;
    void cache.fetchQuery({ ...queries.list.placeOf.queryOptions({ input: { view, key: wanted } }), staleTime: 0 }).then(
      (found) => {
        if (stop.signal.aborted) return;
        onCursor(found === null ? { index: cursor.index, key: row.key } : { index: found.index, key: wanted });
      },
      () => undefined, // the list shows its own error
    );
    return () => stop.abort();
    // A new revision or another row under the cursor asks again.
  }, [cursor, row, revision, view, queries, cache, onCursor]);
}
