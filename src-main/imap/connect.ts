// imapflow behind ImapConnector; this folder is its only importer. Implicit TLS or enforced STARTTLS:
// with its default options imapflow sends the password in clear where STARTTLS is missing (NET-01).
// Limits of THREATS §4. No log, because imapflow's holds what the server and the client said.
import { ImapFlow } from 'imapflow';
import type { Credentials, Endpoint, ImapConnector, ImapSession, ServerCertificate } from '#main/ports';
import { tlsOptions } from '#main/tls/tls-options';
import { AppError } from '#shared/model/app-error';
import { boundVanished } from './changes.ts';
import { imapFailure } from './failure.ts';
import { LINE_BYTES, LITERAL_BYTES } from './limits.ts';
import { createSession } from './session.ts';

export type ImapTimeouts = {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Without a byte from the server for this long the connection is dead (IMAP-FINDINGS §3). */
  readonly silenceMs: number;
};

const TIMEOUTS: ImapTimeouts = { connectMs: 30_000, greetingMs: 20_000, silenceMs: 75_000 };

export function createImapConnector(timeouts: ImapTimeouts = TIMEOUTS): ImapConnector {
  return {
    async connect(endpoint: Endpoint, credentials: Credentials, signal?: AbortSignal): Promise<ImapSession> {
      let certificate: ServerCertificate | null = null;
      const client = createClient(endpoint, credentials, timeouts, (accepted) => {
        certificate = accepted;
      });
      const context = { endpoint, command: 'CONNECT', secrets: [credentials.password] };
      const abort = (): void => client.close();
      try {
        if (signal?.aborted === true) throw new AppError('aborted');
        signal?.addEventListener('abort', abort, { once: true });
        await client.connect();
        if (!client.secureConnection)
          throw new AppError('tls.required', { retry: 'afterUser', values: { host: endpoint.host, port: endpoint.port } });
      } catch (error) {
        client.close();
        throw signal?.aborted === true ? new AppError('aborted') : imapFailure(error, context);
      } finally {
        signal?.removeEventListener('abort', abort);
      }
      return createSession(client, endpoint, credentials, certificate);
    },
  };
}

function createClient(
  endpoint: Endpoint,
  credentials: Credentials,
  timeouts: ImapTimeouts,
  onCertificate: (certificate: ServerCertificate) => void,
): ImapFlow {
  const implicit = endpoint.security === 'tls';
  const client = new ImapFlow({
    host: endpoint.host,
    port: endpoint.port,
    secure: implicit,
    ...(implicit ? {} : { doSTARTTLS: true }),
    tls: tlsOptions(endpoint, onCertificate),
    auth: { user: credentials.login, pass: credentials.password },
    clientInfo: { name: 'Plico' },
    logger: false,
    emitLogs: false,
    logRaw: false,
    qresync: true,
    disableAutoIdle: true,
    // COMPRESS costs seven times the wall time on a fast line and ten times the server's CPU (IMAP-FINDINGS §2).
    disableCompression: true,
    disableBinary: true,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    maxLiteralSize: LITERAL_BYTES,
    maxLineLength: LINE_BYTES,
    maxResponseSize: LITERAL_BYTES + 8 * LINE_BYTES,
    maxLockHoldTime: false,
  });
  // Without a listener an error event ends the process; the failed command reports it anyway.
  client.on('error', () => undefined);
  boundVanished(client);
  return client;
}
