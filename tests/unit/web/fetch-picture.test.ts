// One picture from a real server on loopback: whom the adapter asks, what it says of us, what it takes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPictureSource } from '#main/web/fetch-picture';
import { AppError } from '#shared/model/app-error';
import { tlsIdentities } from '#tests/support/tls-identities';

const GIF = Buffer.from('47494638396101000100800000000000ffffff2c00000000010001000002024401003b', 'hex');
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let base = '';
const asked: IncomingMessage[] = [];
const handlers = new Map<string, Handler>();
const NEVER = new AbortController().signal;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const handler = handlers.get(request.url ?? '');
    if (handler === undefined) response.writeHead(404).end();
    else handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const source = createPictureSource({ allowLoopback: true, maxBytes: 100_000, timeoutMs: 1_000 });

function outcome(fetching: Promise<{ readonly type: string }>): Promise<string> {
  return fetching.then(
    ({ type }) => type,
    (error: unknown) => (error instanceof AppError ? `${error.code} ${error.values['reason'] ?? ''}`.trim() : String(error)),
  );
}

test('HTML-02 a picture comes; no cookie, no referrer, nothing after #, nothing of us', async () => {
  handlers.set('/set', (_request, response) => response.writeHead(302, { 'set-cookie': 'who=me', location: '/a.gif?x=1#y' }).end());
  handlers.set('/a.gif?x=1', (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'b=2' }).end(GIF),
  );
  asked.splice(0);
  const fetched = await source.fetch(`${base}/set#part`, NEVER);
  await source.fetch(`${base}/a.gif?x=1`, NEVER);
  expect({ type: fetched.type, same: GIF.equals(fetched.bytes) }).toEqual({ type: 'image/gif', same: true });
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /set', 'GET /a.gif?x=1', 'GET /a.gif?x=1']);
  for (const { headers } of asked)
    expect(Object.keys(headers).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
});

test.each<[string, Handler, string]>([
  [
    'no picture',
    (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<svg onload="x"/>'),
    'net.closed content',
  ],
  ['too large', (_request, response) => response.end(Buffer.concat([GIF, Buffer.alloc(200_000)])), 'net.closed size'],
  [
    'packed',
    (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex')),
    'net.closed content',
  ],
  ['too slow', (_request, response) => void response.writeHead(200).write('GIF'), 'net.timeout'],
  ['never answers', () => {}, 'net.timeout'],
  ['gone', (_request, response) => response.writeHead(410).end(), 'net.closed 410'],
  ['redirected for ever', (request, response) => response.writeHead(302, { location: request.url }).end(), 'net.closed redirect'],
  ['redirected to a file', (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(), 'net.closed address'],
  ['cut', (_request, response) => void response.socket?.destroy(), 'net.connect'],
])('HTML-02 %s', async (name, handler, then) => {
  const path = `/${encodeURIComponent(name)}`;
  handlers.set(path, handler);
  expect(await outcome(source.fetch(base + path, NEVER))).toBe(then);
});

test('HTML-02 no address of this machine or a private network, at no step; no other port, no credentials', async () => {
  const strict = createPictureSource({ timeoutMs: 2_000 });
  const addresses = [
    'http://127.0.0.1/a.gif',
    'http://localhost/a.gif',
    'http://[::1]/a.gif',
    'http://2130706433/a.gif',
    'http://0x7f.1/a.gif',
    'http://192.168.1.1/a.gif',
    'http://169.254.169.254/latest/meta-data',
    'https://localhost:8443/a.gif',
    `${base}/a.gif?x=1`,
    'http://me:secret@a.example/a.gif',
    'file:///etc/passwd',
    'no address',
  ];
  asked.splice(0);
  const outcomes = await Promise.all(addresses.map((address) => outcome(strict.fetch(address, NEVER))));
  expect(outcomes).toEqual([
    'net.closed address',
    'net.connect',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
    'net.closed address',
  ]);
  expect(asked).toEqual([]);
});

test('HTML-02 a server whose certificate nobody vouches for gives nothing', async () => {
  const { selfSigned } = await tlsIdentities();
  const secure = createTlsServer({ key: selfSigned.key, cert: selfSigned.certificate }, (_request, response) => response.end(GIF));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const there = `https://localhost:${(secure.address() as AddressInfo).port}/`;
  expect(await outcome(source.fetch(there, NEVER))).toBe('net.connect');
  secure.close();
});
