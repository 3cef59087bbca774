// A small IMAP server for sandbox and tests: TLS on loopback, a real subset of the protocol.
//
// IMAP4rev1 (RFC 3501) without SEARCH result options and without changing \Recent, plus LITERAL+
// (RFC 7888), SASL-IR with AUTH=PLAIN (RFC 4959), ID (RFC 2971), ENABLE (RFC 5161), IDLE (RFC 2177),
// NAMESPACE (RFC 2342), UIDPLUS (RFC 4315), MOVE (RFC 6851), UNSELECT (RFC 3691), SPECIAL-USE
// (RFC 6154), LIST-EXTENDED and LIST-STATUS (RFC 5258, RFC 5819), STATUS=SIZE (RFC 8438), CONDSTORE and
// QRESYNC (RFC 7162), QUOTA (RFC 9208, storage only). Not there: STARTTLS, COMPRESS, ESEARCH, SORT,
// THREAD, NOTIFY, ACL, OBJECTID, SEARCH by date of the Date header (INTERNALDATE is used).
// `tests/support/imap-probe.ts` runs the same steps against this server and against Dovecot.
import { createServer } from 'node:tls';
import type { Socket } from 'node:net';
import type { Identity } from './certificates.ts';
import { createFaultTable } from './imap-faults.ts';
import type { FaultAction, FaultOptions, FaultPoint } from './imap-faults.ts';
import { runSession } from './imap-session.ts';
import type { ImapAccount } from './imap-state.ts';

export type ImapServer = {
  readonly host: string;
  readonly port: number;
  /** Switches a fault on; the answer takes it away. */
  fault(point: FaultPoint, action: FaultAction, options?: FaultOptions): () => void;
  clearFaults(): void;
  /** Open connections. */
  connections(): number;
  /** Drops every connection, as a restart would. */
  dropConnections(): void;
  stop(): Promise<void>;
};

export type ImapServerOptions = {
  readonly name: string;
  readonly tls: Identity;
  /** PEM of the server's issuers, sent along. */
  readonly chain?: readonly string[];
  /** 0: any free port. */
  readonly port: number;
  readonly findAccount: (login: string) => ImapAccount | null;
  /** A connection that ended by a defect of the server itself. */
  readonly onDefect?: (error: unknown) => void;
};

const HOST = '127.0.0.1';

/** Rejects with the error of `listen` when the port is taken. */
export async function startImapServer(options: ImapServerOptions): Promise<ImapServer> {
  const faults = createFaultTable();
  // The TCP sockets: a client that never finishes its handshake must not outlive the server.
  const sockets = new Set<Socket>();
  const stopping = new AbortController();
  const server = createServer(
    { cert: [options.tls.certificate, ...(options.chain ?? [])].join(''), key: options.tls.key, minVersion: 'TLSv1.2' },
    (socket) => {
      socket.setNoDelay(true);
      // A client that goes away in the middle is no event for a server.
      socket.on('error', () => undefined);
      runSession({ socket, faults, findAccount: options.findAccount, serverName: options.name, stopped: stopping.signal }).catch(
        (error: unknown) => {
          socket.destroy();
          options.onDefect?.(error);
        },
      );
    },
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    host: HOST,
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    fault: faults.add,
    clearFaults: faults.clear,
    connections: () => sockets.size,
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
