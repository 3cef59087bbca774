// The headless host: the screen's files, the contract over a WebSocket, and bytes by URL, on
// loopback only. A one-time link becomes a session cookie; Host and Origin are checked on every
// request; no CORS header exists (ARCHITECTURE §3, THREATS IPC-06).
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { AppError } from '#shared/model/app-error';
import type { Core } from '#main/core/core-types';
import { uploadPath } from '#shared/contract/assets';
import { ANSWER_HEADERS, PAGE_TYPES, pagePolicy } from '#shared/contract/page-policy';
import { answerByteRoute } from './byte-routes.ts';
import { takeUpload } from './upload-route.ts';

const LOOPBACK = '127.0.0.1';
/** With the port: browsers send the cookies of one port of a host to every other. */
const COOKIE = 'plico_session_';

export type ServerHandle = {
  /** Link with a token that opens one session. */
  readonly url: string;
  /** Where that session stays at home. */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
};

/** Rejects with AppError host.portInUse. `port` 0 takes any free one. */
export async function startServer(core: Core, options: { readonly port: number; readonly rendererFolder: string }): Promise<ServerHandle> {
  const session = randomBytes(32).toString('base64url');
  let token: string | null = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, securityHeaders(port()));
      response.end();
    });
  });
  const port = (): number => portOf(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hostAllowed(request, port())) return refuse(response, 421, port());
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}:${port()}`);
    const given = url.searchParams.get('token');
    if (given !== null) {
      // The same browser may come back with its old link; anybody else may not.
      if (hasSession(request, port(), session)) return goHome(response, {}, port());
      if (token === null || !sameText(given, token)) return refuse(response, 401, port());
      token = null;
      return goHome(response, { 'set-cookie': `${COOKIE}${port()}=${session}; HttpOnly; SameSite=Strict; Path=/` }, port());
    }
    if (!hasSession(request, port(), session)) return refuse(response, 401, port());
    if (request.method === 'POST' && url.pathname === uploadPath) {
      // A page of another origin may send a form here; only ours says so in Origin.
      if (!fromOurPage(request, port())) return refuse(response, 403, port());
      return takeUpload(core, request, response, securityHeaders(port()));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, port());
    if (url.pathname.startsWith('/bytes/')) return answerByteRoute(core, url, response, securityHeaders(port()));
    await answerFile(options.rendererFolder, url.pathname, response, port());
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 8 * 1024 * 1024 });
  const rpc = new RPCHandler(core.router);
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/rpc' || !hostAllowed(request, port()) || !fromOurPage(request, port()) || !hasSession(request, port(), session)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      void rpc.upgrade(webSocket, { context: {} });
    });
  });

  await listen(server, options.port);
  return {
    url: `http://${LOOPBACK}:${port()}/?token=${token}`,
    origin: `http://${LOOPBACK}:${port()}/`,
    port: port(),
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new AppError('host.portInUse', { retry: 'afterUser', values: { port }, cause: error })
          : error,
      );
    });
    server.listen(port, LOOPBACK, () => resolve());
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

// A page of another name that resolves to 127.0.0.1 (DNS rebinding) still sends its own Host.
function hostAllowed(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `${LOOPBACK}:${port}`;
}

function fromOurPage(request: IncomingMessage, port: number): boolean {
  return request.headers.origin === `http://${LOOPBACK}:${port}`;
}

function hasSession(request: IncomingMessage, port: number, session: string): boolean {
  const name = `${COOKIE}${port}=`;
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return cookies.some((pair) => pair.startsWith(name) && sameText(pair.slice(name.length), session));
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function securityHeaders(port: number): Record<string, string> {
  return { ...ANSWER_HEADERS, 'content-security-policy': pagePolicy([`ws://${LOOPBACK}:${port}`]) };
}

function goHome(response: ServerResponse, headers: Readonly<Record<string, string>>, port: number): void {
  response.writeHead(303, { ...securityHeaders(port), ...headers, location: '/' });
  response.end();
}

function refuse(response: ServerResponse, status: number, port: number): void {
  response.writeHead(status, { ...securityHeaders(port), 'content-type': 'text/plain; charset=utf-8' });
  response.end(status === 401 ? 'This link has been used. Start Plico again for a new one.\n' : 'Refused.\n');
}

async function answerFile(folder: string, pathname: string, response: ServerResponse, port: number): Promise<void> {
  const root = path.resolve(folder);
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return refuse(response, 404, port);
  }
  const file = path.resolve(root, `.${decoded === '/' ? '/index.html' : decoded}`);
  if (decoded.includes('\0') || !file.startsWith(root + path.sep)) return refuse(response, 404, port);
  const type = PAGE_TYPES[path.extname(file)];
  const found = type === undefined ? null : await stat(file).catch(() => null);
  if (type === undefined || found === null || !found.isFile()) return refuse(response, 404, port);
  response.writeHead(200, { ...securityHeaders(port), 'content-type': type, 'content-length': String(found.size) });
  createReadStream(file).pipe(response);
}
