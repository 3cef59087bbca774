// Filling the fields of a kept text: once, as text, in a subject on one line.
import { describe, expect, test } from 'vitest';
import { askedFields, fieldKey, filledTemplate } from '#shared/model/message-template';
import { composeMessage } from '#main/outbox/compose-message';
import { asInstant } from '#shared/model/ids';

const filled = (subject: string, text: string, values: Readonly<Record<string, string>>): { subject: string; text: string } =>
  filledTemplate({ subject, text }, new Map(Object.entries(values).map(([name, value]) => [fieldKey(name), value])));

test('each field is asked once, those of the subject first, however it is typed', () => {
  expect(askedFields({ subject: 'Fattura {{Numero}}', text: '{{ nome }} {{numero}} {{NOME}} {{rag. sociale}} {{}} {x} {{a}b}}' })).toEqual([
    'Numero',
    'nome',
    'rag. sociale',
  ]);
});

describe('values', () => {
  test.each<
    [title: string, subject: string, text: string, values: Readonly<Record<string, string>>, then: { subject: string; text: string }]
  >([
    [
      'go where their field stands',
      'Fattura {{numero}}',
      'Spett.le {{Nome}},\n{{nome}} {{numero}}.',
      { nome: 'Alfa', numero: '12/2026' },
      { subject: 'Fattura 12/2026', text: 'Spett.le Alfa,\nAlfa 12/2026.' },
    ],
    ['a blank one leaves the field to be seen', '{{a}}', '{{a}} {{b}}', { a: ' ', b: 'x' }, { subject: '{{a}}', text: '{{a}} x' }],
    [
      'SND-01 are never read again as fields, nor as patterns of a replacement',
      '{{a}} {{b}}',
      "{{a}} {{b}} $& $1 $'",
      { a: '{{b}}', b: "$& $1 $' $$" },
      { subject: "{{b}} $& $1 $' $$", text: "{{b}} $& $1 $' $$ $& $1 $'" },
    ],
    [
      'a name of the language itself is no value',
      '{{constructor}}',
      '{{__proto__}}',
      {},
      { subject: '{{constructor}}', text: '{{__proto__}}' },
    ],
  ])('%s', (_title, subject, text, values, then) => {
    expect(filled(subject, text, values)).toEqual(then);
  });

  test.each(['\r\nBcc: spia@evil.example', '\nBcc: x', '\rBcc: x', '\u2028Bcc: x', '\u0085Bcc: x', '\0Bcc: x'])(
    'SND-01 %j in a subject stays in its one line, and the message has no header more',
    (evil) => {
      const { subject } = filled(`Atto {{n}}${evil}`, '', { n: `1${evil}` });
      const bytes = Buffer.from(
        composeMessage(
          {
            to: [{ name: '', address: 'b@pec.example' }],
            cc: [],
            subject,
            text: 'x\n',
            html: null,
            receipt: 'complete',
            files: [],
            inReplyTo: null,
            references: [],
          },
          { address: 'anna@pec.example', name: '', messageId: '<1@pec.example>' },
          { now: () => asInstant(0) },
        ),
      ).toString('latin1');
      expect([/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(subject), /^bcc:/im.test(bytes)]).toEqual([false, false]);
    },
  );
});
