// MIME-01: a message of 100,000 parts, in whatever shape, is read within bounds under a named defect, archived, made
// small and given back byte for byte.
import { expect, test } from 'vitest';
import { compactArchive } from '#main/archive/compaction';
import { hashOfBytes, putMessage, readMessage } from '#main/archive/message';
import { examine } from '#main/ingest/examine';
import { readMessageText } from '#main/search/text/message-text';
import { asMaterial } from '#main/trust/material';
import { asAccountId } from '#shared/model/ids';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const PARTS = 100_000;
const within = (part: string): string => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(PARTS)}--b--\r\n`;

test.each([
  ['one beside the other', within('--b\r\n\r\nx\r\n'), 'mime.limit.parts'],
  ['files', within('--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n'), 'mime.limit.parts'],
  [
    'one inside the other',
    Array.from({ length: PARTS }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join(''),
    'mime.limit.depth',
  ],
  ['messages inside messages', 'Content-Type: message/rfc822\r\n\r\n'.repeat(PARTS), 'mime.limit.messageDepth'],
])('MIME-01 100,000 parts, %s', async (_shape, text, limit) => {
  const bytes = Buffer.from(`From: a@pec.example\r\nMIME-Version: 1.0\r\n${text}`);
  const hash = hashOfBytes(bytes);
  const { defects, report, attachments } = examine({ bytes, hash, judgedAt: NOW, expected: null }, asMaterial({ setDate: '2026-11-22' }));
  const { body } = await readMessageText({ bytes, attachments: 'content', withInner: true });
  const store = tempProfile();
  store.write((tx) => putMessage(tx, bytes, { origin: { account: asAccountId('a'), source: 'imap', detail: '', at: NOW } }));
  compactArchive(store);
  const back = store.read((tx) => readMessage(tx, hash));
  expect({
    limit: defects.some(({ id }) => id === limit),
    indication: report.conclusion.indication,
    few: defects.length <= 1_000 && attachments.length <= 1_000 && body.length < bytes.length,
    back: Buffer.from(back).equals(bytes),
  }).toEqual({ limit: true, indication: 'notApplicable', few: true, back: true });
});
