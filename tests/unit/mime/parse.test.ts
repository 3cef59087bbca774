// The tree of byte ranges: where entities begin and end, and which ambiguities are named.
import { describe, expect, test } from 'vitest';
import type { MimeEntity } from '#main/mime/mime-message';
import { entityAt, parseMessage } from '#main/mime/parse';
import { lines, slice } from '#tests/support/mime-text';

/** The tree as text: path, type, exact bytes of the body. */
function outline(bytes: Uint8Array): readonly string[] {
  const rows: string[] = [];
  const visit = (entity: MimeEntity): void => {
    const body = entity.children.length > 0 ? '' : ` ${JSON.stringify(slice(bytes, entity.body))}`;
    rows.push(`${entity.path.join('.') || '-'} ${entity.contentType.value}${body}`);
    for (const child of entity.children) visit(child);
  };
  visit(parseMessage(bytes).root);
  return rows;
}

function defectIds(bytes: Uint8Array): readonly string[] {
  return parseMessage(bytes).defects.map((defect) => defect.id);
}

const TWO_PARTS = ['--b', '', 'one', '--b', 'Content-Type: text/html', '', 'two', '--b--', ''];

describe('ranges', () => {
  test.each<[given: string, bytes: Uint8Array, then: readonly string[]]>([
    ['no header at all', lines('', 'text'), ['- text/plain "text"']],
    ['empty message', lines(''), ['- text/plain ""']],
    ['header only', lines('Subject: x'), ['- text/plain ""']],
    [
      'two parts; the break before a delimiter belongs to it',
      lines('Content-Type: multipart/mixed; boundary=b', '', ...TWO_PARTS),
      ['- multipart/mixed', '1 text/plain "one"', '2 text/html "two"'],
    ],
    [
      'trailing blank lines are content',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '', '', '--b--'),
      ['- multipart/mixed', '1 text/plain "one\\r\\n\\r\\n"'],
    ],
    [
      'delimiters may end in blanks',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b \t', '', 'one', '--b-- '),
      ['- multipart/mixed', '1 text/plain "one"'],
    ],
    [
      'nothing after the close delimiter, no line end',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b--'),
      ['- multipart/mixed', '1 text/plain "one"'],
    ],
    [
      'an empty part',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '--b', '', 'x', '--b--'),
      ['- multipart/mixed', '1 text/plain ""', '2 text/plain "x"'],
    ],
    [
      'a digest holds messages',
      lines('Content-Type: multipart/digest; boundary=b', '', '--b', '', 'Subject: in', '', 'x', '--b--'),
      ['- multipart/digest', '1 message/rfc822', '1.1 text/plain "x"'],
    ],
    [
      'the message inside a message/rfc822 is its only child',
      lines('Content-Type: message/rfc822', '', 'Content-Type: multipart/mixed; boundary=b', '', ...TWO_PARTS),
      ['- message/rfc822', '1 multipart/mixed', '1.1 text/plain "one"', '1.2 text/html "two"'],
    ],
    [
      'an outer delimiter ends everything inside',
      lines(
        'Content-Type: multipart/mixed; boundary=o',
        '',
        '--o',
        'Content-Type: multipart/mixed; boundary=i',
        '',
        '--i',
        '',
        'deep',
        '--o',
        '',
        'next',
        '--o--',
      ),
      ['- multipart/mixed', '1 multipart/mixed', '1.1 text/plain "deep"', '2 text/plain "next"'],
    ],
    [
      'a delimiter inside a header ends the part (MIME-04)',
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: cut',
        '--b',
        '',
        'x',
        '--b--',
      ),
      ['- multipart/mixed', '1 message/rfc822', '1.1 text/plain ""', '2 text/plain "x"'],
    ],
  ])('%s', (_given, bytes, then) => {
    expect(outline(bytes)).toEqual(then);
  });

  test('preamble, epilogue, header and body are where they are', () => {
    const bytes = lines('A: 1', 'Content-Type: multipart/mixed; boundary=b', '', 'before', '--b', 'B: 2', '', 'one', '--b--', 'after');
    const { root } = parseMessage(bytes);
    const part = root.children[0];
    expect({
      header: slice(bytes, root.header),
      preamble: root.preamble && slice(bytes, root.preamble),
      epilogue: root.epilogue && slice(bytes, root.epilogue),
      part: part && slice(bytes, part.range),
      field: part?.fields.map((field) => [field.name, slice(bytes, field.range), slice(bytes, field.value)]),
    }).toEqual({
      header: 'A: 1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
      preamble: 'before',
      epilogue: 'after',
      part: 'B: 2\r\n\r\none',
      field: [['b', 'B: 2\r\n', ' 2']],
    });
  });

  test('folded fields are one range', () => {
    const bytes = lines('Subject: a', ' b', '\tc', 'To: x@y', '', '');
    expect(parseMessage(bytes).root.fields.map((field) => slice(bytes, field.value))).toEqual([' a\r\n b\r\n\tc', ' x@y']);
  });

  test('entityAt follows positions and gives null beside the tree', () => {
    const message = parseMessage(lines('Content-Type: multipart/mixed; boundary=b', '', ...TWO_PARTS));
    expect([entityAt(message, [2])?.contentType.value, entityAt(message, [3]), entityAt(message, [1, 1])]).toEqual([
      'text/html',
      null,
      null,
    ]);
  });
});

describe('defects', () => {
  const multipart = (type: string, ...rest: readonly string[]): Uint8Array => lines(`Content-Type: ${type}`, '', ...rest);
  test.each<[given: string, bytes: Uint8Array, then: readonly string[]]>([
    ['nothing wrong', multipart('multipart/mixed; boundary=b', ...TWO_PARTS), []],
    ['two Content-Type fields', lines('Content-Type: text/plain', 'Content-Type: text/html', '', ''), ['mime.duplicateContentType']],
    [
      'two transfer encodings',
      lines('Content-Transfer-Encoding: 7bit', 'Content-Transfer-Encoding: base64', '', ''),
      ['mime.duplicateTransferEncoding'],
    ],
    ['two dispositions', lines('Content-Disposition: inline', 'Content-Disposition: attachment', '', ''), ['mime.duplicateDisposition']],
    [
      'boundary twice',
      multipart('multipart/mixed; boundary=b; boundary=c', ...TWO_PARTS),
      ['mime.duplicateParameter', 'mime.twoBoundaries'],
    ],
    ['boundary plain and RFC 2231', multipart("multipart/mixed; boundary=b; boundary*=us-ascii''b", ...TWO_PARTS), ['mime.twoBoundaries']],
    ['no close delimiter', multipart('multipart/mixed; boundary=b', '--b', '', 'one'), ['mime.missingClose']],
    ['no boundary parameter', multipart('multipart/mixed', '--b', '', 'one'), ['mime.missingBoundary']],
    ['empty boundary', multipart('multipart/mixed; boundary=""', '--', '', 'one'), ['mime.missingBoundary']],
    [
      'boundary of 71 characters',
      multipart(`multipart/mixed; boundary=${'b'.repeat(71)}`, `--${'b'.repeat(71)}`, '', 'x', `--${'b'.repeat(71)}--`),
      ['mime.boundaryTooLong'],
    ],
    ['boundary never used', multipart('multipart/mixed; boundary=b', 'text'), ['mime.noParts', 'mime.missingClose']],
    [
      'line that begins with the boundary (w10)',
      multipart('multipart/mixed; boundary=b', '--bx', '--b', '', 'x', '--b--'),
      ['mime.ambiguousBoundary'],
    ],
    [
      'outer boundary is a prefix of the inner (w11)',
      multipart('multipart/mixed; boundary=b', '--b', 'Content-Type: multipart/mixed; boundary=b1', '', '--b1', '', 'x', '--b1--', '--b--'),
      ['mime.ambiguousBoundary'],
    ],
    [
      'inner boundary is a prefix of the outer (a30)',
      multipart('multipart/mixed; boundary=b1', '--b1', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', '--b--', '--b1--'),
      [],
    ],
    [
      'one boundary for two levels',
      multipart('multipart/mixed; boundary=b', '--b', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', '--b--'),
      ['mime.ambiguousBoundary', 'mime.noParts', 'mime.missingClose'],
    ],
    ['text after the close delimiter (w08)', multipart('multipart/mixed; boundary=b', ...TWO_PARTS, 'more'), ['mime.epilogue']],
    [
      'a part after the close delimiter',
      multipart('multipart/mixed; boundary=b', ...TWO_PARTS, '--b', '', 'late', '--b--'),
      ['mime.delimiterAfterClose', 'mime.epilogue'],
    ],
    [
      'encoding on a multipart (r51)',
      lines('Content-Type: multipart/mixed; boundary=b', 'Content-Transfer-Encoding: base64', '', ...TWO_PARTS),
      ['mime.multipartEncoding'],
    ],
    [
      'encoding on a message',
      lines('Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', 'U3ViamVjdDogeA0KDQp4'),
      ['mime.encodedMessage'],
    ],
    ['unknown encoding', lines('Content-Transfer-Encoding: rot13', '', ''), ['mime.unknownEncoding']],
    ['header line without colon', lines('no colon here', 'A: 1', '', ''), ['mime.headerWithoutColon']],
    ['blank before the colon', lines('Subject : x', '', ''), ['mime.blankBeforeColon']],
    ['name with a blank', lines('Bad Name: x', '', ''), ['mime.badHeaderName']],
    ['NUL in a value', lines('Subject: a\u0000b', '', ''), ['mime.nul']],
    ['bare CR in a header', lines('Subject: a\rb', '', ''), ['mime.bareCr']],
    ['bare LF', Buffer.from('Subject: a\n\nx'), ['mime.bareLf']],
    ['continuation of blanks only', lines('Subject: a', ' ', ' b', '', ''), ['mime.blankContinuation']],
    ['header that never ends', lines('Subject: a'), ['mime.headerUnterminated']],
    ['type without a slash', lines('Content-Type: text', '', ''), ['mime.badContentType']],
    [
      'two names that differ',
      lines('Content-Type: text/plain; name=a.exe', 'Content-Disposition: attachment; filename=a.pdf', '', ''),
      ['mime.fileNameConflict'],
    ],
  ])('%s', (_given, bytes, then) => {
    expect(defectIds(bytes)).toEqual(then);
  });

  test('of two fields the first rules, or the last on demand', () => {
    const bytes = lines('Content-Type: text/plain', 'Content-Type: text/html', '', '');
    expect([parseMessage(bytes).root.contentType.value, parseMessage(bytes, { duplicates: 'last' }).root.contentType.value]).toEqual([
      'text/plain',
      'text/html',
    ]);
  });
});
