// nodemailer's connection behind Submitter; this folder is its only importer. It gets finished bytes
// and an envelope of addresses: no composing, no file, no URL. The state that matters is what happened
// once the message began to flow: a link lost then leaves 'unknown', never a second sending (SND-07).
// One connection carries several messages of a box: a new one costs a TCP, a TLS and a login each time.
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Credentials, Endpoint, SubmissionEnvelope, SubmissionOutcome, Submitter } from '#main/ports';
import { tlsOptions } from '#main/tls/tls-options';
import { serverText, withoutSecrets } from '#main/tls/server-text';
import { AppError } from '#shared/model/app-error';
import { checkBytes, checkEnvelope } from './check-submission.ts';
import { replyCode, smtpFailure } from './failure.ts';
import { createKeptConnections } from './kept-connections.ts';

export type SmtpTimeouts = {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Also the wait for the answer after the last dot: RFC 5321 §4.5.3.2.6 grants the server ten minutes. */
  readonly silenceMs: number;
};

const TIMEOUTS: SmtpTimeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 600_000 };
// The reason of a refusal fits in this; more is an attack (SND-08).
const REPLY_BYTES = 64 * 1024;
/** Longer than the pause between two messages of a run, far shorter than servers wait (RFC 5321 §4.5.3.2.7). */
const KEEP_MS = 15_000;

/** `keepMs`: how long a connection that has just taken a message stays open for the next one of the same box; 0: not at all. */
export function createSubmitter(timeouts: SmtpTimeouts = TIMEOUTS, keepMs = KEEP_MS): Submitter & { close(): void } {
  const kept = createKeptConnections<SMTPConnection>(keepMs);

  async function attempt(job: Job, connection: SMTPConnection, fresh: boolean): Promise<SubmissionOutcome | 'again'> {
    const { endpoint, credentials, signal } = job;
    let begun = false;
    const abort = (): void => connection.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (fresh) await logIn(connection, endpoint, credentials);
      const onHandOver = (): void => {
        job.onHandOver();
        begun = true;
      };
      const outcome = await hand(connection, endpoint, credentials, { envelope: job.envelope, bytes: job.bytes, onHandOver });
      if (outcome.state === 'submitted') kept.put(endpoint, credentials, connection);
      else connection.close();
      // A server may end a connection that it had kept open; a new one is not refused for that (RFC 5321 §3.8).
      return !fresh && !begun && outcome.state === 'refused' && outcome.code === 421 ? 'again' : outcome;
    } catch (error) {
      connection.close();
      if (isAborted(signal)) throw new AppError('aborted');
      // Nothing has been handed over, and the link was old: a new one tells whether the server is there.
      if (!fresh && !begun && error instanceof AppError && (error.code.startsWith('net.') || error.code === 'smtp.protocol'))
        return 'again';
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  return {
    async submit(endpoint, credentials, envelope, bytes, signal, onHandOver = () => undefined) {
      checkEnvelope(envelope);
      checkBytes(bytes);
      if (isAborted(signal)) throw new AppError('aborted');
      const job: Job = { endpoint, credentials, envelope, bytes, signal, onHandOver };
      const known = kept.take(endpoint, credentials);
      if (known !== null) {
        const outcome = await attempt(job, known, false);
        if (outcome !== 'again') return outcome;
      }
      const outcome = await attempt(job, open(endpoint, timeouts), true);
      if (outcome === 'again') throw new Error('a fresh connection is not tried again');
      return outcome;
    },
    close: kept.close,
  };
}

type Job = {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  readonly envelope: SubmissionEnvelope;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal | undefined;
  readonly onHandOver: () => void;
};

/** Connects, starts TLS and logs in, and nothing else: for the connection test. */
export async function tryLogin(endpoint: Endpoint, credentials: Credentials, timeouts: SmtpTimeouts = TIMEOUTS): Promise<void> {
  const connection = open(endpoint, timeouts);
  try {
    await logIn(connection, endpoint, credentials);
  } finally {
    connection.quit();
    connection.close();
  }
}

function open(endpoint: Endpoint, timeouts: SmtpTimeouts): SMTPConnection {
  const connection = new SMTPConnection({
    host: endpoint.host,
    port: endpoint.port,
    secure: endpoint.security === 'tls',
    requireTLS: true,
    tls: tlsOptions(endpoint, () => undefined),
    // The machine's own name is nobody's business (RFC 5321 §4.1.3 allows an address literal).
    name: '[127.0.0.1]',
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    maxResponseSize: REPLY_BYTES,
    logger: false,
    debug: false,
    transactionLog: false,
    allowInternalNetworkInterfaces: true,
  });
  // A late error of a connection that is done must not end the process.
  connection.on('error', () => undefined);
  return connection;
}

async function logIn(connection: SMTPConnection, endpoint: Endpoint, credentials: Credentials): Promise<void> {
  const fail = (error: unknown): AppError => smtpFailure(error, endpoint, [credentials.password]);
  await settle((done) => connection.connect((error) => done(error ?? null)), connection).catch((error: unknown) => {
    throw fail(error);
  });
  if (!connection.secure) throw new AppError('tls.required', { retry: 'afterUser', values: { host: endpoint.host, port: endpoint.port } });
  // Without AUTH in the list nodemailer would try PLAIN all the same.
  if (!connection.allowsAuth)
    throw new AppError('smtp.auth', { retry: 'afterUser', values: { host: endpoint.host, port: endpoint.port, fault: 'notOffered' } });
  await settle(
    (done) =>
      connection.login(
        { user: credentials.login, pass: credentials.password, credentials: { user: credentials.login, pass: credentials.password } },
        (error) => done(error ?? null),
      ),
    connection,
  ).catch((error: unknown) => {
    throw fail(error);
  });
}

async function hand(
  connection: SMTPConnection,
  endpoint: Endpoint,
  credentials: Credentials,
  mail: { readonly envelope: SubmissionEnvelope; readonly bytes: Uint8Array; readonly onHandOver: () => void },
): Promise<SubmissionOutcome> {
  const { envelope, bytes } = mail;
  let begun = false;
  let refusedRecipients: string | null = null;
  let withheld: { readonly cause: unknown } | null = null;
  // Read only after the server's 354, so that reading marks the moment from which it may be taken.
  const message = new Readable({
    read() {
      refusedRecipients = refusedAmong(connection);
      // Some recipients refused: nodemailer would send to the others. What was shown is sent, or nothing (SND-03).
      if (refusedRecipients !== null) {
        connection.close();
        return;
      }
      try {
        mail.onHandOver();
      } catch (cause) {
        withheld = { cause };
        connection.close();
        return;
      }
      begun = true;
      this.push(bytes);
      this.push(null);
    },
  });
  const says = (text: unknown): string => withoutSecrets(serverText(text), [credentials.password]);
  const request = {
    from: { address: envelope.from },
    to: envelope.to.map((address) => ({ address })),
    size: bytes.length,
    use8BitMime: bytes.some((byte) => byte > 0x7f),
  };
  try {
    const info = await settle<{ response: string }>(
      (done) => connection.send(request, message, (error, info) => done(error ?? null, info)),
      connection,
    );
    return { state: 'submitted', reply: says(info.response) };
  } catch (error) {
    throwIfWithheld(withheld);
    if (refusedRecipients !== null) return { state: 'refused', reply: says(refusedRecipients), code: replyCode(refusedRecipients) };
    const code = replyCode(error);
    if (code !== null && code >= 400) return { state: 'refused', reply: says(Reflect.get(Object(error), 'response')), code };
    if (begun) return { state: 'unknown', reason: smtpFailure(error, endpoint, [credentials.password]).code };
    throw smtpFailure(error, endpoint, [credentials.password]);
  }
}

function throwIfWithheld(withheld: { readonly cause: unknown } | null): void {
  if (withheld !== null) throw withheld.cause;
}

/** The server's answer to the first refused recipient; null when all were accepted. */
function refusedAmong(connection: SMTPConnection): string | null {
  const envelope: unknown = Reflect.get(connection, '_envelope');
  const rejected: unknown = typeof envelope === 'object' && envelope !== null ? Reflect.get(envelope, 'rejectedErrors') : undefined;
  if (!Array.isArray(rejected) || rejected.length === 0) return null;
  const response: unknown = Reflect.get(Object(rejected[0]), 'response');
  return typeof response === 'string' ? response : 'refused';
}

/** nodemailer reports by callback, by 'error' or, when closed by us, by silence and 'end'. */
function settle<T = undefined>(start: (done: (error: Error | null, value?: T) => void) => void, connection: SMTPConnection): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onError = (error: Error): void => finish(() => reject(error));
    const onEnd = (): void => finish(() => reject(Object.assign(new Error('closed'), { code: 'ECONNECTION' })));
    const finish = (act: () => void): void => {
      connection.off('error', onError);
      connection.off('end', onEnd);
      act();
    };
    connection.on('error', onError);
    connection.on('end', onEnd);
    start((error, value) => {
      // The value is absent only for the steps that have none.
      if (error === null) finish(() => resolve(asSettled(value)));
      else finish(() => reject(error));
    });
  });
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal !== undefined && signal.aborted;
}

function asSettled<T>(value: T | undefined): T {
  return value as T;
}
