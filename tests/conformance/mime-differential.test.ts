// Well-formed messages read by us and by mailparser, a second implementation: same subject, addresses,
// text and attachments. Messages are built by nodemailer from generated parts.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { expect, test } from 'vitest';
import { decodeContent, entityText, listAttachments, readableParts } from '#main/mime/content';
import { entityAt, parseMessage } from '#main/mime/parse';
import { summariseMessage } from '#main/mime/summary';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Both sides: line ends as LF, no blanks at the ends. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

const word = fc.constantFrom(
  'Diffida',
  'perché',
  'città',
  '12/2026',
  'Niccolò',
  'messa in mora',
  '日本語',
  '€ 1.000',
  'a=b',
  '"q"',
  '-- ',
  '.',
  'From ',
  '😀',
);
const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
const fileName = fc.constantFrom('atto.pdf', 'perizia è.pdf', 'a b.txt', '日本.p7m', `${'lungo '.repeat(20)}.pdf`);
const mail = fc.record({
  subject: sentence,
  name: fc.constantFrom('Anna Verdi', 'Niccolò Ç', 'Verdi, Anna', ''),
  text: fc.array(sentence, { maxLength: 8 }).map((rows) => rows.join('\r\n')),
  html: fc.option(
    sentence.map((text) => `<p>${text}</p>`),
    { nil: null },
  ),
  attachments: fc.array(fc.record({ filename: fileName, content: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 3 }),
  encoding: fc.constantFrom('quoted-printable' as const, 'base64' as const),
});
type Mail = typeof mail extends fc.Arbitrary<infer Value> ? Value : never;

async function build(values: Mail): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: { name: values.name, address: 'anna@uno.example' },
    to: 'bruno@due.example, "Carla, C." <carla@tre.example>',
    subject: values.subject,
    text: values.text,
    ...(values.html === null ? {} : { html: values.html }),
    textEncoding: values.encoding,
    attachments: values.attachments.map(({ filename, content }) => ({ filename, content: Buffer.from(content) })),
    newline: 'windows',
  });
  return composer.compile().build();
}

test('generated messages', async () => {
  await fc.assert(
    fc.asyncProperty(mail, async (values) => {
      const bytes = await build(values);
      const message = parseMessage(bytes);
      const theirs = await simpleParser(Buffer.from(bytes), {
        skipHtmlToText: true,
        skipTextToHtml: true,
        skipImageLinks: true,
        skipTextLinks: true,
      });
      const summary = summariseMessage(bytes, message.root);
      const [body] = readableParts(message.root);
      const text = body === undefined || body.text === null ? '' : entityText(bytes, body.text).text;
      const html = body === undefined || body.html === null ? null : entityText(bytes, body.html).text;
      const attachments = listAttachments(bytes, message).map((attachment) => {
        const part = entityAt(message, attachment.path);
        return [attachment.sizeBytes, part === null ? '' : sha256(decodeContent(bytes, part).bytes)];
      });
      expect(message.defects).toEqual([]);
      expect([
        summary.subject.trim(),
        summary.from.addresses.map((entry) => [entry.displayName, entry.address]),
        summary.to.addresses.map((entry) => entry.address),
        plain(text),
        html === null ? null : plain(html),
        attachments,
      ]).toEqual([
        (theirs.subject ?? '').trim(),
        theirs.from?.value.map((entry) => [entry.name, entry.address]),
        (Array.isArray(theirs.to) ? theirs.to : theirs.to === undefined ? [] : [theirs.to]).flatMap((list) =>
          list.value.map((entry) => entry.address),
        ),
        plain(theirs.text ?? ''),
        typeof theirs.html === 'string' ? plain(theirs.html) : null,
        theirs.attachments.map((attachment) => [attachment.content.length, sha256(attachment.content)]),
      ]);
    }),
    { numRuns: 150, seed: 20_261_122 },
  );
});
