// Submission against servers that record what they are told and fail at each point: what went over
// the wire is the given bytes, once; and the outcome says what the server can know (SND-07).
import { createHash } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint, SubmissionOutcome } from '#main/ports';
import { createSubmitter } from '#main/smtp/submit';
import { AppError } from '#shared/model/app-error';
import { startScriptedServer } from '#tests/support/scripted-server';
import type { Peer, ScriptedServer } from '#tests/support/scripted-server';
import { tlsIdentities } from '#tests/support/tls-identities';
import type { TlsIdentities } from '#tests/support/tls-identities';

const PASSWORD = 'canary-2b7d';
const CREDENTIALS = { login: 'anna@pec.example', password: PASSWORD };
const ENVELOPE = { from: 'anna@pec.example', to: ['b@pec.example', 'c@pec.example'] };
const submitter = createSubmitter({ connectMs: 4_000, greetingMs: 2_000, silenceMs: 1_500 });

let ids: TlsIdentities;
beforeAll(async () => {
  ids = await tlsIdentities();
});
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const message = (body: string): Buffer =>
  Buffer.from(`From: anna@pec.example\r\nTo: b@pec.example\r\nCc: c@pec.example\r\n\r\n${body}`, 'latin1');

describe('against a recording server', () => {
  type Received = { from: string; to: string[]; sha256: string; bytes: Buffer };
  async function recorder(): Promise<{ endpoint: Endpoint; received: Received[] }> {
    const received: Received[] = [];
    const server = new SMTPServer({
      secure: true,
      cert: ids.valid.certificate,
      key: ids.valid.key,
      authMethods: ['PLAIN'],
      closeTimeout: 100,
      disableReverseLookup: true,
      onAuth: (auth, _session, done) => done(null, { user: auth.username }),
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const { mailFrom, rcptTo } = session.envelope;
          received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            sha256: createHash('sha256').update(bytes).digest('hex'),
            bytes,
          });
          done(null, '2.0.0 accettato');
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    const address = server.server.address();
    return {
      endpoint: {
        host: '127.0.0.1',
        port: typeof address === 'object' && address !== null ? address.port : 0,
        security: 'tls',
        extraRoot: ids.root,
      },
      received,
    };
  }

  test.each<[title: string, bytes: Buffer]>([
    ['plain text', message('ciao\r\n')],
    ['SND-05 lone dots and dots at line starts', message('.\r\n..\r\n.x\r\nend\r\n.\r\n')],
    ['SND-05 what looks like a second mail', message('x\r\n.\r\nMAIL FROM:<evil@pec.example>\r\nRCPT TO:<d@pec.example>\r\nDATA\r\n')],
    ['8-bit and blanks at line ends', message('perch\xe9  \r\n\xff\x80\t\r\n')],
    ['a line of 5,000 characters', message(`${'x'.repeat(5_000)}\r\n`)],
    ['two megabytes', message('abcdefgh.\r\n'.repeat(200_000))],
  ])('SND-03 SND-06 %s: same envelope, same bytes, once', async (_title, bytes) => {
    const { endpoint, received } = await recorder();
    const outcome = await submitter.submit(endpoint, CREDENTIALS, ENVELOPE, bytes);
    expect(outcome).toEqual({ state: 'submitted', reply: '250 2.0.0 accettato' });
    expect(received.map(({ from, to, sha256 }) => ({ from, to, sha256 }))).toEqual([
      { from: ENVELOPE.from, to: ENVELOPE.to, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]);
  });
});

test.each<[title: string, bytes: Buffer, field: string]>([
  ['bare LF', message('a\nb\r\n'), 'lineEnds'],
  ['LF dot LF', message('a\n.\nMAIL FROM:<x@y.example>\r\n'), 'lineEnds'],
  ['CR dot CR', message('a\r.\rb\r\n'), 'lineEnds'],
  ['LF dot CRLF', message('a\n.\r\nb\r\n'), 'lineEnds'],
  ['bare CR at the end', message('a\r'), 'lineEnds'],
  ['no line end at the end', message('a'), 'lineEnds'],
  ['NUL', message('a\0b\r\n'), 'content'],
  ['nothing', Buffer.alloc(0), 'lineEnds'],
])('SND-05 %s is refused before anything is connected', async (_title, bytes, field) => {
  const nowhere: Endpoint = { host: '127.0.0.1', port: 1, security: 'tls' };
  await expect(submitter.submit(nowhere, CREDENTIALS, ENVELOPE, bytes)).rejects.toMatchObject({ code: 'input.invalid', values: { field } });
});

test.each<[from: string, to: readonly string[], field: string]>([
  ['anna@pec.example', [], 'to'],
  ['anna@pec.example', ['b@pec.example\r\nRCPT TO:<evil@pec.example>'], 'to'],
  ['anna@pec.example', ['b@pec.example> SIZE=1'], 'to'],
  ['anna@pec.example', ['"b c"@pec.example'], 'to'],
  ['anna@pec.example', ['b@pec.example', 'c@'], 'to'],
  ['anna@pec.example', ['b@[127.0.0.1]'], 'to'],
  ['anna@pec.example', ['b@pec.example,evil@pec.example'], 'to'],
  ['<anna@pec.example>', ['b@pec.example'], 'from'],
  ['', ['b@pec.example'], 'from'],
])('SND-03 envelope %s to %j is refused', async (from, to, field) => {
  const nowhere: Endpoint = { host: '127.0.0.1', port: 1, security: 'tls' };
  await expect(submitter.submit(nowhere, CREDENTIALS, { from, to }, message('x\r\n'))).rejects.toMatchObject({
    code: 'input.invalid',
    values: { field },
  });
});

type Step = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'RCPT2' | 'DATA' | 'dot';
type Reply = (peer: Peer) => void;
const say =
  (text: string): Reply =>
  (peer) =>
    peer.say(`${text}\r\n`);
const drop: Reply = (peer) => peer.reset();
const nothing: Reply = () => undefined;

/** A well-behaved server but for the given steps. */
async function faulty(faults: Partial<Record<Step, Reply>>): Promise<{ endpoint: Endpoint; server: ScriptedServer }> {
  const usual: Record<Step, string> = {
    greeting: '220 mail.example ESMTP',
    EHLO: '250-mail.example\r\n250-SIZE 100000000\r\n250-8BITMIME\r\n250 AUTH PLAIN',
    AUTH: '235 ok',
    MAIL: '250 ok',
    RCPT: '250 ok',
    RCPT2: '250 ok',
    DATA: '354 go',
    dot: '250 2.0.0 taken',
  };
  const server = await startScriptedServer({
    tls: ids.valid,
    async script(peer) {
      const answer = (step: Step): void => (faults[step] ?? say(usual[step]))(peer);
      answer('greeting');
      let recipients = 0;
      for (;;) {
        const [command = ''] = (await peer.line()).toUpperCase().split(' ');
        if (command === 'QUIT') return peer.end();
        if (command === 'RCPT') answer(++recipients > 1 ? 'RCPT2' : 'RCPT');
        else if (command === 'EHLO' || command === 'AUTH' || command === 'MAIL') answer(command);
        else if (command === 'DATA') {
          answer('DATA');
          await peer.until('\r\n.\r\n');
          answer('dot');
        } else peer.say('502 no\r\n');
      }
    },
  });
  stops.push(() => server.stop());
  return { endpoint: { host: server.host, port: server.port, security: 'tls', extraRoot: ids.root }, server };
}

describe('SND-07 SND-08 at each step', () => {
  const unknown = { state: 'unknown' };
  const submitted = { state: 'submitted', reply: '250 2.0.0 taken' };
  const refused = (code: number) => ({ state: 'refused', code });
  const error = (code: string) => ({ error: code });
  test.each<[title: string, faults: Partial<Record<Step, Reply>>, then: object]>([
    ['nothing goes wrong', {}, submitted],
    ['421 as greeting', { greeting: say('421 too busy') }, error('smtp.refused')],
    ['cut before the greeting', { greeting: drop }, error('net.closed')],
    ['silence instead of a greeting', { greeting: nothing }, error('net.timeout')],
    ['421 after EHLO', { EHLO: say('421 closing') }, error('smtp.refused')],
    ['AUTH absent', { EHLO: say('250 mail.example') }, error('smtp.auth')],
    ['wrong password', { AUTH: say('535 5.7.8 no') }, error('smtp.auth')],
    ['421 at AUTH', { AUTH: say('421 closing') }, error('smtp.auth')],
    ['cut at AUTH', { AUTH: drop }, error('net.closed')],
    ['From is not the mailbox', { MAIL: say('553 5.7.1 sender') }, refused(553)],
    ['421 at MAIL', { MAIL: say('421 closing') }, refused(421)],
    ['cut at MAIL', { MAIL: drop }, error('net.closed')],
    ['all recipients refused', { RCPT: say('550 no'), RCPT2: say('550 no') }, refused(550)],
    ['one of two recipients refused: nothing is sent', { RCPT2: say('550 5.1.1 unknown') }, refused(550)],
    ['421 at RCPT', { RCPT: say('421 closing') }, error('net.closed')],
    ['cut at DATA', { DATA: drop }, error('net.closed')],
    ['DATA refused', { DATA: say('451 later') }, refused(451)],
    ['link lost after the dot', { dot: drop }, unknown],
    ['silence after the dot', { dot: nothing }, unknown],
    ['refused after the dot', { dot: say('554 5.6.0 virus') }, refused(554)],
    ['421 after the dot', { dot: say('421 4.3.2 shutting down') }, refused(421)],
    ['half a reply after the dot', { dot: (peer) => (peer.say('25'), peer.end()) }, unknown],
    ['nonsense after the dot', { dot: say('maybe') }, unknown],
    ['250 and then closed', { dot: (peer) => (peer.say('250 2.0.0 taken\r\n'), peer.end()) }, submitted],
    ['a reply of ten megabytes', { dot: (peer) => peer.say(`250-${'x'.repeat(76)}\r\n`.repeat(130_000)) }, unknown],
    ['a greeting of ten megabytes', { greeting: (peer) => peer.say(`220-${'x'.repeat(76)}\r\n`.repeat(130_000)) }, error('smtp.protocol')],
    [
      'a smaller size announced than the message has',
      { EHLO: say('250-mail.example\r\n250-SIZE 10\r\n250 AUTH PLAIN') },
      error('smtp.refused'),
    ],
  ])('%s', async (_title, faults, then) => {
    const { endpoint, server } = await faulty(faults);
    const outcome = await submitter
      .submit(endpoint, CREDENTIALS, ENVELOPE, message('hello\r\n'))
      .catch((failure: unknown): SubmissionOutcome | { error: string } => {
        if (failure instanceof AppError) return { error: failure.code };
        throw failure;
      });
    expect(outcome).toMatchObject(then);
    // Never handed over twice, and never half: the body is there once when the outcome lets it be taken.
    const bodies = server.inTls().split('hello').length - 1;
    expect(bodies).toBe('state' in outcome && (outcome.state !== 'refused' || faults.dot !== undefined) ? 1 : 0);
    expect(server.inClear()).not.toContain(PASSWORD);
  });

  test('cut in the middle of the message', async () => {
    const server = await startScriptedServer({
      tls: ids.valid,
      async script(peer) {
        peer.say('220 x ESMTP\r\n');
        for (;;) {
          const line = await peer.line();
          if (line.startsWith('EHLO')) peer.say('250-x\r\n250 AUTH PLAIN\r\n');
          else if (line.startsWith('AUTH')) peer.say('235 ok\r\n');
          else if (line.startsWith('DATA')) {
            peer.say('354 go\r\n');
            await peer.until('middle');
            peer.reset();
          } else peer.say('250 ok\r\n');
        }
      },
    });
    stops.push(() => server.stop());
    const endpoint: Endpoint = { host: server.host, port: server.port, security: 'tls', extraRoot: ids.root };
    const bytes = message(`start\r\nmiddle\r\n${'filler\r\n'.repeat(2_000_000)}`);
    expect(await submitter.submit(endpoint, CREDENTIALS, ENVELOPE, bytes)).toMatchObject({ state: 'unknown' });
  });

  test('a user who gives up before the message began has sent nothing', async () => {
    const stop = new AbortController();
    const { endpoint, server } = await faulty({ RCPT2: () => stop.abort() });
    await expect(submitter.submit(endpoint, CREDENTIALS, ENVELOPE, message('hello\r\n'), stop.signal)).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(server.inTls()).not.toContain('DATA');
  });

  test('a user who gives up after the last byte is told that nobody knows', async () => {
    const stop = new AbortController();
    const { endpoint } = await faulty({ dot: () => stop.abort() });
    expect(await submitter.submit(endpoint, CREDENTIALS, ENVELOPE, message('hello\r\n'), stop.signal)).toMatchObject({ state: 'unknown' });
  });
});
