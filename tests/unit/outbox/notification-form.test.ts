// The guided form of L. 53/1994: each thing the law asks for, missing, is named; the report says what was typed.
import { expect, test } from 'vitest';
import { checkForm, type DocumentFact } from '#main/notification-l53/check-form';
import { relataText } from '#main/notification-l53/relata';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import type { NotificationDocument, NotificationForm } from '#shared/model/notification';
import { textFor } from '#shared/text/catalogue';

const document = (name: string, kind: NotificationDocument['kind'], description = 'atto di citazione'): NotificationDocument => ({
  file: { file: asBlobHash('a'.repeat(64)), name, type: 'application/pdf', sizeBytes: 1 },
  kind,
  description,
});
const GOOD: NotificationForm = {
  account: asAccountId('anna'),
  lawyerName: 'Anna Rossi',
  lawyerTaxCode: 'RSSNNA80A01H501U',
  bar: 'Milano',
  clientName: 'Alfa S.r.l.',
  clientTaxCode: '01234567890',
  office: 'Tribunale di Milano',
  section: 'III',
  docketNumber: '1284',
  docketYear: '2026',
  recipients: [{ name: 'Comune di Valdoro', address: 'comune@pec-due.example', register: 'IPA', consultedOn: '2026-11-22' }],
  documents: [document('atto.pdf.p7m', 'act'), document('procura.pdf', 'copy', 'procura'), document('relata.pdf.p7m', 'relata', '')],
};
const FACTS: readonly DocumentFact[] = [
  { pdf: false, signature: 'valid' },
  { pdf: true, signature: 'none' },
  { pdf: false, signature: 'valid' },
];
const of = (change: Partial<NotificationForm>, facts = FACTS): readonly string[] =>
  checkForm({ ...GOOD, ...change }, facts, '2026-11-22').map(({ level, code }) => `${level} ${code}`);
const recipient = (change: object): Partial<NotificationForm> => ({ recipients: GOOD.recipients.map((one) => ({ ...one, ...change })) });

test.each<[given: string, change: Partial<NotificationForm>, then: readonly string[]]>([
  ['nothing wrong', {}, []],
  ['no proceeding', { office: '', section: '', docketNumber: '', docketYear: '' }, []],
  ['half a proceeding', { docketYear: '' }, ['blocking l53.proceeding']],
  ['no lawyer', { lawyerName: ' ', lawyerTaxCode: '' }, ['blocking l53.missing.lawyerName', 'blocking l53.missing.lawyerTaxCode']],
  ['no party', { clientName: '', clientTaxCode: '' }, ['blocking l53.missing.clientName', 'blocking l53.missing.clientTaxCode']],
  ['a tax code of another form', { clientTaxCode: '123' }, ['warning l53.taxCode']],
  ['no recipient', { recipients: [] }, ['blocking to.none']],
  ['an address that is none', recipient({ address: 'comune' }), ['blocking recipient.noDomain']],
  ['no address at all', recipient({ address: ' ', name: '', register: '' }), ['blocking l53.noAddress']],
  ['no register', recipient({ register: '' }), ['blocking l53.register']],
  ['no date of the register', recipient({ consultedOn: '' }), ['blocking l53.consulted']],
  ['a date to come', recipient({ consultedOn: '2026-11-23' }), ['blocking l53.consulted']],
  ['a date long ago', recipient({ consultedOn: '2026-10-01' }), ['warning l53.consultedLongAgo']],
  ['no name', recipient({ name: '' }), ['blocking l53.recipientName']],
  ['no relata', { documents: GOOD.documents.slice(0, 2) }, ['blocking l53.noRelata']],
  ['no act', { documents: GOOD.documents.slice(2) }, ['blocking l53.noAct']],
  [
    'an act without description',
    { documents: [document('atto.pdf.p7m', 'act', ''), ...GOOD.documents.slice(1)] },
    ['blocking l53.description'],
  ],
])('SND-10 %s', (_given, change, then) => {
  expect(of(change)).toEqual(then);
});

test.each<[given: string, fact: DocumentFact, then: readonly string[]]>([
  ['does not hold', { pdf: false, signature: 'invalid' }, ['blocking l53.signatureInvalid']],
  ['is of a file whose bytes are gone', { pdf: false, signature: 'gone' }, ['blocking l53.fileGone']],
  ['cannot be traced to a known authority', { pdf: false, signature: 'undecided' }, ['warning l53.signatureUndecided']],
])('SND-10 a signature that %s', (_given, fact, then) => {
  expect(of({}, [fact, ...FACTS.slice(1)])).toEqual(then);
});

test('SND-10 the report names lawyer, party, files, addresses with their register and day, proceeding, and attests copies alone', () => {
  const text = relataText(GOOD, 'studio@pec-uno.example', textFor('it'));
  const wanted = [
    'avv. Anna Rossi (c.f. RSSNNA80A01H501U), del foro di Milano, difensore di Alfa S.r.l. (c.f. 01234567890)',
    'dall’indirizzo studio@pec-uno.example',
    '- atto di citazione (file «atto.pdf.p7m»);',
    'Comune di Valdoro, all’indirizzo comune@pec-due.example, estratto dal pubblico elenco IPA, consultato il 22/11/2026;',
    'innanzi a Tribunale di Milano, sezione III, n. 1284, anno 2026 di ruolo',
    'le copie informatiche «procura.pdf» allegate',
  ];
  expect(wanted.filter((piece) => !text.includes(piece))).toEqual([]);
  expect(text.includes('relata.pdf.p7m')).toBe(false);
});
