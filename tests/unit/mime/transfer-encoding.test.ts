// base64 and quoted-printable by the book, and the documented second reading.
import { expect, test } from 'vitest';
import { decodeTransfer } from '#main/mime/transfer-encoding';

type Row = readonly [encoding: string, given: string, then: string, defects: readonly string[]];

test.each<Row>([
  ['7bit', 'a\r\nb', 'a\r\nb', []],
  ['base64', 'Y2lhbw==', 'ciao', []],
  ['base64', 'Y2lh\r\nbw==\r\n', 'ciao', []],
  ['base64', '', '', []],
  ['base64', 'Y2lh!bw==', 'ciao', ['mime.badBase64']],
  ['base64', 'Y2k=YW8=', 'ciao', ['mime.badBase64']],
  ['base64', 'Y2lhbw==Y2lhbw==', 'ciaociao', ['mime.badBase64']],
  ['base64', '====', '', ['mime.badBase64']],
  ['quoted-printable', 'caff=E8', 'caff\u00e8', []],
  ['quoted-printable', 'caff=e8', 'caff\u00e8', []],
  ['quoted-printable', 'a=\r\nb', 'ab', []],
  ['quoted-printable', 'a= \t\r\nb', 'ab', []],
  ['quoted-printable', 'a  \r\nb', 'a\r\nb', []],
  ['quoted-printable', 'a=20\r\nb', 'a \r\nb', []],
  ['quoted-printable', 'a=\nb', 'ab', []],
  ['quoted-printable', 'a=ZZb', 'a=ZZb', ['mime.badQuotedPrintable']],
  ['quoted-printable', 'a=', 'a', []],
  ['quoted-printable', 'a=4', 'a=4', ['mime.badQuotedPrintable']],
  ['x-uuencode', 'begin 644 x', 'begin 644 x', ['mime.undecodedEncoding']],
])('MIME-07 %s %j', (encoding, given, then, defects) => {
  const bytes = Buffer.from(given, 'latin1');
  const decoded = decodeTransfer(bytes, 0, bytes.length, encoding);
  expect([Buffer.from(decoded.bytes).toString('latin1'), decoded.defects]).toEqual([then, defects]);
});

test('a range is decoded, not what is beside it', () => {
  const bytes = Buffer.from('xxY2lhbw==yy', 'latin1');
  expect(Buffer.from(decodeTransfer(bytes, 2, 10, 'base64').bytes).toString('latin1')).toBe('ciao');
  const quoted = Buffer.from('a=4\r\n1', 'latin1');
  expect(Buffer.from(decodeTransfer(quoted, 0, 2, 'quoted-printable').bytes).toString('latin1')).toBe('a');
});
