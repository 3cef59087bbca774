// Message number n, always the same bytes: every third carries a large attachment, shared by ten.
import { createHash } from 'node:crypto';

export const WRITER_KEY = new Uint8Array(32).fill(5);

export function numberedMessage(n: number): Buffer {
  const head = `From: <posta-certificata@p${n % 3}.example>\r\nSubject: CONSEGNA: prova\r\nMessage-ID: <${n}@p.example>\r\n`;
  const text = `Ricevuta numero ${n}: il messaggio è stato consegnato.\r\n`.repeat(20);
  if (n % 3 !== 0) return Buffer.from(`${head}\r\n${text}`);
  const lines = filler(Math.floor(n / 30))
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${text}\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n--b--\r\n`,
  );
}

function filler(seed: number): Buffer {
  const blocks = Array.from({ length: 600 }, (_, index) => createHash('sha256').update(`${seed}:${index}`).digest());
  return Buffer.concat(blocks);
}
