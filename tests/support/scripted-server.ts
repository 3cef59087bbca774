// A server on loopback that says what a script says and records every byte it is told, before and
// after TLS apart: what left in clear is the point of most tests that use it.
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import type { SecureVersion } from 'node:tls';
import type { Identity } from '#main/sandbox/certificates';

export type Peer = {
  say(text: string | Uint8Array): void;
  /** The next line without its end; rejects when the client is gone. */
  line(): Promise<string>;
  /** Everything up to and with `end`. */
  until(end: string): Promise<Buffer>;
  startTls(identity: Identity): Promise<void>;
  /** As an RST, as far as the system lets us. */
  reset(): void;
  end(): void;
  /** Resolves when the client has closed. */
  closed(): Promise<void>;
};

export type ScriptedServer = {
  readonly host: '127.0.0.1';
  readonly port: number;
  inClear(): string;
  inTls(): string;
  connections(): number;
  stop(): Promise<void>;
};

export type ServerOptions = {
  readonly tls: Identity | null;
  readonly versions?: { readonly min: SecureVersion; readonly max: SecureVersion };
  readonly script: (peer: Peer, connection: number) => Promise<void>;
};

export async function startScriptedServer(options: ServerOptions): Promise<ScriptedServer> {
  const clear: Buffer[] = [];
  const secret: Buffer[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    const connection = count;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const peer = createPeer(socket, clear, secret, options);
    const start = options.tls === null ? Promise.resolve() : peer.startTls(options.tls);
    // A client that goes away ends its script; that is what most of these scripts provoke.
    start.then(() => options.script(peer, connection)).catch(() => peer.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    inClear: () => Buffer.concat(clear).toString('latin1'),
    inTls: () => Buffer.concat(secret).toString('latin1'),
    connections: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createPeer(raw: Socket, clear: Buffer[], secret: Buffer[], options: ServerOptions): Peer {
  let socket: Socket | TLSSocket = raw;
  let buffered = Buffer.alloc(0);
  let gone = false;
  let wake: () => void = () => undefined;
  const listen = (): void => {
    const record = socket === raw ? clear : secret;
    socket.on('data', (chunk: Buffer) => {
      record.push(chunk);
      buffered = Buffer.concat([buffered, chunk]);
      wake();
    });
    for (const event of ['close', 'end', 'error'] as const) {
      socket.on(event, () => {
        gone = true;
        wake();
      });
    }
  };
  const until = async (end: string): Promise<Buffer> => {
    for (;;) {
      const at = buffered.indexOf(end);
      if (at >= 0) {
        const found = buffered.subarray(0, at + end.length);
        buffered = buffered.subarray(at + end.length);
        return found;
      }
      if (gone) throw new Error('the client is gone');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  if (options.tls === null) listen();
  return {
    say: (text) => void socket.write(text),
    line: async () => (await until('\n')).toString('latin1').replace(/\r?\n$/, ''),
    until,
    startTls: (identity) => {
      raw.removeAllListeners('data');
      const { min, max } = options.versions ?? { min: 'TLSv1.2', max: 'TLSv1.3' };
      // Security level 0, so that old versions and weak keys can be offered at all.
      const secureContext = createSecureContext({
        cert: identity.certificate,
        key: identity.key,
        minVersion: min,
        maxVersion: max,
        ciphers: 'DEFAULT:@SECLEVEL=0',
      });
      const secure = new TLSSocket(raw, { isServer: true, secureContext });
      socket = secure;
      listen();
      return new Promise((resolve, reject) => {
        secure.once('secure', resolve);
        secure.once('error', reject);
        secure.once('close', () => reject(new Error('closed in the handshake')));
      });
    },
    reset: () => raw.resetAndDestroy(),
    end: () => socket.end(),
    closed: async () => {
      while (!gone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
