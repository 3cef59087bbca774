// A submission server that keeps what it is given, and fails as it is told.
import { SMTPServer } from 'smtp-server';
import type { Endpoint } from '#main/ports';
import type { TlsIdentities } from './tls-identities.ts';

export type Recorded = {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
};

export type RecordingSmtp = {
  readonly endpoint: Endpoint;
  readonly received: readonly Recorded[];
  /** Names of the parameters of MAIL FROM, one list for each of `received`. */
  readonly parameters: readonly (readonly string[])[];
  /** Answers to the next messages, in order; then all are taken. 'lost': taken, and the connection dropped before the answer. */
  readonly answers: ('take' | 'lost' | number)[];
  /** Called before the answer to each message. */
  hold: (() => Promise<void>) | null;
  stop(): Promise<void>;
};

/** `bare`: offers neither 8BITMIME nor SMTPUTF8 nor SIZE. */
export async function startRecordingSmtp(
  ids: TlsIdentities,
  port = 0,
  { bare = false }: { readonly bare?: boolean } = {},
): Promise<RecordingSmtp> {
  const received: Recorded[] = [];
  const parameters: string[][] = [];
  const answers: RecordingSmtp['answers'] = [];
  const sockets = new Set<{ destroy(): unknown }>();
  const state: { hold: (() => Promise<void>) | null } = { hold: null };
  const server = new SMTPServer({
    secure: true,
    cert: ids.valid.certificate,
    key: ids.valid.key,
    authMethods: ['PLAIN'],
    closeTimeout: 100,
    hide8BITMIME: bare,
    hideSMTPUTF8: bare,
    hideSize: bare,
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void (async () => {
          await state.hold?.();
          const answer = answers.shift() ?? 'take';
          if (typeof answer === 'number') return done(Object.assign(new Error('test refusal'), { responseCode: answer }));
          const { mailFrom, rcptTo } = session.envelope;
          parameters.push(mailFrom === false || mailFrom.args === false ? [] : Object.keys(mailFrom.args));
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            bytes: Buffer.concat(chunks),
          });
          if (answer === 'lost') for (const socket of sockets) socket.destroy();
          else done(null, '2.0.0 taken');
          return undefined;
        })();
      });
    },
  });
  server.on('error', () => undefined);
  const listener = await new Promise<ReturnType<SMTPServer['listen']>>((resolve) => {
    const listening = server.listen(port, '127.0.0.1', () => resolve(listening));
  });
  listener.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const address = listener.address();
  return {
    endpoint: {
      host: '127.0.0.1',
      port: typeof address === 'object' && address !== null ? address.port : 0,
      security: 'tls',
      extraRoot: ids.root,
    },
    received,
    parameters,
    answers,
    get hold() {
      return state.hold;
    },
    set hold(value) {
      state.hold = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
