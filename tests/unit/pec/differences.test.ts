// V7 and V8: outer headers and the original inside against the signed data.
import { expect, test } from 'vitest';
import { parseMessage } from '#main/mime/parse';
import { innerDifferences } from '#main/pec/inner-differences';
import { locateCertification } from '#main/pec/locate';
import { outerDifferences } from '#main/pec/outer-differences';
import { certificationPart, certificationText, type CertificationText, originalPart, pecMessage } from '#tests/support/daticert-text';

const RECEIPT = [
  'X-Ricevuta: accettazione',
  'X-Riferimento-Message-ID: <m1@uno.example>',
  'Subject: ACCETTAZIONE: Prova',
  'To: anna@uno.example',
  'Date: Fri, 20 Nov 2026 09:30:04 +0100',
];
const ENVELOPE = [
  'X-Trasporto: posta-certificata',
  'X-TipoRicevuta: completa',
  'X-Riferimento-Message-ID: <m1@uno.example>',
  'Subject: POSTA CERTIFICATA: Prova',
  'To: bruno@due.example',
  'Message-ID: <id1@uno.example>',
  'Date: Fri, 20 Nov 2026 09:30:04 +0100',
];

function outer(header: readonly string[], values: CertificationText): readonly string[] {
  const bytes = pecMessage(header, [certificationPart(certificationText(values))]);
  const mime = parseMessage(bytes);
  const located = locateCertification(bytes, mime);
  if (located.state !== 'read') return [located.state];
  return outerDifferences(bytes, mime, located.data).map(
    (difference) => `${difference.field}: ${difference.signed ?? '-'} / ${difference.found ?? '-'}`,
  );
}
const changed = (header: readonly string[], from: string, to: string): readonly string[] =>
  header.map((line) => line.replace(from, to)).filter((line) => line !== '');

test.each<[given: string, header: readonly string[], values: CertificationText, then: readonly string[]]>([
  ['receipt as it should be', RECEIPT, {}, []],
  ['envelope as it should be', ENVELOPE, { tipo: 'posta-certificata', ricevuta: 'completa' }, []],
  [
    'SIG-27 X-Ricevuta',
    changed(RECEIPT, 'X-Ricevuta: accettazione', 'X-Ricevuta: avvenuta-consegna'),
    {},
    ['X-Ricevuta: accettazione / avvenuta-consegna'],
  ],
  ['SIG-27 X-Ricevuta missing', changed(RECEIPT, 'X-Ricevuta: accettazione', ''), {}, ['X-Ricevuta: accettazione / -']],
  ['SIG-27 X-Trasporto added', [...RECEIPT, 'X-Trasporto: errore'], {}, ['X-Trasporto: - / errore']],
  ['SIG-27 reference', changed(RECEIPT, '<m1@', '<m2@'), {}, ['X-Riferimento-Message-ID: <m1@uno.example> / <m2@uno.example>']],
  ['SIG-27 Subject', changed(RECEIPT, 'ACCETTAZIONE: Prova', 'CONSEGNA: Prova'), {}, ['Subject: ACCETTAZIONE: Prova / CONSEGNA: Prova']],
  [
    'subject folded and encoded',
    changed(RECEIPT, 'ACCETTAZIONE: Prova', 'ACCETTAZIONE:\r\n =?utf-8?q?Prova_perch=C3=A9?='),
    { oggetto: 'Prova perché' },
    [],
  ],
  ['SIG-27 To', changed(RECEIPT, 'To: anna@', 'To: altri@'), {}, ['To: anna@uno.example / altri@uno.example']],
  ['To with two addresses', changed(RECEIPT, 'To: anna@', 'To: x@y.it, anna@'), {}, ['To: anna@uno.example / x@y.it, anna@uno.example']],
  ['SIG-27 Date', changed(RECEIPT, '09:30:04', '11:30:04'), {}, ['Date: 2026-11-20T08:30:04Z / Fri, 20 Nov 2026 11:30:04 +0100']],
  [
    'virus without X-VerificaSicurezza',
    changed(changed(RECEIPT, 'ACCETTAZIONE', 'AVVISO DI NON ACCETTAZIONE PER VIRUS'), 'accettazione', 'non-accettazione'),
    { tipo: 'non-accettazione', errore: 'virus' },
    ['X-VerificaSicurezza: errore / -'],
  ],
  [
    'envelope: Message-ID',
    changed(ENVELOPE, '<id1@', '<id2@'),
    { tipo: 'posta-certificata' },
    ['Message-ID: <id1@uno.example> / <id2@uno.example>'],
  ],
  [
    'envelope: extent',
    changed(ENVELOPE, 'completa', 'breve'),
    { tipo: 'posta-certificata', ricevuta: 'completa' },
    ['X-TipoRicevuta: completa / breve'],
  ],
  ['no msgid on either side', changed(RECEIPT, 'X-Riferimento-Message-ID: <m1@uno.example>', ''), { msgid: null }, []],
])('V7 %s', (_given, header, values, then) => {
  expect(outer(header, values)).toEqual(then);
});

const ORIGINAL = [
  'From: anna@uno.example',
  'To: bruno@due.example',
  'Subject: Prova',
  'Message-ID: <id1@uno.example>',
  'X-Riferimento-Message-ID: <m1@uno.example>',
  '',
  'x',
];

test.each<[given: string, from: string, to: string, then: readonly string[]]>([
  ['as it should be', '', '', []],
  ['Message-ID', '<id1@', '<id9@', ['Message-ID']],
  ['reference', '<m1@', '<m9@', ['X-Riferimento-Message-ID']],
  ['From', 'anna@', 'altri@', ['From']],
  ['To', 'To: bruno@', 'To: carla@', ['To, Cc']],
  ['Cc added', 'Subject:', 'Cc: carla@due.example\r\nSubject:', ['To, Cc']],
  ['Subject', 'Prova', 'Altro', ['Subject']],
])('V8 %s', (_given, from, to, then) => {
  const bytes = pecMessage(ENVELOPE, [
    certificationPart(certificationText({ tipo: 'posta-certificata' })),
    originalPart(ORIGINAL.map((line) => (from === '' ? line : line.replace(from, to)))),
  ]);
  const mime = parseMessage(bytes);
  const located = locateCertification(bytes, mime);
  const differences = located.state === 'read' ? innerDifferences(bytes, mime, [1, 3], located.data) : null;
  expect(differences?.map((difference) => difference.field)).toEqual(then);
});
