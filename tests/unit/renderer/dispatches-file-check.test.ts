// Dropped on a sent message: is it what they received?
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ReceiptContent } from '#shared/model/proof';
import { asBlobHash } from '#shared/model/ids';
import type { AttachmentView, DispatchView } from '#shared/model/views';
import { mailbox } from '#tests/browser/fake-host/mailbox';
import { checkFile, firstDifference } from '#ui/features/dispatches/file-check.ts';

const digest = (text: string): ReturnType<typeof asBlobHash> => asBlobHash(createHash('sha256').update(text).digest('hex'));
const attachment = (name: string, content: string, role: AttachmentView['role'] = 'ordinary'): AttachmentView => ({
  part: '2',
  hash: digest('message'),
  name,
  type: 'application/pdf',
  sizeBytes: content.length,
  sha256: digest(content),
  contentId: null,
  role,
  warnings: [],
});
const content = (
  recipient: string,
  extent: ReceiptContent['extent'],
  outcome: ReceiptContent['outcome'],
  counted = true,
): ReceiptContent => ({
  counted,
  receipt: digest(recipient),
  recipient,
  extent,
  outcome,
  differences: [],
});
const template = [...mailbox.messages.values()][0] ?? expect.fail('no message');
const dispatch = (
  attachments: readonly AttachmentView[],
  contents: readonly ReceiptContent[] = [],
): Pick<DispatchView, 'message' | 'contents'> => ({
  message: { ...template, attachments },
  contents,
});
const file = (name: string, bytes: string) => ({ name, sizeBytes: bytes.length, sha256: digest(bytes) });

test('SIG-28 identical: a receipt that is not proven delivers to nobody; who received the bytes, whose receipt holds the digest, whose proves nothing', () => {
  const sent = dispatch(
    [attachment('diffida.pdf', 'abc')],
    [
      content('uno@pec.it', 'complete', 'same'),
      content('due@pec.it', 'complete', 'same'),
      content('breve@pec.it', 'brief', 'same'),
      content('cc@pec.it', 'concise', 'notCompared'),
      content('falsa@pec.it', 'complete', 'different', false),
      content('falsa2@pec.it', 'complete', 'same', false),
      content('uno@pec.it', 'brief', 'same'),
    ],
  );
  expect(checkFile(sent, file('copia.pdf', 'abc'))).toMatchObject({
    state: 'identical',
    attachment: { name: 'diffida.pdf' },
    delivered: ['uno@pec.it', 'due@pec.it'],
    digested: ['breve@pec.it'],
    unproven: ['cc@pec.it'],
  });
});

test.each<[given: string, attachments: readonly AttachmentView[], name: string, bytes: string, then: unknown]>([
  [
    'same name, other bytes',
    [attachment('a.pdf', 'abc'), attachment('b.pdf', 'xyz')],
    'A.pdf',
    'abd',
    { state: 'different', closest: { name: 'a.pdf' }, insideSignature: false },
  ],
  [
    'the file inside a signed one',
    [attachment('a.pdf.p7m', 'signed'), attachment('b.pdf', 'xyz')],
    'a.pdf',
    'abc',
    { state: 'different', closest: { name: 'a.pdf.p7m' }, insideSignature: true },
  ],
  [
    'the only attachment, renamed',
    [attachment('a.pdf', 'abc')],
    'scansione.pdf',
    'abcdef',
    { state: 'different', closest: { name: 'a.pdf' } },
  ],
  [
    'nothing like it',
    [attachment('a.pdf', 'abc'), attachment('b.pdf', 'xyz')],
    'c.pdf',
    'abcdef',
    { state: 'nothingLikeIt', attachments: 2 },
  ],
  ['no attachment', [], 'c.pdf', 'abc', { state: 'nothingLikeIt', attachments: 0 }],
  [
    'what the provider added does not count',
    [attachment('daticert.xml', 'abc', 'technical')],
    'daticert.xml',
    'abc',
    { state: 'nothingLikeIt', attachments: 0 },
  ],
])('%s', (_given, attachments, name, bytes, then) => {
  expect(checkFile(dispatch(attachments), file(name, bytes))).toMatchObject(then as object);
});

test.each([
  ['abc', 'abc', null],
  ['abc', 'abd', 2],
  ['abc', 'abcd', 3],
  ['', 'a', 0],
  ['', '', null],
])('%j against %j differs first at %j', (left, right, then) => {
  expect(firstDifference(new TextEncoder().encode(left), new TextEncoder().encode(right))).toBe(then);
});
