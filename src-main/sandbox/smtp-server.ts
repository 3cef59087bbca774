// The submission service of a provider (RFC 5321) on smtp-server: TLS from the first byte, login
// needed, MAIL FROM must be the mailbox that logged in, size limit; accepted bytes go on unchanged.
import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Identity } from './certificates.ts';
import type { PecMailbox } from './mailbox.ts';
import { addressKey } from './submitted.ts';

export type SmtpFault = {
  readonly point: 'auth' | 'mailFrom' | 'rcptTo' | 'data';
  readonly code: number;
  readonly text: string;
  times: number;
};

export type SubmissionServer = {
  readonly host: string;
  readonly port: number;
  /** The next `times` commands of this kind are answered with a refusal. */
  refuse(point: SmtpFault['point'], code: number, text: string, times?: number): void;
  /** Takes the message, then drops the connection before the answer: the client cannot know. */
  loseNextReply(): void;
  stop(): Promise<void>;
};

export type SubmissionServerOptions = {
  readonly name: string;
  readonly tls: Identity;
  readonly port: number;
  readonly largestBytes: number;
  readonly findMailbox: (login: string) => PecMailbox | null;
  /** Called before the client gets its 250; a throw refuses the message. */
  readonly onMessage: (message: { mailbox: PecMailbox; mailFrom: string; recipients: readonly string[]; bytes: Buffer }) => void;
};

const HOST = '127.0.0.1';
const MOST_RECIPIENTS = 500;

export async function startSubmissionServer(options: SubmissionServerOptions): Promise<SubmissionServer> {
  let faults: SmtpFault[] = [];
  let losing = false;
  const strike = (point: SmtpFault['point']): Error | null => {
    const fault = faults.find((entry) => entry.point === point);
    if (fault === undefined) return null;
    fault.times -= 1;
    faults = faults.filter((entry) => entry.times > 0);
    return refusal(fault.code, fault.text);
  };
  const sockets = new Set<Socket>();
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    secure: true,
    name: options.name,
    banner: 'posta certificata di prova',
    cert: options.tls.certificate,
    key: options.tls.key,
    size: options.largestBytes,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: false,
    onAuth(auth, _session, callback) {
      const mailbox = options.findMailbox(auth.username ?? '');
      const failed =
        strike('auth') ?? (mailbox === null || mailbox.password !== auth.password ? refusal(535, '5.7.8 utente o password errati') : null);
      if (failed !== null) return callback(failed);
      return callback(null, { user: auth.username });
    },
    onMailFrom(address, session, callback) {
      const mailbox = options.findMailbox(userOf(session));
      const wrong =
        mailbox === null || addressKey(address.address) !== addressKey(mailbox.address)
          ? refusal(553, '5.7.1 mittente diverso dalla casella autenticata')
          : null;
      callback(strike('mailFrom') ?? wrong);
    },
    onRcptTo(_address, session, callback) {
      const tooMany = session.envelope.rcptTo.length >= MOST_RECIPIENTS ? refusal(452, '4.5.3 troppi destinatari') : null;
      callback(strike('rcptTo') ?? tooMany);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (error) => callback(error));
      stream.on('end', () => {
        const mailbox = options.findMailbox(userOf(session));
        const { mailFrom, rcptTo } = session.envelope;
        if (stream.sizeExceeded) return callback(refusal(552, '5.3.4 messaggio troppo grande'));
        const failed = strike('data');
        if (failed !== null || mailbox === null || mailFrom === false) return callback(failed ?? refusal(530, '5.7.0 accesso richiesto'));
        options.onMessage({
          mailbox,
          mailFrom: mailFrom.address,
          recipients: rcptTo.map((recipient) => recipient.address),
          bytes: Buffer.concat(chunks),
        });
        if (losing) {
          losing = false;
          dropConnections();
          return undefined;
        }
        return callback(null, '2.0.0 messaggio preso');
      });
    },
  });
  // Broken connections of clients are no event for a server.
  server.on('error', () => undefined);
  const listener = await new Promise<ReturnType<SMTPServer['listen']>>((resolve, reject) => {
    server.once('error', reject);
    const listening = server.listen(options.port, HOST, () => {
      server.off('error', reject);
      resolve(listening);
    });
  });
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const address = listener.address();
  return {
    host: HOST,
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    refuse(point, code, text, times = 1) {
      faults.push({ point, code, text, times });
    },
    loseNextReply() {
      losing = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
}

/** The login that onAuth gave. */
function userOf(session: { readonly user?: unknown }): string {
  return typeof session.user === 'string' ? session.user : '';
}

function refusal(responseCode: number, text: string): Error & { responseCode: number } {
  return Object.assign(new Error(text), { responseCode });
}
