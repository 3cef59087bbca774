// Taking messages apart and putting them together again gives the same bytes, whatever they are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64Lines, findBase64Run } from '#main/archive/base64-lines';
import { putTogether, takeApart } from '#main/archive/message-parts';

const CONTENT = Buffer.from(Array.from({ length: 9_001 }, (_, index) => (index * 7919) % 256));

function base64(lineLength: number, lineBreak: string): string {
  return (CONTENT.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []).join(lineBreak);
}

function message(body: string, tail = '\r\n--b--\r\n'): Buffer {
  return Buffer.from(
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}${tail}`,
    'latin1',
  );
}

describe('what is taken out', () => {
  const rows: [what: string, bytes: Buffer, decoded: boolean][] = [
    ['76 characters and CRLF', message(base64(76, '\r\n')), true],
    ['72 characters and LF', message(base64(72, '\n'), '\n--b--\n'), true],
    ['64 characters and CRLF', message(base64(64, '\r\n')), true],
    ['one blank line more after the last line', message(base64(76, '\r\n'), '\r\n\r\n--b--\r\n'), true],
    ['no closing delimiter, message ends in the last line', message(base64(76, '\r\n'), ''), true],
    ['one line of other length in the middle', message(base64(76, '\r\n').replace(/(\r\n.{76}){40}/, '$&x')), false],
    ['mixed line ends', message(base64(76, '\r\n').replace('\r\n', '\n')), false],
    ['trailing spaces', message(base64(76, ' \r\n')), false],
    ['unused bits that are not zero', message(base64(76, '\r\n').replace(/=?=?$/, '').slice(0, -1) + '/='), false],
    ['characters of base64url', message(base64(76, '\r\n').replaceAll('+', '-')), false],
  ];
  test.each(rows)('base64 with %s', (_what, bytes, decoded) => {
    const apart = takeApart(bytes);
    expect({ same: putTogether(apart).equals(bytes), decoded: apart.pieces.some((piece) => piece.content.equals(CONTENT)) }).toEqual({
      same: true,
      decoded,
    });
  });

  test('a small body stays in the skeleton', () => {
    const bytes = message(base64(76, '\r\n').slice(0, 5_000));
    expect(takeApart(bytes)).toEqual({ skeleton: bytes, pieces: [] });
  });

  test('the same attachment in a message and in its complete receipt is the same piece', () => {
    const sent = message(base64(76, '\r\n'));
    const receipt = Buffer.concat([
      Buffer.from('X: 1\r\n\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n'),
      sent,
      Buffer.from('\r\n--outer--\r\n'),
    ]);
    expect(takeApart(receipt).pieces.map((piece) => piece.content)).toEqual(takeApart(sent).pieces.map((piece) => piece.content));
  });
});

describe('exact for anything', () => {
  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40_000 }), (bytes) => {
        expect(putTogether(takeApart(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('pieces of mail in any order', () => {
    const piece = fc.constantFrom(
      '\r\n',
      '\n',
      '--',
      '\n--b\n',
      '\r\n--b\r\n',
      '\r\n\r\n',
      'Content-Transfer-Encoding: base64',
      base64(76, '\r\n'),
      base64(60, '\n'),
      base64(1024, '\n'),
      'AAAA',
      '=',
      '==',
      'x'.repeat(9_000),
      '\0',
      'è',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''), 'latin1');
        expect(putTogether(takeApart(bytes)).equals(bytes)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('base64 lines of any content, length and line end are found again', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 200, maxLength: 3_000 }),
        fc.integer({ min: 4, max: 30 }),
        fc.constantFrom(1 as const, 2 as const),
        (content, quads, lineEnd) => {
          const lineLength = quads * 4;
          const text = encodeBase64Lines(content, lineLength, lineEnd);
          const found = findBase64Run(Buffer.concat([text, Buffer.from(lineEnd === 1 ? '\r\n' : '\n')]), 0, text.length + 2);
          if (found !== null) expect([found.end, found.decoded.equals(content)]).toEqual([text.length, true]);
          else expect(lineLength).toBeLessThan(16);
        },
      ),
      { numRuns: 300 },
    );
  });
});
