// Files of a draft over the headless host: only from our own page, only with the session, kept by hash.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type ServerHandle } from '#main/hosts/node/server';
import { uploadPath } from '#shared/contract/assets';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

let temp: TempCore;
let server: ServerHandle;
let cookie = '';
let origin = '';

beforeAll(async () => {
  temp = await openTempCore();
  server = await startServer(temp.core, { port: 0, rendererFolder: temp.folder });
  origin = new URL(server.url).origin;
  const opened = await fetch(server.url, { redirect: 'manual' });
  cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await temp.close();
});

const post = (headers: Record<string, string>, path = uploadPath): Promise<Response> =>
  fetch(`${origin}${path}`, { method: 'POST', headers, body: 'prova\0\r\n' });

test('bytes are kept and named by their hash', async () => {
  const answer = await post({ cookie, origin });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { file: createHash('sha256').update('prova\0\r\n').digest('hex'), sizeBytes: 8 },
  ]);
});

test.each<[title: string, headers: () => Record<string, string>, path: string, status: number]>([
  ['no session', () => ({ origin }), uploadPath, 401],
  ['a page of another origin', () => ({ cookie, origin: 'https://evil.example' }), uploadPath, 403],
  ['no origin', () => ({ cookie }), uploadPath, 403],
  ['another address', () => ({ cookie, origin }), '/index.html', 405],
])('IPC-06 %s is refused', async (_title, headers, path, status) => {
  expect((await post(headers(), path)).status).toBe(status);
});
