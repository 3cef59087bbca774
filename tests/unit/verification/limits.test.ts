import { expect, test } from 'vitest';
import { parseMessage } from '#main/mime/parse';
import { asMaterial } from '#main/trust/material';
import { verifyMessage } from '#main/verification/verify';
import { asInstant } from '#shared/model/ids';

const NOW = asInstant(Date.parse('2026-11-22T10:00:00Z'));

function signedWith(parts: number): Buffer {
  const inner = Array.from({ length: parts }, () => '--b\r\n\r\nx\r\n').join('');
  return Buffer.from(
    [
      'From: posta-certificata@pec.example\r\nX-Trasporto: posta-certificata\r\nContent-Type: multipart/signed; boundary=a; protocol="application/pkcs7-signature"\r\n\r\n',
      `--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${inner}--b--\r\n`,
      '--a\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nMAAA\r\n--a--\r\n',
    ].join(''),
  );
}

function conclusionOf(bytes: Buffer): unknown {
  return verifyMessage(bytes, parseMessage(bytes), asMaterial({ setDate: '2026-11-22' }), { policy: 'pec/1', judgedAt: NOW, at: null })
    .conclusion;
}

test('MIME-01 a message beyond our bounds is undecided, never refused: its sender chose its size', () => {
  expect(conclusionOf(signedWith(1_100))).toMatchObject({
    indication: 'indeterminate',
    sub: 'SIGNED_DATA_NOT_FOUND',
    because: 'message.structure',
  });
});

test('the same within the bounds is refused for what it is', () => {
  expect(conclusionOf(signedWith(3))).toMatchObject({ indication: 'failed' });
});
