// V9 and V10: receipts against the bytes that were submitted.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '#main/mime/parse';
import { type BriefComparison, compareBrief, compareComplete, type ParsedMessage } from '#main/pec/compare';
import { certificationPart, certificationText, originalPart, pecMessage } from '#tests/support/daticert-text';
import { lines } from '#tests/support/mime-text';

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const HEAD = ['From: Anna <anna@uno.example>', 'To: bruno@due.example', 'Subject: Prova', 'Date: Fri, 20 Nov 2026 09:30:00 +0100'];
const BODY = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=orig',
  '',
  '--orig',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'perch=C3=A9',
  '--orig',
  'Content-Type: application/pdf; name="atto.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0x',
  'LjQK',
  '--orig--',
  '',
];
const SUBMITTED = [...HEAD.slice(0, 2), 'Message-ID: <m1@uno.example>', ...HEAD.slice(2), 'X-TipoRicevuta: completa', ...BODY];
const STAMPED = [
  'Received: from client by uno.example; Fri, 20 Nov 2026 09:30:02 +0100',
  ...HEAD.slice(0, 2),
  'Message-ID: <id1@uno.example>',
  ...HEAD.slice(2),
  'X-TipoRicevuta: completa',
  'X-Riferimento-Message-ID: <m1@uno.example>',
  ...BODY,
];

function parsed(bytes: Uint8Array): ParsedMessage {
  return { bytes, mime: parseMessage(bytes) };
}
function delivery(original: readonly string[]): ParsedMessage {
  return parsed(
    pecMessage(
      [],
      [certificationPart(certificationText({ tipo: 'avvenuta-consegna', consegna: 'bruno@due.example' })), originalPart(original)],
    ),
  );
}
const replace = (list: readonly string[], from: string, to: string): readonly string[] =>
  list.map((line) => (line.includes(from) ? line.replace(from, to) : line)).filter((line) => line !== 'DROP');

describe('V9 complete receipt', () => {
  type Row = readonly [
    given: string,
    original: readonly string[],
    outcome: string,
    differences: readonly string[],
    allowed: readonly string[],
  ];
  const STAMPS = ['added received', 'added x-riferimento-message-id', 'replaced message-id'];
  test.each<Row>([
    ['only what a provider may change', STAMPED, 'same', [], STAMPS],
    [
      'Return-Path and private fields on top',
      ['Return-Path: <anna@uno.example>', 'X-Private: 1', ...STAMPED],
      'same',
      [],
      ['added return-path', 'added x-private', ...STAMPS],
    ],
    [
      'subject folded again and encoded',
      replace(STAMPED, 'Subject: Prova', 'Subject:\r\n =?utf-8?q?Prova?='),
      'same',
      [],
      [...STAMPS, 'reencoded subject'],
    ],
    [
      'fields in another order',
      [
        ...STAMPED.slice(0, 1),
        ...replace(STAMPED.slice(1), 'To: bruno@due.example', 'DROP').slice(0, 2),
        'To: bruno@due.example',
        ...replace(STAMPED.slice(1), 'To: bruno@due.example', 'DROP').slice(2),
      ],
      'same',
      [],
      STAMPS,
    ],
    ['SIG-29 one byte of the body', replace(STAMPED, 'perch=C3=A9', 'perch=C3=A8'), 'different', ['body 1'], STAMPS],
    ['SIG-29 one byte of an attachment', replace(STAMPED, 'LjQK', 'LjUK'), 'different', ['body 2'], STAMPS],
    [
      'SIG-29 extra attachment',
      [...STAMPED.slice(0, -2), '--orig', 'Content-Type: application/pdf; name=b.pdf', '', 'x', '--orig--', ''],
      'different',
      ['body 3'],
      STAMPS,
    ],
    ['SIG-29 To', replace(STAMPED, 'To: bruno@', 'To: carla@'), 'different', ['to'], STAMPS],
    ['SIG-29 Subject', replace(STAMPED, 'Subject: Prova', 'Subject: Altro'), 'different', ['subject'], STAMPS],
    ['SIG-29 Cc added', ['Cc: carla@tre.example', ...STAMPED], 'different', ['cc'], STAMPS],
    ['SIG-29 From twice', ['From: x@y.it', ...STAMPED], 'different', ['from', 'from'], STAMPS],
    [
      'the same text in another encoding',
      replace(replace(STAMPED, 'quoted-printable', 'base64'), 'perch=C3=A9', 'cGVyY2jDqQ=='),
      'sameContent',
      [],
      STAMPS,
    ],
    ['base64 wrapped otherwise', replace(replace(STAMPED, 'JVBERi0x', 'JVBERi0xLjQK'), 'LjQK\u0000', ''), 'different', ['body 2'], STAMPS],
  ])('%s', (_given, original, outcome, differences, allowed) => {
    const comparison = compareComplete(delivery(original), [1, 3], parsed(lines(...SUBMITTED)), sha256);
    expect({
      outcome: comparison?.outcome,
      differences: comparison?.differences.map((difference) => difference.field),
      allowed: comparison?.allowed
        .map((change) => `${change.code} ${change.field}`)
        .filter((change) => change !== 'reordered ')
        .sort(),
    }).toEqual({ outcome, differences, allowed: [...allowed].sort() });
  });

  test('a Bcc that was submitted is not in the receipt, and that is allowed', () => {
    const comparison = compareComplete(delivery(STAMPED), [1, 3], parsed(lines('Bcc: x@y.it', ...SUBMITTED)), sha256);
    expect([comparison?.outcome, comparison?.allowed.find((change) => change.field === 'bcc')]).toEqual([
      'same',
      { code: 'removed', field: 'bcc' },
    ]);
  });

  test('a receipt stored with LF against bytes submitted with CRLF', () => {
    const receipt = delivery(STAMPED);
    const lf = Buffer.from(Buffer.from(receipt.bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    expect(compareComplete(parsed(lf), [1, 3], parsed(lines(...SUBMITTED)), sha256)?.outcome).toBe('same');
  });

  test('no original at that path', () => {
    expect(compareComplete(delivery(STAMPED), [1, 1], parsed(lines(...SUBMITTED)), sha256)).toBeNull();
  });
});

describe('V10 brief receipt', () => {
  const ANY_HASH = '7a6ff9a82d71ae9d1cd24d6e2d4fb6ecadfc1ae4';
  const brief = (...parts: readonly (readonly [name: string, hash: string])[]): ParsedMessage =>
    delivery([
      'Content-Type: multipart/mixed; boundary=orig',
      '',
      '--orig',
      '',
      'x',
      ...parts.flatMap(([name, hash]) => ['--orig', `Content-Type: text/plain; name="${name}"`, '', hash]),
      '--orig--',
    ]);
  const submitted = parsed(lines(...SUBMITTED));
  const PDF = Buffer.from('JVBERi0x\r\nLjQK', 'latin1');

  test.each<[form: string, hashed: Uint8Array, then: string | null]>([
    ['encoded body without its last break', PDF, 'encoded'],
    ['with one break', Buffer.concat([PDF, Buffer.from('\r\n')]), 'encodedWithBreak'],
    ['LF', Buffer.from('JVBERi0x\nLjQK'), 'encodedLf'],
    ['LF with break', Buffer.from('JVBERi0x\nLjQK\n'), 'encodedLfWithBreak'],
    ['decoded', Buffer.from('%PDF-1.4\n'), 'decoded'],
    [
      'whole part',
      Buffer.from('Content-Type: application/pdf; name="atto.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\nLjQK'),
      'wholePart',
    ],
    [
      'whole part with break',
      Buffer.from('Content-Type: application/pdf; name="atto.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\nLjQK\r\n'),
      'wholePartWithBreak',
    ],
    ['SIG-30 something else', Buffer.from('other'), null],
  ])('%s', (_form, hashed, then) => {
    const hash = sha1(hashed);
    expect(compareBrief(brief(['atto.pdf.hash', hash]), [1, 3], submitted, sha1)).toEqual({
      outcome: then === null ? 'mismatch' : 'match',
      parts: [{ fileName: 'atto.pdf', hash, matched: then }],
      missing: [],
    });
  });

  test.each<[given: string, receipt: ParsedMessage, then: Pick<BriefComparison, 'outcome' | 'missing'>]>([
    ['an attachment we never sent', brief(['atto.pdf.hash', sha1(PDF)], ['b.pdf.hash', ANY_HASH]), { outcome: 'mismatch', missing: [] }],
    ['no hash for what we sent', brief(), { outcome: 'mismatch', missing: ['atto.pdf'] }],
    ['the name of another file', brief(['b.pdf.hash', sha1(PDF)]), { outcome: 'mismatch', missing: ['atto.pdf'] }],
  ])('%s', (_given, receipt, then) => {
    const comparison = compareBrief(receipt, [1, 3], submitted, sha1);
    expect({ outcome: comparison?.outcome, missing: comparison?.missing }).toEqual(then);
  });

  test('nothing was attached: nothing can be compared', () => {
    expect(compareBrief(brief(), [1, 3], parsed(lines('Subject: x', '', 'x')), sha1)).toEqual({
      outcome: 'notPossible',
      parts: [],
      missing: [],
    });
  });
});
