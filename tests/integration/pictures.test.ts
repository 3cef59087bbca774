// "Mostra immagini" on a real core: what leaves before anybody asked (nothing), what leaves then (the pictures
// that stand in the message, and nothing a screen names), and what a screen gets.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerBytes } from '#main/core/byte-answer';
import { picturePath } from '#shared/contract/assets';
import { asBlobHash, type AccountId, type BlobHash } from '#shared/model/ids';
import { remoteVectors } from '#tests/browser/html-vectors';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

const GIF = Buffer.from('47494638396101000100800000000000ffffff2c00000000010001000002024401003b', 'hex');

let listener: Server;
let host = '';
const hits: IncomingMessage[] = [];
let temp: TempCore;
let account: AccountId;
const hashes = new Map<string, BlobHash>();

beforeAll(async () => {
  listener = createServer((request, response) => {
    hits.push(request);
    if (request.url === '/svg') response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
    else response.writeHead(200, { 'set-cookie': 'who=me' }).end(GIF);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  temp = await openTempCore({ askLoopback: true });
  const folder = path.join(temp.folder, '..', 'mail');
  mkdirSync(folder);
  const mails: Readonly<Record<string, string>> = {
    vectors: mail('vectors', remoteVectors(host).join('\n<hr>\n')),
    newsletter: mail(
      'newsletter',
      `<img src="${host}/a"><img src="${host}/b"><img src="${host}/svg"><img src="${host}/pixel" width=1 height=1>`,
    ),
    receipt: mail('receipt', `<img src="${host}/r">`, 'X-Ricevuta: avvenuta-consegna\r\n'),
  };
  for (const [name, text] of Object.entries(mails)) writeFileSync(path.join(folder, `${name}.eml`), text);
  account = await temp.core.archiveBox('Archivio');
  await temp.core.importPaths([folder], {
    account,
    signal: new AbortController().signal,
    onStep: () => undefined,
    onProgress: () => undefined,
  });
  await temp.core.idle();
  for (const row of temp.core.rows({ view: 'all', account: null }, 10)) if (row.hash !== null) hashes.set(row.subject, row.hash);
});
afterAll(async () => {
  await temp.close();
  listener.closeAllConnections();
  listener.close();
});

function mail(subject: string, html: string, headers = ''): string {
  return `${headers}From: a@pec.example\r\nTo: b@pec.example\r\nSubject: ${subject}\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${subject}@pec.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`;
}

const hashOf = (subject: string): BlobHash => hashes.get(subject) ?? asBlobHash('0'.repeat(64));
const paths = (): string[] => hits.map(({ url }) => url ?? '').toSorted();

test('HTML-02 importing, judging and opening ask nobody; asking gets the pictures of one message and nothing else', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  for (const hash of hashes.values()) await client.messages.open({ account, hash });
  expect(paths()).toEqual([]);
  const input = { account, hash: hashOf('newsletter') };
  expect(await client.messages.fetchPictures(input)).toEqual({
    shown: [
      { address: `${host}/a`, place: 0 },
      { address: `${host}/b`, place: 1 },
    ],
    missing: 1,
    unseen: 1,
  });
  expect(paths()).toEqual(['/a', '/b', '/svg']);
  for (const { headers } of hits) expect([headers.cookie, headers.referer, headers.origin]).toEqual([undefined, undefined, undefined]);
  const bytes = await answerBytes(temp.core, picturePath(account, input.hash, 1), true);
  expect([bytes?.headers['content-type'], GIF.equals(bytes?.bytes ?? Buffer.alloc(0))]).toEqual(['image/gif', true]);
  expect(await answerBytes(temp.core, picturePath(account, input.hash, 2), true)).toBeNull();
  // What is remembered is not asked for again; what did not come is.
  hits.splice(0);
  await client.messages.fetchPictures(input);
  expect(paths()).toEqual(['/svg']);
});

test('HTML-02 of every way to load from elsewhere only pictures are asked for', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  hits.splice(0);
  const { shown } = await client.messages.fetchPictures({ account, hash: hashOf('vectors') });
  const pictures = remoteVectors(host).flatMap((vector) =>
    [...vector.matchAll(/<img(?:\s[^>]*)?\ssrc=["'](http:\/\/127[^"']+)["']/g)].map(([, address]) => new URL(address ?? '').pathname),
  );
  expect(shown.length).toBeGreaterThan(4);
  expect(paths().filter((one) => !pictures.includes(one))).toEqual([]);
});

test('HTML-02 of a receipt, and of bytes the box does not have, nothing is asked for', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  hits.splice(0);
  await expect(client.messages.fetchPictures({ account, hash: hashOf('receipt') })).rejects.toMatchObject({
    data: { code: 'input.invalid' },
  });
  await expect(client.messages.fetchPictures({ account, hash: asBlobHash('0'.repeat(64)) })).rejects.toMatchObject({
    data: { code: 'notFound' },
  });
  expect(paths()).toEqual([]);
});

test('the log tells that others could know, with how many were asked for', async () => {
  const to = path.join(temp.folder, '..', 'log');
  await temp.core.audit.export(to, []);
  const entries = readFileSync(path.join(to, 'entries.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string; readonly data: Readonly<Record<string, unknown>> })
    .filter(({ event }) => event === 'message.picturesAsked');
  expect(entries.map(({ data }) => data).slice(0, 2)).toEqual([
    { account: 'a1', blob: hashOf('newsletter'), pictures: 3 },
    { account: 'a1', blob: hashOf('newsletter'), pictures: 1 },
  ]);
});
