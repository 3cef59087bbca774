// What a screen reader says for a row: who, subject, status, time, unread. Pure.
import type { Instant } from '#shared/model/ids';
import type { ListRow } from '#shared/model/list';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';

export function rowName(row: ListRow, boxLabel: string, words: Words, now: Instant): string {
  const { text } = words;
  const parts = [
    rowPerson(row, words),
    rowSubject(row, words),
    rowStatus(row, words),
    row.hasAttachments ? text.screen.list.attachment : '',
    row.unread ? text.screen.list.unread : '',
    row.handling === null || row.handling.state === 'unhandled' ? '' : handlingWords(row, words),
    words.dates.short(row.date, now),
    boxLabel,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Correspondent of a row: sender of what came, first recipients of what went. */
export function rowPerson(row: ListRow, words: Words): string {
  if (row.type === 'received') return visibleText(row.from.address);
  const [first = '?'] = row.to;
  const others = row.toCount - 1;
  return others > 0 ? `${visibleText(first)} ${words.text.screen.list.more(others)}` : visibleText(first);
}

export function rowSubject(row: ListRow, words: Words): string {
  const subject = visibleText(row.subject);
  return subject === '' ? words.text.screen.list.noSubject : subject;
}

/** The words of the status line. */
export function rowStatus(row: ListRow, words: Words): string {
  const { text } = words;
  if (row.kind === 'unreadable') return text.screen.list.unreadable;
  if (row.dispatch !== null) return text.mail.summary(row.dispatch);
  return row.look === 'pending' ? text.mail.pendingLook : text.mail.looks[row.look];
}

function handlingWords(row: ListRow, words: Words): string {
  const { handling } = words.text.screen.list;
  if (row.handling === null) return '';
  if (row.handling.state === 'handled') return handling.handled;
  return row.handling.by === null ? handling.mine : handling.inCharge(visibleText(row.handling.by));
}
