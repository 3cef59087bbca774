// The preset of L. 53/1994: what would make a service of documents void is refused with its reason.
import { expect, test } from 'vitest';
import { isNotification, notificationFindings, NOTIFICATION_SUBJECT } from '#main/outbox/check-notification';
import { emptyDraft, type DraftAttachment, type DraftContent } from '#shared/model/compose';
import { asAccountId, asBlobHash } from '#shared/model/ids';

const file = (name: string): DraftAttachment => ({ file: asBlobHash('a'.repeat(64)), name, type: 'application/pdf', sizeBytes: 1 });
const GOOD: DraftContent = {
  ...emptyDraft(asAccountId('anna')),
  to: ['comune@pec.example'],
  subject: `Notificazione ai sensi della legge n. 53 del 1994 - R.G. 1284/2026`,
  attachments: [file('atto.pdf.p7m'), file('relata.pdf.p7m')],
};
const of = (change: Partial<DraftContent>, ordinary: readonly string[] = []): readonly string[] =>
  notificationFindings({ ...GOOD, ...change }, ordinary).map(({ level, code }) => `${level} ${code}`);

test.each<[given: string, change: Partial<DraftContent>, then: readonly string[]]>([
  ['nothing wrong', {}, []],
  ['the words of the law alone', { subject: NOTIFICATION_SUBJECT }, []],
  ['somebody in Cc', { cc: ['b@pec.example'] }, ['blocking l53.cc']],
  ['the brief receipt', { receipt: 'brief' }, ['blocking l53.receipt']],
  ['the concise receipt', { receipt: 'concise' }, ['blocking l53.receipt']],
  ['no relata', { attachments: [file('atto.pdf')] }, ['warning l53.relataMissing']],
  ['a file that is neither PDF nor signed', { attachments: [file('relata.pdf'), file('atto.docx')] }, ['warning l53.fileType']],
  [
    'all at once',
    { cc: ['b@pec.example'], receipt: 'brief', subject: 'Notificazione L. 53/1994, legge 53' },
    ['blocking l53.subject', 'blocking l53.cc', 'blocking l53.receipt'],
  ],
])('SND-10 %s', (_given, change, then) => {
  expect(of(change)).toEqual(then);
});

test('SND-10 a recipient of ordinary mail is refused', () => {
  expect(of({}, ['a@gmail.com'])).toEqual(['blocking l53.ordinary']);
});

test.each([
  ['a no-break space', 'Notificazione ai sensi della legge n.\u00a053 del 1994'],
  ['a Cyrillic о', 'Nоtificazione ai sensi della legge n. 53 del 1994'],
  ['full-width letters', 'ｎｏｔｉｆｉｃａｚｉｏｎｅ ai sensi della legge n. 53 del 1994'],
  ['two spaces', 'notificazione  ai sensi della legge n. 53 del 1994'],
  ['a zero-width space', 'notificazione ai sensi della leg\u200bge n. 53 del 1994'],
  ['words before it', 'Studio Rossi: notificazione ai sensi della legge n. 53 del 1994'],
  ['another wording', 'Notificazione ex Legge 21 gennaio 1994, n. 53'],
  ['digits that go on', 'notificazione ai sensi della legge n. 53 del 19945'],
])('SND-10 a subject with %s reads like the law and is not it: refused', (_what, subject) => {
  expect([isNotification(subject), of({ subject })]).toEqual([true, ['blocking l53.subject']]);
});

test.each([['Notificazione di avvenuto pagamento 2026'], ['Legge 53 del 1994'], ['Diffida']])('%s is an ordinary subject', (subject) => {
  expect([isNotification(subject), of({ subject, cc: ['b@pec.example'], receipt: 'brief' })]).toEqual([false, []]);
});
