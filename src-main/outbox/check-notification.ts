// What makes the service of a document by a lawyer void or unprovable, refused wherever the message is
// written (L. 53/1994 art. 3-bis and 11; PEC-REFERENCE §6, preset; THREATS SND-10). A message counts as one
// when its subject reads like the words of the law, also misspelt or in look-alike letters.
import type { DraftContent, Finding } from '#shared/model/compose';
import { blocking, warning } from './finding.ts';

/** Art. 3-bis: the subject must read so. More may follow it. */
export const NOTIFICATION_SUBJECT = 'notificazione ai sensi della legge n. 53 del 1994';

const EXACT = /^notificazione ai sensi della legge n\. 53 del 1994(?![a-z0-9])/i;

/** Letters of other alphabets that look like Latin ones in these words. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    е: 'e',
    о: 'o',
    с: 'c',
    і: 'i',
    ѕ: 's',
    ԁ: 'd',
    ո: 'n',
    ι: 'i',
    ο: 'o',
    α: 'a',
    ν: 'n',
    ƒ: 'f',
    ӏ: 'l',
    ɡ: 'g',
    т: 't',
  }),
);

export function isNotification(subject: string): boolean {
  const plain = [...subject.slice(0, 1_000).normalize('NFKD').toLowerCase()].map((letter) => LOOK_ALIKES.get(letter) ?? letter).join('');
  const bare = plain.replaceAll(/[^a-z0-9]/g, '');
  return bare.includes('notificazione') && bare.includes('53') && bare.includes('1994') && bare.includes('legge');
}

/** `ordinary`: recipients known not to be certified. */
export function notificationFindings(draft: DraftContent, ordinary: readonly string[]): readonly Finding[] {
  if (!isNotification(draft.subject)) return [];
  const found: Finding[] = [];
  if (!EXACT.test(draft.subject)) found.push(blocking('l53.subject', 'subject', { text: NOTIFICATION_SUBJECT }));
  if (draft.cc.length > 0) found.push(blocking('l53.cc', 'cc', {}, { kind: 'moveCcToTo' }));
  if (draft.receipt !== 'complete') found.push(blocking('l53.receipt', 'receipt', {}, { kind: 'setReceipt', receipt: 'complete' }));
  for (const address of ordinary) found.push(blocking('l53.ordinary', 'to', { address }));
  if (!draft.attachments.some(({ name }) => /relata|relazione/i.test(name))) found.push(warning('l53.relataMissing', 'attachments'));
  for (const { name } of draft.attachments)
    if (!/\.(?:pdf|p7m|eml|xml)$/i.test(name)) found.push(warning('l53.fileType', 'attachments', { name }));
  return found;
}
