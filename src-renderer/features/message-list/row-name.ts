// The words of a row: who, subject, status, what icons mean. Pure. The accessible name of a row is
// its text in this order, so that what is seen and what is said cannot differ.
import type { ListRow } from '#shared/model/list';
import { asciiDomain, visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';

/** What the eye sees as icons, after the status: attachments, unread. */
export function rowExtras(row: ListRow, words: Words): string {
  const { list } = words.text.screen;
  return [row.hasAttachments ? list.attachment : '', row.unread ? list.unread : ''].filter((part) => part !== '').join(', ');
}

/** Correspondent of a row: sender of what came, first recipients of what went. */
export function rowPerson(row: ListRow, words: Words): string {
  if (row.type === 'received') return row.from.address === '' ? words.text.screen.list.noSender : plainAddress(row.from.address);
  const [first = '?'] = row.to;
  const others = row.toCount - 1;
  return others > 0 ? `${plainAddress(first)} ${words.text.screen.list.more(others)}` : plainAddress(first);
}

export function rowSubject(row: ListRow, words: Words): string {
  const subject = visibleText(row.subject);
  return subject === '' ? words.text.screen.list.noSubject : subject;
}

// A row has no room for two spellings of a domain: the ASCII one cannot be mistaken (THREATS HDR-02).
function plainAddress(address: string): string {
  const ascii = asciiDomain(address);
  return visibleText(ascii === null ? address : `${address.slice(0, address.lastIndexOf('@') + 1)}${ascii}`);
}
