// The headless host answers only the browser that was given its link.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startServer, type ServerHandle } from '#main/hosts/node/server';
import type { Contract } from '#shared/contract/contract';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

let temp: TempCore;
let server: ServerHandle;
let screen = '';
let cookie = '';

beforeAll(async () => {
  screen = mkdtempSync(path.join(os.tmpdir(), 'plico-screen-'));
  writeFileSync(path.join(screen, 'index.html'), '<!doctype html><title>Plico</title>');
  writeFileSync(path.join(screen, 'secret.key'), 'not a file of the screen');
  mkdirSync(path.join(screen, 'assets'));
  writeFileSync(path.join(screen, 'assets', 'app.js'), 'export {};');
  temp = await openTempCore();
  server = await startServer(temp.core, { port: 0, rendererFolder: screen });
  const opened = await get(new URL(server.url).pathname + new URL(server.url).search);
  cookie = (opened.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await temp.close();
  rmSync(screen, { recursive: true, force: true });
});

function get(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // `path` is sent as it is: fetch would tidy up the traversal under test.
    const call = request({ host: '127.0.0.1', port: server.port, path: target, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('IPC-06 who may ask', () => {
  test('the link opens one session, and only once for anybody else', async () => {
    const target = new URL(server.url);
    const again = await get(target.pathname + target.search);
    const same = await get(target.pathname + target.search, { cookie });
    expect({
      cookie: /^plico_session_\d+=[\w-]{43}$/.test(cookie),
      again: again.status,
      same: same.status,
      to: same.headers.location,
    }).toEqual({ cookie: true, again: 401, same: 303, to: '/' });
  });

  test.each<[what: string, target: string, headers: Record<string, string>, method: string, status: number]>([
    ['no cookie', '/', {}, 'GET', 401],
    ['a wrong cookie', '/', { cookie: 'plico_session=guess' }, 'GET', 401],
    ['a wrong token', '/?token=guess', {}, 'GET', 401],
    ['another name that resolves here (DNS rebinding)', '/', { host: 'evil.example' }, 'GET', 421],
    ['a write', '/', { cookie: 'COOKIE' }, 'POST', 405],
    ['bytes of an account that is not there', `/bytes/nobody/${'0'.repeat(64)}/original.eml`, { cookie: 'COOKIE' }, 'GET', 404],
  ])('%s is refused', async (_what, target, headers, method, status) => {
    const given = headers['cookie'] === 'COOKIE' ? { ...headers, cookie } : headers;
    expect((await get(target, given, method)).status).toBe(status);
  });

  test.each([
    ['no origin', {}],
    ['a page of somebody else', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ])('a socket from %s is refused', async (_what, headers) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: { cookie, ...headers } });
    const ended = await new Promise<string>((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('error', (error) => resolve(error.message));
    });
    expect(ended).toBe('Unexpected server response: 403');
  });

  test('a socket of the session works: the contract answers and refuses wrong input with a code', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: { cookie, origin: `http://127.0.0.1:${server.port}` } });
    await new Promise((resolve) => socket.on('open', resolve));
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
    expect(await client.accounts.list()).toEqual([]);
    const missing = await client.messages.open({ account: 'nobody', hash: '0'.repeat(64) }).catch((error: unknown) => error);
    expect(missing).toMatchObject({ data: { code: 'notFound' } });
    const wrong = await client.messages.open({ account: 'nobody', hash: '../../etc/passwd' }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'BAD_REQUEST' });
    socket.terminate();
  });
});

describe('IPC-05 what is served', () => {
  test('the screen, with its policy and no CORS header', async () => {
    const page = await get('/', { cookie });
    expect({ status: page.status, type: page.headers['content-type'], cors: page.headers['access-control-allow-origin'] ?? null }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
      cors: null,
    });
    const policy = String(page.headers['content-security-policy']);
    expect(
      ['default-src', 'script-src', 'frame-ancestors'].map((name) => policy.split('; ').find((line) => line.startsWith(name))),
    ).toEqual(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]);
    expect((await get('/assets/app.js', { cookie })).status).toBe(200);
  });

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cx.html',
    '/secret.key',
    '/%00index.html',
    '/%zz',
    '/assets',
  ])('%s is not', async (target) => {
    expect((await get(target, { cookie })).status).toBe(404);
  });
});

test('a port in use is an error with a sentence', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startServer(temp.core, { port, rendererFolder: screen })).rejects.toMatchObject({
    code: 'host.portInUse',
    values: { port },
  });
  await new Promise((resolve) => other.close(resolve));
});
