// Pre-flight, rule by rule: what is found, how serious it is, and what would settle it (PEC-REFERENCE §1.7).
import { describe, expect, test } from 'vitest';
import { checkDraft, type DraftFacts } from '#main/outbox/check-draft';
import { providerLimits } from '#main/outbox/provider-limits';
import { emptyDraft, type Correspondent, type DraftAttachment, type DraftContent, type Finding } from '#shared/model/compose';
import { asAccountId, asBlobHash, asInstant } from '#shared/model/ids';
import { composeFindingText } from '#shared/text/compose-wording';
import { textFor } from '#shared/text/catalogue';

const ANNA = asAccountId('anna');
const BOTTEGA = asAccountId('bottega');
const NOW = asInstant(Date.UTC(2026, 10, 22, 10, 0, 0));
const MB = 1024 * 1024;

const person = (address: string, change: Partial<Correspondent> = {}): [string, Correspondent] => [
  address,
  { address, name: '', certified: true, lastSeen: NOW, accounts: [ANNA], ...change },
];
const FACTS: DraftFacts = {
  from: { account: ANNA, address: 'anna@pec.example', canSend: true },
  boxes: [
    { account: ANNA, address: 'anna@pec.example' },
    { account: BOTTEGA, address: 'bottega@pec.example' },
  ],
  limits: { totalBytes: 30 * MB, recipients: 50, certain: false, messagesPerMinute: null, messagesPerDay: null, forbidsBulk: false },
  correspondents: new Map([person('comune@pec.example')]),
  files: [],
  sizeBytes: 2_000,
  quota: null,
  scheduledFor: null,
  now: NOW,
};
const GOOD: DraftContent = { ...emptyDraft(ANNA), to: ['comune@pec.example'], subject: 'Istanza', text: 'Si trasmette.' };
const file = (name: string, change: Partial<DraftAttachment> = {}): DraftAttachment => ({
  file: asBlobHash('a'.repeat(64)),
  name,
  type: 'application/pdf',
  sizeBytes: 10,
  ...change,
});
const PDF = { sizeBytes: 10, head: Buffer.from('%PDF-1.4') };
const brief = ({ level, code, fix }: Finding): string => `${level} ${code}${fix === null ? '' : ` → ${fix.kind}`}`;
const found = (draft: Partial<DraftContent>, facts: Partial<DraftFacts> = {}): readonly string[] =>
  checkDraft({ ...GOOD, ...draft }, { ...FACTS, ...facts }).map(brief);

test('a good draft has no findings', () => {
  expect(found({})).toEqual([]);
});

describe('people', () => {
  test.each<[title: string, draft: Partial<DraftContent>, facts: Partial<DraftFacts>, then: readonly string[]]>([
    ['nobody', { to: [] }, {}, ['blocking to.none']],
    ['only Cc', { to: [], cc: ['comune@pec.example'] }, {}, ['blocking to.none', 'warning cc.concise → moveCcToTo']],
    ['Cc gives a concise receipt', { cc: ['altro@pec2.example'] }, {}, ['warning cc.concise → moveCcToTo']],
    ['a group', { to: ['undisclosed-recipients:;'] }, {}, ['blocking recipient.group → removeRecipient']],
    [
      'an injection',
      { to: ['comune@pec.example', 'x@y.example\r\nBcc: z@z.example'] },
      {},
      ['blocking recipient.control → removeRecipient'],
    ],
    ['twice', { to: ['comune@pec.example', 'COMUNE@pec.example'] }, {}, ['blocking recipient.twice → removeRecipient']],
    [
      'in To and in Cc',
      { cc: ['comune@pec.example'] },
      {},
      ['blocking recipient.twice → removeRecipient', 'warning cc.concise → moveCcToTo'],
    ],
    ['the provider itself', { to: ['posta-certificata@pec.example'] }, {}, ['blocking recipient.provider → removeRecipient']],
    ['ordinary by its domain', { to: ['mario@gmail.com'] }, {}, ['warning recipient.ordinary → removeRecipient']],
    [
      'ordinary as learned',
      {},
      { correspondents: new Map([person('comune@pec.example', { certified: false })]) },
      ['warning recipient.ordinary → removeRecipient'],
    ],
    ['a slip of the finger', { to: ['comnue@pec.example'] }, {}, ['warning recipient.similar → removeRecipient']],
    ['a missing letter', { to: ['comun@pec.example'] }, {}, ['warning recipient.similar → removeRecipient']],
    ['an imitated domain', { to: ['comune@xn--pc-jma.example'] }, {}, ['warning recipient.punycode → removeRecipient']],
    [
      'more than the law guarantees',
      { to: Array.from({ length: 51 }, (_, n) => `p${n}@uffici${n}.example`) },
      {},
      ['warning recipients.tooMany'],
    ],
    [
      'more than the provider takes',
      { to: Array.from({ length: 3 }, (_, n) => `p${n}@uffici${n}.example`) },
      { limits: { ...FACTS.limits, recipients: 2, certain: true } },
      ['blocking recipients.tooMany'],
    ],
    [
      'a name that reads as another address',
      { to: ['"comune@pec.example" <comune@altri.example>'] },
      {},
      ['warning recipient.nameIsAddress → removeRecipient'],
    ],
    ['a name that is the address itself', { to: ['"comune@pec.example" <comune@pec.example>'] }, {}, []],
    ['only oneself', { to: ['anna@pec.example'] }, {}, ['warning to.onlySelf']],
  ])('%s', (_title, draft, facts, then) => {
    expect(found(draft, facts)).toEqual(then);
  });
});

describe('sender, words, receipts, size', () => {
  test.each<[title: string, draft: Partial<DraftContent>, facts: Partial<DraftFacts>, then: readonly string[]]>([
    ['a box without a server', {}, { from: { ...FACTS.from, canSend: false } }, ['blocking from.cannotSend']],
    [
      'an answer from another box',
      { origin: { kind: 'reply', account: BOTTEGA, hash: asBlobHash('b'.repeat(64)) } },
      {},
      ['warning from.otherThanReceived → setAccount'],
    ],
    [
      'somebody known from another box',
      {},
      { correspondents: new Map([person('comune@pec.example', { accounts: [BOTTEGA] })]) },
      ['warning from.otherBoxUsual → setAccount'],
    ],
    ['a past hour', {}, { scheduledFor: asInstant(NOW - 1) }, ['blocking schedule.past']],
    ['no subject', { subject: ' ' }, {}, ['warning subject.none']],
    ['a subject with a line end', { subject: 'a\nBcc: x' }, {}, ['blocking subject.control']],
    ['a long subject', { subject: 'x'.repeat(300) }, {}, ['warning subject.long']],
    ['a subject beyond reason', { subject: 'x'.repeat(1_000) }, {}, ['blocking subject.tooLong']],
    ['nothing at all', { text: '  ' }, {}, ['warning text.none']],
    ['a promise', { text: 'In allegato la relata.' }, {}, ['warning attachment.promised']],
    ['another promise', { text: 'Allego quanto richiesto' }, {}, ['warning attachment.promised']],
    ['a promise somebody else made', { text: 'Grazie.\n> In allegato la relata.' }, {}, []],
    ['words that only look alike', { text: 'Allegramente, il collegato è qui.' }, {}, []],
    ['a field nobody filled', { text: 'Spett.le {{nome}},' }, {}, ['warning text.openField']],
    ['a field in the subject', { subject: 'Fattura {{n}}' }, {}, ['warning subject.openField']],
    ['a field somebody else left open', { text: 'Ecco.\n> {{nome}}' }, {}, []],
    ['an escape sequence', { text: 'a\u001b[2J' }, {}, ['blocking text.control']],
    ['brief', { receipt: 'brief' }, {}, ['warning receipt.brief → setReceipt']],
    ['concise', { receipt: 'concise' }, {}, ['warning receipt.concise → setReceipt']],
    ['an id that is none', { inReplyTo: '<a b>' }, {}, ['blocking reference.invalid']],
    ['over the minimum', { to: ['a@x.example', 'b@y.example'] }, { sizeBytes: 16 * MB }, ['warning size.tooLarge']],
    ['over what anybody takes', {}, { sizeBytes: 151 * MB }, ['blocking size.tooLarge']],
    [
      'over what this provider takes',
      {},
      { sizeBytes: 101 * MB, limits: providerLimits('x@pec.it', 'smtps.pec.aruba.it') },
      ['blocking size.tooLarge'],
    ],
    ['close to it', {}, { sizeBytes: 28 * MB }, ['warning size.near']],
    ['no room for the receipts', {}, { sizeBytes: 5 * MB, quota: { usedBytes: 95 * MB, limitBytes: 100 * MB } }, ['warning box.noRoom']],
  ])('%s', (_title, draft, facts, then) => {
    expect(found(draft, facts)).toEqual(then);
  });
});

describe('attachments', () => {
  test.each<[title: string, files: readonly DraftAttachment[], heads: DraftFacts['files'], then: readonly string[]]>([
    ['a PDF', [file('atto.pdf')], [PDF], []],
    ['a signed PDF', [file('atto.pdf.p7m')], [PDF], []],
    ['a signed file that lost its extension', [file('atto.p7m')], [PDF], ['warning attachment.p7mName → renameAttachment']],
    ['a program', [file('a.pdf.exe')], [PDF], ['blocking attachment.program → removeAttachment']],
    [
      'a program by another name',
      [file('a.txt')],
      [{ sizeBytes: 9, head: Buffer.from('MZ\u0090\0') }],
      ['blocking attachment.program → removeAttachment'],
    ],
    ['macros', [file('conti.xlsm')], [PDF], ['warning attachment.active → removeAttachment']],
    ['winmail', [file('winmail.dat')], [PDF], ['warning attachment.winmail → removeAttachment']],
    ['a path', [file('../a.pdf')], [PDF], ['blocking attachment.nameInvalid → renameAttachment']],
    ['a line end', [file('a\r\nb.pdf')], [PDF], ['blocking attachment.nameInvalid → renameAttachment']],
    ['accents', [file('perché.pdf')], [PDF], ['warning attachment.nameSpecial → renameAttachment']],
    ['the same name twice', [file('a.pdf'), file('A.pdf')], [PDF, PDF], ['warning attachment.nameTwice → renameAttachment']],
    [
      'not what its name says',
      [file('a.pdf')],
      [{ sizeBytes: 9, head: Buffer.from('PK\u0003\u0004') }],
      ['warning attachment.contentOther'],
    ],
    ['empty', [file('a.pdf')], [{ sizeBytes: 0, head: Buffer.alloc(0) }], ['warning attachment.empty → removeAttachment']],
    ['gone', [file('a.pdf')], [null], ['blocking attachment.gone → removeAttachment']],
    ['without extension', [file('atto')], [PDF], ['warning attachment.noExtension']],
  ])('%s', (_title, attachments, files, then) => {
    expect(found({ attachments }, { files })).toEqual(then);
  });

  test('a better name is one that every system keeps', () => {
    const fixes = checkDraft({ ...GOOD, attachments: [file('Relata: è “così”/1.pdf')] }, { ...FACTS, files: [PDF] }).map(({ fix }) => fix);
    expect(fixes).toEqual([{ kind: 'renameAttachment', index: 0, name: 'Relata_ e _cosi_1.pdf' }]);
  });
});

test('every finding has its sentence in both languages', () => {
  const drafts: Partial<DraftContent>[] = [
    { to: [], cc: ['a@b.example', 'x', 'y:;', '"a b"@c.example'], subject: '', text: '', receipt: 'brief' },
    { to: ['mario@gmail.com', 'mario@gmail.com', 'comnue@pec.example'], text: 'in allegato', receipt: 'concise' },
    { attachments: [file('a.exe'), file('è.docm'), file('x'), file('x.p7m')] },
  ];
  const codes = drafts.flatMap((draft) =>
    checkDraft({ ...GOOD, ...draft }, { ...FACTS, files: [PDF, null, PDF, PDF], sizeBytes: 40 * MB }),
  );
  const unworded = (['it', 'en'] as const).flatMap((language) =>
    codes
      .filter((one) => composeFindingText(textFor(language), one) === textFor(language).compose.findingUnknown(one.code))
      .map(({ code }) => code),
  );
  expect([codes.length > 15, unworded]).toEqual([true, []]);
});
