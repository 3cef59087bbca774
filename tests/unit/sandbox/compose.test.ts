import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { compose, simplePdf } from '#main/sandbox/compose';
import { headerText, quotedPrintable } from '#main/sandbox/encoding';
import { simpleParser } from 'mailparser';

test('a composed message is 7-bit, CRLF, in short lines, and another parser reads it', async () => {
  const bytes = compose({
    from: { name: 'Studio Rossi', address: 'a@pec-uno.example' },
    to: ['b@pec-due.example', 'c@pec-due.example'],
    cc: ['d@pec-due.example'],
    subject: 'Diffida – perché è così: oggetto lungo abbastanza da dover andare a capo',
    text: 'Così è.\nSeconda riga  \n.',
    attachments: [{ name: 'a.bin', type: 'application/octet-stream', bytes: Buffer.from([0, 255, 10]) }],
    receipt: 'breve',
    at: Date.parse('2026-11-20T08:30:00Z'),
    messageId: '<1@pec-uno.example>',
  });
  const text = bytes.toString('latin1');
  const parsed = await simpleParser(bytes);
  expect([
    /[^\r]\n|\r[^\n]|[^\t\r\n\x20-\x7e]| \r\n/.test(text),
    text.endsWith('--\r\n'),
    Math.max(...text.split('\r\n').map((line) => line.length)) <= 100,
    parsed.subject,
    parsed.text,
    parsed.messageId,
    parsed.headers.get('x-tiporicevuta'),
    [...(parsed.attachments[0]?.content ?? [])],
    parsed.attachments[0]?.filename,
  ]).toEqual([
    false,
    true,
    true,
    'Diffida – perché è così: oggetto lungo abbastanza da dover andare a capo',
    'Così è.\nSeconda riga  \n.',
    '<1@pec-uno.example>',
    'breve',
    [0, 255, 10],
    'a.bin',
  ]);
});

test.each([
  ['a=b', 'latin1', 'a=3Db'],
  ['è €– “x”', 'latin1', '=E8 EUR- "x"'],
  ['日本', 'latin1', '??'],
  ['è', 'utf8', '=C3=A8'],
  ['fine ', 'utf8', 'fine=20'],
  ['x'.repeat(80), 'utf8', `${'x'.repeat(75)}=\r\n${'x'.repeat(5)}`],
] as const)('quoted-printable of %j in %s', (text, charset, expected) => {
  expect(quotedPrintable(text, charset)).toBe(expected);
});

test.each([
  ['Semplice', 'Semplice'],
  ['è', '=?UTF-8?B?w6g=?='],
  ['=?x', '=?UTF-8?B?PT94?='],
])('header text %j', (text, expected) => {
  expect(headerText(text)).toBe(expected);
});

const noPdfTool = spawnSync('pdftotext', ['-v']).error !== undefined;
test.skipIf(noPdfTool)('a PDF that pdftotext reads without complaint (skipped where it is not installed)', () => {
  const read = spawnSync('pdftotext', ['-', '-'], { input: simplePdf('Perché (no)', ['seconda \\ riga']) });
  expect([
    read.status,
    read.stderr.toString(),
    read.stdout
      .toString()
      .trim()
      .split('\n')
      .filter((line) => line !== ''),
  ]).toEqual([0, '', ['Perché (no)', 'seconda \\ riga']]);
});
