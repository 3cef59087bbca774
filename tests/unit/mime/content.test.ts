// Readable body, attachments, pictures by Content-ID.
import { describe, expect, test } from 'vitest';
import { entityText, listAttachments, partByContentId, readableParts } from '#main/mime/content';
import { entityAt, parseMessage } from '#main/mime/parse';
import { htmlToText, plainText, previewText } from '#main/mime/plain-text';
import { lines } from '#tests/support/mime-text';

const PDF = [
  'Content-Type: application/pdf; name="atto.pdf"',
  'Content-Disposition: attachment; filename="atto.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0xLjQK',
  'JVBERi0xLjQ=',
];
const MIXED = lines(
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=iso-8859-1',
  '',
  'perch\u00e9',
  '--a',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html',
  '',
  '<p>html</p>',
  '--r',
  'Content-Type: image/png; name=logo.png',
  'Content-ID: <logo@x>',
  'Content-Disposition: inline',
  '',
  'png',
  '--r--',
  '--a--',
  '--m',
  ...PDF,
  '--m',
  'Content-Type: message/rfc822',
  '',
  'Content-Type: multipart/mixed; boundary=i',
  '',
  '--i',
  'Content-Type: text/plain; name=inner.txt',
  '',
  'inner',
  '--i--',
  '--m--',
  '',
);

describe('readable parts and attachments', () => {
  test('text and HTML of one alternative, with the scope of its pictures', () => {
    const { root } = parseMessage(MIXED);
    expect(readableParts(root).map((part) => [part.text?.path, part.html?.path, part.scope.path])).toEqual([
      [
        [1, 1],
        [1, 2, 1],
        [1, 2],
      ],
    ]);
  });

  test('attachments of the message, not those of the message inside it', () => {
    expect(
      listAttachments(MIXED, parseMessage(MIXED)).map(({ path, fileName, contentType, sizeBytes, contentId, inline }) => ({
        path,
        fileName,
        contentType,
        sizeBytes,
        contentId,
        inline,
      })),
    ).toEqual([
      { path: [1, 2, 2], fileName: 'logo.png', contentType: 'image/png', sizeBytes: 3, contentId: 'logo@x', inline: true },
      { path: [2], fileName: 'atto.pdf', contentType: 'application/pdf', sizeBytes: 17, contentId: null, inline: false },
      { path: [3], fileName: null, contentType: 'message/rfc822', sizeBytes: 106, contentId: null, inline: false },
    ]);
  });

  test('attachments of the inner message by its path', () => {
    expect(listAttachments(MIXED, parseMessage(MIXED), [3, 1]).map((attachment) => attachment.fileName)).toEqual(['inner.txt']);
  });

  test('charset of a part', () => {
    const part = entityAt(parseMessage(MIXED), [1, 1]);
    expect(part === null ? null : entityText(MIXED, part)).toEqual({
      text: 'perché',
      charset: 'iso-8859-1',
      charsetKnown: true,
      defects: [],
    });
  });

  test('MIME-05: an attachment that only the second reading shows is listed and marked', () => {
    const bytes = lines(
      'Content-Type: text/plain',
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      '',
      'x',
      '--m',
      ...PDF,
      '--m--',
    );
    expect(listAttachments(bytes, parseMessage(bytes)).map((attachment) => [attachment.fileName, attachment.secondReading])).toEqual([
      ['atto.pdf', true],
    ]);
  });

  test('cid is searched inside the given scope only (r54)', () => {
    const bytes = lines(
      'Content-Type: multipart/related; boundary=o',
      '',
      '--o',
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      'Content-Type: text/html',
      '',
      '<img src="cid:pic">',
      '--i--',
      '--o',
      'Content-Type: image/png',
      'Content-ID: <pic>',
      '',
      'outside',
      '--o--',
    );
    const message = parseMessage(bytes);
    const inside = entityAt(message, [1]);
    expect(inside === null ? 'no scope' : partByContentId(bytes, inside, 'cid:pic')).toBeNull();
    expect(partByContentId(bytes, message.root, 'pic')?.path).toEqual([2]);
  });
});

describe('text for search and preview', () => {
  test('plain text is preferred to HTML', () => {
    expect(plainText(MIXED, parseMessage(MIXED).root, 1_000)).toBe('perché');
  });

  test.each<[given: string, then: string]>([
    ['<p>Ciao&nbsp;<b>mondo</b></p>', '\nCiao mondo\n'],
    ['a<style>b{}</style>c<script>d</script>e', 'ace'],
    ['a<!-- b -->c', 'ac'],
    ['1 &lt; 2 &amp;&amp; 3 &#233;&#xE8;', '1 < 2 && 3 éè'],
    ['a<b', 'a'],
    ['<script>never closed', ''],
    ['&unknown; &#0; &#xD800;', '&unknown; &#0; &#xD800;'],
  ])('htmlToText(%j)', (given, then) => {
    expect(htmlToText(given)).toBe(then);
  });

  test('a preview is one line without quoted lines, controls or bidi marks', () => {
    const bytes = lines('', 'Ciao', '> citato', '', 'a\u0007b   c');
    expect(previewText(bytes, parseMessage(bytes).root)).toBe('Ciao a b c');
  });
});
