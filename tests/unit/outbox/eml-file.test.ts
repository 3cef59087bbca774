// A finished message from a file goes out as it is, or not at all: the formal checks of the access point
// (PEC-REFERENCE §1.7) on bytes that others made, and nobody in the envelope who is not in To or Cc.
import { expect, test } from 'vitest';
import { prepareFile } from '#main/outbox/eml-file';

const BOX = 'anna@pec.example';
const HEAD = {
  From: 'Anna <anna@pec.example>',
  To: 'Comune <comune@pec.example>',
  Subject: 'Istanza',
  'Message-ID': '<1@pec.example>',
  'MIME-Version': '1.0',
};
const file = (change: Readonly<Record<string, string | null>> = {}, body = 'Testo.\r\n', raw = ''): Buffer =>
  Buffer.from(
    `${Object.entries({ ...HEAD, ...change })
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}${raw}\r\n${body}`,
    'latin1',
  );
const stops = (bytes: Buffer): readonly string[] =>
  prepareFile(bytes, BOX)
    .findings.filter(({ level }) => level === 'blocking')
    .map(({ code }) => code);

test('a good file leaves byte for byte, to the people of To and Cc', () => {
  const bytes = file({ Cc: 'due@pec.example, "Tre, Anna" <tre@pec.example>' });
  const made = prepareFile(bytes, BOX);
  expect({
    same: Buffer.from(made.bytes).equals(bytes),
    id: made.messageId,
    to: made.recipients.map(({ address }) => address),
    found: made.findings.map(({ level, code }) => `${level} ${code}`),
  }).toEqual({
    same: true,
    id: '<1@pec.example>',
    to: ['comune@pec.example', 'due@pec.example', 'tre@pec.example'],
    found: ['warning cc.concise'],
  });
});

test('kept with LF it gets CRLF; without an id it gets one on top; nothing else changes', () => {
  const bytes = file({ 'Message-ID': null });
  const made = prepareFile(Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), BOX);
  const lines = Buffer.from(made.bytes).toString('latin1').split('\r\n');
  expect([lines[0], lines.slice(1).join('\r\n'), made.findings]).toEqual([`Message-ID: ${made.messageId}`, bytes.toString('latin1'), []]);
});

const CODE = {
  form: 'file.form',
  sender: 'file.sender',
  bcc: 'bcc.forbidden',
  group: 'recipient.group',
  invalid: 'recipient.invalid',
  none: 'to.none',
  twice: 'recipient.twice',
  many: 'recipients.tooMany',
} as const;

test.each<[title: string, bytes: Buffer, stop: string]>([
  ['From of another box', file({ From: 'altri@pec.example' }), CODE.sender],
  ['no From', file({ From: null }), CODE.sender],
  ['two in From', file({ From: 'anna@pec.example, altri@pec.example' }), CODE.sender],
  ['two From fields', file({}, 'x\r\n', 'From: altri@pec.example\r\n'), CODE.form],
  ['no To', file({ To: null }), CODE.none],
  ['an empty To', file({ To: '' }), CODE.none],
  ['two To fields', file({}, 'x\r\n', 'To: altri@pec.example\r\n'), CODE.form],
  ['Bcc', file({ Bcc: 'x@pec.example' }), CODE.bcc],
  ['an empty Bcc', file({ BCC: '' }), CODE.bcc],
  ['Bcc with a blank before its colon', file({}, 'x\r\n', 'Bcc : x@pec.example\r\n'), CODE.bcc],
  ['Resent-Bcc', file({ 'Resent-Bcc': 'x@pec.example' }), CODE.bcc],
  ['Bcc after 300 KB of header', file({ 'X-Long': `a\r\n ${'b'.repeat(70)}`.repeat(4_500) }, 'x\r\n', 'Bcc: x@pec.example\r\n'), CODE.form],
  ['Bcc after 20,000 fields', file({}, 'x\r\n', `${'X-A: b\r\n'.repeat(20_000)}Bcc: x@pec.example\r\n`), CODE.bcc],
  ['a group', file({ To: 'undisclosed-recipients:;' }), CODE.group],
  ['a group with members', file({ To: 'tutti: a@pec.example, b@pec.example;' }), CODE.group],
  ['a comment', file({ To: 'comune@pec.example (ufficio)' }), 'recipient.comment'],
  ['a comment inside', file({ To: 'comune(x)@pec.example' }), 'recipient.comment'],
  ['a route', file({ To: '<@a.example:comune@pec.example>' }), 'recipient.route'],
  ['a second To after 20,000 fields', file({}, 'x\r\n', `${'X-A: b\r\n'.repeat(20_000)}To: x@pec.example\r\n`), CODE.form],
  [
    'more people than our parser reads',
    file({ To: Array.from({ length: 5_000 }, (_, n) => `p${n}@pec.example`).join(',\r\n ') }),
    CODE.many,
  ],
  ['a quoted local part', file({ To: '"a b"@pec.example' }), CODE.invalid],
  ['an address literal', file({ To: 'a@[127.0.0.1]' }), CODE.invalid],
  ['no domain', file({ To: 'comune' }), CODE.invalid],
  ['a letter that imitates another', file({ To: 'comun\u00e8@pec.example' }), CODE.invalid],
  ['one of many that is none', file({ To: 'a@pec.example, b, c@pec.example' }), CODE.invalid],
  ['somebody twice', file({ Cc: 'COMUNE@pec.example' }), CODE.twice],
  ['more people than anybody reads', file({ To: Array.from({ length: 20_000 }, (_, n) => `p${n}@pec.example`).join(',\r\n ') }), CODE.form],
  [
    'a To of 100 KB',
    file({
      To: Array.from({ length: 500 }, (_, n) => `p${n}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`).join(',\r\n '),
    }),
    CODE.form,
  ],
  ['a line of blanks that some take for the end of the header', file({}, 'x\r\n', 'X-A: b\r\n \r\nX-B: c\r\n'), CODE.form],
  ['a field without a colon', file({}, 'x\r\n', 'X-A\r\n'), CODE.form],
  ['bare CR', file({}, 'a\rb\r\n'), CODE.form],
  ['bare LF among CRLF', file({}, 'a\nb\r\n'), CODE.form],
  ['NUL', file({}, 'a\0b\r\n'), CODE.form],
  ['a line beyond what SMTP carries', file({}, `${'x'.repeat(999)}\r\n`), CODE.form],
  ['an id that is none', file({ 'Message-ID': '<a b>' }), CODE.form],
  ['nothing', Buffer.alloc(0), CODE.form],
  ['no header', Buffer.from('ciao\r\n'), CODE.form],
])('SND-02 SND-03 %s is refused', (_title, bytes, stop) => {
  expect(stops(bytes)).toContain(stop);
});

test('names in encoded words make no recipients of their own', () => {
  const made = prepareFile(file({ To: '=?utf-8?q?spia=40evil.example=2C?= <comune@pec.example>' }), BOX);
  expect(made.recipients.map(({ address }) => address)).toEqual(['comune@pec.example']);
});
