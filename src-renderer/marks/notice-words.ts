// A notice as title and text. Sender and subject are the sender's: plain, shortened, never the title. Pure.
import type { Notice } from '#shared/model/notice';
import type { Words } from '#ui/ui/words.ts';
import { visibleText } from './plain-text.ts';

const MOST_CHARACTERS = 140;

export function noticeWords(notice: Notice, { text }: Pick<Words, 'text'>): { readonly title: string; readonly body: string } {
  const subject = shortened(visibleText(notice.subject));
  const more = notice.count === 1 ? '' : ` ${text.radar.others(notice.count - 1)}`;
  if (notice.what === 'received')
    return { title: text.radar.newMail(notice.count), body: `${shortened(visibleText(notice.from))}: ${subject}${more}` };
  return { title: text.radar.kinds[notice.kind], body: `${subject}${more}` };
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}
