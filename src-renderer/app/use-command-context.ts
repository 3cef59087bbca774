// What commands see of the screen, and the row that was opened last.
import { useCallback, useState } from 'react';
import { asBlobHash, asDispatchId } from '#shared/model/ids';
import type { ListRow, ListView } from '#shared/model/list';
import type { AccountView } from '#shared/model/views';
import type { CommandActions, CommandContext } from '#ui/commands/command.ts';
import type { OpenItem } from './route.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { openItem, useWhere } from './where.ts';

export type OpenRow = {
  readonly row: ListRow | null;
  readonly rowCount: number;
  readonly open: (row: ListRow, how: { readonly focus: boolean }) => void;
  readonly setCount: (count: number) => void;
};

export function useOpenRow(): OpenRow {
  const [row, setRow] = useState<ListRow | null>(null);
  const [rowCount, setCount] = useState(0);
  const open = useCallback((next: ListRow, how: { readonly focus: boolean }) => {
    setRow(next);
    openItem(itemOf(next), { focus: how.focus });
    if (how.focus) requestAnimationFrame(focusMessage);
  }, []);
  return { row, rowCount, open, setCount };
}

export function useContextOf(
  view: ListView | null,
  facts: OpenFacts,
  openRow: OpenRow,
  accounts: readonly AccountView[],
  search: CommandContext['search'],
  act: CommandActions,
): CommandContext {
  const selected = useWhere((where) => where.selection.kind !== 'none');
  const composing = useWhere((where) => where.route.screen === 'compose');
  const hasPictures = useWhere((where) => where.askPictures !== null);
  const canUndo = useWhere((where) => where.lastDone.kind !== 'nothing');
  return {
    view,
    selected,
    rowCount: openRow.rowCount,
    open: facts.kind,
    unread: openRow.row?.unread ?? false,
    hasOriginal: facts.original !== null,
    hasReport: facts.report !== null,
    hasHtml: facts.hasHtml,
    hasPictures,
    boxes: accounts.length,
    senders: accounts.filter((account) => !account.offline).length,
    composing,
    canHandle: facts.handling !== null || selected,
    canUndo,
    search,
    act,
  };
}

export function itemOf(row: ListRow): OpenItem {
  if (row.type === 'dispatch') return { type: 'dispatch', account: row.account, id: asDispatchId(row.id) };
  return { type: 'message', account: row.account, hash: row.hash ?? asBlobHash(row.id) };
}

export function focusMessage(): void {
  document.querySelector<HTMLElement>('[data-pane="message"] [data-scrolls]')?.focus({ preventScroll: true });
}
