// The words of a row: who, subject, status, what icons mean. Pure. The accessible name of a row is
// its text in this order, so that what is seen and what is said cannot differ.
import type { ListRow } from '#shared/model/list';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';

/** What the eye sees as icons, after the status: attachments, unread. */
export function rowExtras(row: ListRow, words: Words): string {
  const { list } = words.text.screen;
  return [row.hasAttachments ? list.attachment : '', row.unread ? list.unread : ''].filter((part) => part !== '').join(', ');
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
