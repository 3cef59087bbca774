import { describe, expect, test } from 'vitest';
import { addressesOf, decodedText, fieldValues, readParts, readSubmitted, withCrlf } from '#main/sandbox/submitted';

test.each<[string, readonly string[]]>([
  ['a@b.example', ['a@b.example']],
  ['"Rossi, Anna" <a@b.example>, c@d.example', ['a@b.example', 'c@d.example']],
  ['Anna (casa, <x@y.example>) <a@b.example>', ['a@b.example']],
  ['"finto@a.example" <vero@b.example>', ['vero@b.example']],
  ['a@b.example,\r\n\tc@d.example', ['a@b.example', 'c@d.example']],
  ['undisclosed-recipients:;', []],
  ['', []],
])('addresses of %j', (value, expected) => {
  expect(addressesOf(value)).toEqual(expected);
});

test.each([
  ['=?UTF-8?Q?Diffida_=E2=80=93_12/2026?=', 'Diffida – 12/2026'],
  ['=?UTF-8?B?w6g=?= =?UTF-8?B?IMOg?=', 'è à'],
  ['=?iso-8859-1?q?perch=E9?= no', 'perché no'],
  ['=?ignoto?q?perch=E9?=', 'perché'],
  ['Oggetto\r\n su due righe', 'Oggetto su due righe'],
  [Buffer.from('già in UTF-8', 'utf8').toString('latin1'), 'già in UTF-8'],
])('text of %j', (value, expected) => {
  expect(decodedText(value)).toBe(expected);
});

test('header fields keep their folding, the body starts after the blank line', () => {
  const message = readSubmitted(Buffer.from('To: a@b.example,\r\n c@d.example\r\nX-A: 1\r\nx-a: 2\r\n\r\nX-A: 3\r\n'));
  expect([fieldValues(message, 'to'), fieldValues(message, 'x-a'), message.bytes.subarray(message.bodyStart).toString()]).toEqual([
    ['a@b.example,\r\n c@d.example'],
    ['1', '2'],
    'X-A: 3\r\n',
  ]);
});

test.each([
  ['a\nb\n', 'a\r\nb\r\n'],
  ['a\r\nb\r\n', 'a\r\nb\r\n'],
  ['\na\rb', '\r\na\r\nb'],
])('line ends of %j become CRLF', (text, expected) => {
  expect(withCrlf(Buffer.from(text)).toString()).toBe(expected);
});

describe('parts', () => {
  const message = Buffer.from(
    [
      'Content-Type: multipart/mixed; boundary="a"',
      '',
      'preambolo',
      '--a',
      'Content-Type: multipart/alternative; boundary=ab',
      '',
      '--ab',
      '',
      'uno',
      '--ab--',
      '',
      '--a',
      'Content-Type: application/pdf; name="=?UTF-8?Q?perch=C3=A9.pdf?="',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '',
      '--a',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment; filename=x.eml',
      '',
      'Content-Type: multipart/mixed; boundary="a"',
      '',
      '--b',
      '--a--',
      'epilogo',
    ].join('\r\n'),
  );
  test('offsets give each body without the line break of the delimiter (RFC 2046 §5.1.1)', () => {
    const root = readParts(message);
    const flat = root.children.flatMap((part) => (part.children.length > 0 ? part.children : [part]));
    expect(flat.map((part) => [part.contentType, part.fileName, message.toString('latin1', part.bodyStart, part.end)])).toEqual([
      ['text/plain', null, 'uno'],
      ['application/pdf', 'perché.pdf', 'JVBERi0=\r\n'],
      ['message/rfc822', 'x.eml', 'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--b'],
    ]);
  });
});
