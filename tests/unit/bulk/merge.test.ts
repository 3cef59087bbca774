// A template and a row: what comes out of a table is text and nothing else.
import { describe, expect, test } from 'vitest';
import { createRowChecker, firstLinesOf, summariseChecks } from '#main/bulk/check-rows';
import { createMerge } from '#main/bulk/merge';
import { guessColumns } from '#main/bulk/guess-columns';
import { proofCsv, proofXlsx } from '#main/bulk/proof-table';
import { readTable } from '#main/table/read-table';
import { composeMessage } from '#main/outbox/compose-message';
import type { DraftFacts } from '#main/outbox/check-draft';
import type { BulkTemplate } from '#shared/model/bulk';
import { asAccountId } from '#shared/model/ids';
import { readRecipient } from '#shared/model/sendable-address';
import { NOW } from '#tests/support/temp-profile-clock';

const ANNA = asAccountId('anna');
const COLUMNS = ['PEC', 'Ragione sociale', 'Importo'];
const TEMPLATE: BulkTemplate = {
  account: ANNA,
  addressColumn: 'PEC',
  nameColumn: 'Ragione sociale',
  subject: 'Convocazione – {{ragione  SOCIALE}}',
  text: 'Spett.le {{Ragione sociale}},\nquota {{Importo}} €.\n',
  receipt: 'complete',
  attachments: [],
};
const FACTS: DraftFacts = {
  from: { account: ANNA, address: 'anna@pec.example', canSend: true },
  boxes: [{ account: ANNA, address: 'anna@pec.example' }],
  limits: { totalBytes: 30_000_000, recipients: 50, certain: false, messagesPerMinute: 6, messagesPerDay: null, forbidsBulk: true },
  correspondents: new Map(),
  files: [],
  sizeBytes: 0,
  quota: null,
  scheduledFor: null,
  now: NOW,
};
const merged = (cells: readonly string[], change: Partial<BulkTemplate> = {}) =>
  createMerge({ ...TEMPLATE, ...change }, COLUMNS).merge(cells).content;
const codes = (cells: readonly string[], change: Partial<BulkTemplate> = {}): readonly string[] =>
  createRowChecker({ ...TEMPLATE, ...change }, COLUMNS, FACTS, new Map())
    .check({ line: 2, cells })
    .findings.map(({ code, level }) => `${level} ${code}`);

describe('SND-09 a row becomes a message', () => {
  test('fields are found whatever their case and spaces, and put in once', () => {
    expect(merged(['a@pec.it', 'Rossi & C. {{Importo}}', '10,50'])).toMatchObject({
      to: ['Rossi & C. {{Importo}} <a@pec.it>'],
      subject: 'Convocazione – Rossi & C. {{Importo}}',
      text: 'Spett.le Rossi & C. {{Importo}},\nquota 10,50 €.\n',
    });
  });

  test.each([["=cmd|' /C calc'!A0"], ['+39 02'], ['-1'], ['@SUM(A1)'], ['\tx'], ['"; DROP'], ['$&'], ['$1'], ['<b>x</b>']])(
    '%j stays what it is in subject and text',
    (value) => {
      const { subject, text } = merged(['a@pec.it', value, value]);
      expect([subject, text]).toEqual([`Convocazione – ${value}`, `Spett.le ${value},\nquota ${value} €.\n`]);
    },
  );

  test.each<[given: string, cells: readonly string[], then: readonly string[]]>([
    ['two addresses in a cell', ['a@pec.it; b@pec.it', 'X', '1'], ['blocking row.several']],
    ['no address', ['', 'X', '1'], ['blocking recipient.empty']],
    ['an address that is none', ['a@pec', 'X', '1'], ['blocking recipient.noDomain']],
    ['a line break in an address', ['a@pec.it\r\nBcc: c@d.it', 'X', '1'], ['blocking row.several']],
    ['a line break in a name that goes into the subject', ['a@pec.it', 'X\r\nBcc: c@d.it', '1'], ['blocking subject.control']],
    ['U+2028 in the subject', ['a@pec.it', 'X\u2028Y', '1'], ['blocking subject.control']],
    ['a control character in the text', ['a@pec.it', 'X', '\u0007'], ['blocking text.control']],
    ['an empty field', ['a@pec.it', 'X', ' '], ['warning row.emptyField']],
    ['nothing to say', ['a@pec.it', 'X', '1'], []],
  ])('SND-01 %s', (_given, cells, then) => {
    expect(codes(cells).toSorted()).toEqual([...then].toSorted());
  });

  test('SND-01 no value becomes a header: what pre-flight lets through is composed into the very headers of its template', () => {
    const hostile = ['X\nY', 'X\r\nBcc: evil@x.it', '"<a@b.it>', 'a@b.it', 'È\u0000', ',;:()', '=?utf-8?B?QmNj?='];
    const names = hostile.flatMap((value) => {
      const cells = ['a@pec.it', value, value];
      if (codes(cells).some((code) => code.startsWith('blocking'))) return [];
      const { to, subject, text } = merged(cells);
      const read = readRecipient(to[0] ?? '');
      if (read.state === 'invalid') throw new Error(`${value} passed pre-flight and is no recipient`);
      const bytes = composeMessage(
        { to: [read.mailbox], cc: [], subject, text, html: null, receipt: 'complete', files: [], inReplyTo: null, references: [] },
        { address: 'anna@pec.example', name: '', messageId: '<x@pec.example>' },
        { now: () => NOW },
      );
      const head = Buffer.from(bytes).toString('latin1').split('\r\n\r\n')[0] ?? '';
      return [
        head
          .split(/\r\n(?![ \t])/)
          .map((line) => line.slice(0, line.indexOf(':')))
          .join(),
      ];
    });
    expect(new Set(names)).toEqual(
      new Set(['From,To,Subject,Date,Message-ID,X-TipoRicevuta,MIME-Version,Content-Type,Content-Transfer-Encoding']),
    );
  });

  test('a template that names no column of the table, or none at all, is told before anything else', () => {
    const of = (change: Partial<BulkTemplate>): readonly string[] =>
      createMerge({ ...TEMPLATE, ...change }, COLUMNS).findings.map(({ code, level }) => `${level} ${code}`);
    expect([
      of({}),
      of({ text: '{{Città}}' }),
      of({ addressColumn: 'Email' }),
      of({ subject: 'x', text: 'y' }),
      of({ text: '{{Importo' }),
    ]).toEqual([[], ['blocking bulk.unknownField'], ['blocking bulk.addressColumn'], ['warning bulk.noField'], ['warning bulk.openField']]);
  });

  test('the dry run counts every row, its reasons, and the time it takes', () => {
    const rows = [
      { line: 2, cells: ['a@pec.it', 'A', '1'] },
      { line: 3, cells: ['A@pec.it', 'B', '2'] },
      { line: 4, cells: ['niente', 'C', ''] },
      ...Array.from({ length: 17 }, (_, n) => ({ line: 5 + n, cells: [`x${n}@pec.it`, 'D', '3'] })),
    ];
    const checker = createRowChecker(TEMPLATE, COLUMNS, FACTS, firstLinesOf(rows, TEMPLATE, COLUMNS));
    const checks = rows.map((row) => checker.check(row));
    const summary = summariseChecks(checker.findings, checks, [100, 900], { perMinute: 30, perDay: null }, FACTS.limits);
    expect([
      summary.findings.map(({ code }) => code),
      summary.rows,
      summary.blocked,
      summary.warned,
      summary.sizeBytes,
      // The provider takes six a minute, whatever was asked.
      summary.minutes,
      summary.codes.map(({ code, level, rows: count }) => `${level} ${code} ${count}`),
      checks[1]?.findings[0]?.values,
    ]).toEqual([
      ['bulk.providerForbids'],
      20,
      1,
      1,
      900,
      4,
      ['blocking recipient.noDomain 1', 'warning row.addressTwice 1', 'warning row.emptyField 1'],
      { line: 2 },
    ]);
  });

  test.each<[columns: readonly string[], cells: readonly string[], then: unknown]>([
    [['Nome', 'E-mail', 'PEC'], ['A', 'a@gmail.com', 'a@pec.it'], { addressColumn: 'PEC', nameColumn: 'Nome' }],
    [['Ragione sociale', 'Contatto'], ['A S.p.A.', 'a@legalmail.it'], { addressColumn: 'Contatto', nameColumn: 'Ragione sociale' }],
    [['x', 'y'], ['1', 'a@pec.it'], { addressColumn: 'y', nameColumn: null }],
  ])('of %j the column of addresses is proposed', (columns, cells, then) => {
    expect(guessColumns(columns, [{ cells }])).toEqual(then);
  });
});

describe('SND-09 the proof table as a file', () => {
  const cells = {
    head: ['Riga', 'Nome'],
    lines: [
      ['2', '=cmd()'],
      ['3', '+1'],
      ['4', '-1'],
      ['5', '@x'],
      ['6', '\t=1'],
      ['7', 'a"b;c'],
      ['8', '＝1'],
    ],
  };

  test('CSV: a mark for spreadsheets, semicolons, and nothing that runs', () => {
    expect(Buffer.from(proofCsv(cells)).toString('utf8')).toBe(
      '\ufeff"Riga";"Nome"\r\n"2";"\'=cmd()"\r\n"3";"\'+1"\r\n"4";"\'-1"\r\n"5";"\'@x"\r\n"6";"\'\t=1"\r\n"7";"a""b;c"\r\n"8";"\'＝1"\r\n',
    );
  });

  test('XLSX: text by its type, read back as it was', async () => {
    const bytes = await proofXlsx(cells, 'Prove');
    expect(Buffer.from(bytes).includes('<f>')).toBe(false);
    expect(await readTable({ bytes, language: 'it' })).toEqual({
      state: 'read',
      sheet: 'Prove',
      columns: ['Riga', 'Nome'],
      rows: cells.lines.map((line, index) => ({ line: index + 2, cells: line })),
    });
  });
});
