// Brief receipts (PEC-REFERENCE §1.8): hashes computed by hand here, and against the corpus.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { briefOriginal } from '#main/sandbox/brief';
import { sharedFolder } from '#tests/support/shared-folder';

const sha1 = (text: string): string => createHash('sha1').update(text, 'latin1').digest('hex');
const build = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const hashed = (name: string, body: string): readonly string[] => [
  `Content-Type: text/plain; charset=us-ascii; name="${name}.hash"`,
  'Content-Transfer-Encoding: 7bit',
  `Content-Disposition: attachment; filename="${name}.hash"`,
  '',
  sha1(body),
];

test('named parts become hashes of their body as transmitted; the rest stays to the byte', () => {
  const original = build(
    'From: a@b.example',
    'Content-Type: multipart/mixed; boundary="x"',
    '',
    'preambolo',
    '--x',
    'Content-Type: text/plain',
    '',
    'Testo  ',
    '--x',
    'Content-Type: application/pdf; name="a.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBE',
    'Ri0=',
    '--x',
    'Content-Disposition: attachment; filename="b c.eml"',
    'Content-Type: message/rfc822',
    '',
    'Subject: dentro',
    '',
    'x',
    '--x--',
    '',
  );
  expect(briefOriginal(original).toString('latin1')).toBe(
    build(
      'From: a@b.example',
      'Content-Type: multipart/mixed; boundary="x"',
      '',
      'preambolo',
      '--x',
      'Content-Type: text/plain',
      '',
      'Testo  ',
      '--x',
      ...hashed('a.pdf', 'JVBE\r\nRi0='),
      '--x',
      ...hashed('b c.eml', 'Subject: dentro\r\n\r\nx'),
      '--x--',
      '',
    ).toString('latin1'),
  );
});

test('inside multipart/signed only the signed part is shortened, the signature stays', () => {
  const original = build(
    'Content-Type: multipart/signed; boundary="s"',
    '',
    '--s',
    'Content-Type: application/pdf; name="a.pdf"',
    '',
    'JVBERi0=',
    '--s',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    '',
    'MIIB',
    '--s--',
    '',
  );
  expect(briefOriginal(original).toString('latin1')).toBe(
    build(
      'Content-Type: multipart/signed; boundary="s"',
      '',
      '--s',
      ...hashed('a.pdf', 'JVBERi0='),
      '--s',
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      '',
      'MIIB',
      '--s--',
      '',
    ).toString('latin1'),
  );
});

test('an opaque signed message cannot be shortened', () => {
  const original = build('Content-Type: application/pkcs7-mime; name="smime.p7m"', '', 'MIIB', '');
  expect(briefOriginal(original).equals(original)).toBe(true);
});

describe.skipIf(sharedFolder === null)('with the shared corpus (skipped where it is not there)', () => {
  test('the original of A2 shortened is the original in A3', () => {
    const original = (name: string): Buffer => {
      const text = readFileSync(path.join(sharedFolder ?? '', 'pec', 'corpus', 'synthetic', name)).toString('latin1');
      const boundary = /boundary="(=_mix_[^"]+)"/.exec(text)?.[1] ?? '';
      const part = text.split(`\r\n--${boundary}`).find((entry) => entry.includes('name="postacert.eml"')) ?? '';
      return Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4), 'latin1');
    };
    expect(briefOriginal(original('A2-busta-trasporto.eml')).toString('latin1')).toBe(
      original('A3-avvenuta-consegna-breve.eml').toString('latin1'),
    );
  });
});
