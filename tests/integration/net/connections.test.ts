// No credential leaves before TLS is up and the server is who it should be: IMAP and SMTP against
// servers that lie, with a recording of everything they were told.
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createImapConnector } from '#main/imap/connect';
import type { Endpoint } from '#main/ports';
import { createSubmitter } from '#main/smtp/submit';
import { AppError } from '#shared/model/app-error';
import { startScriptedServer } from '#tests/support/scripted-server';
import type { Peer, ScriptedServer, ServerOptions } from '#tests/support/scripted-server';
import { opensslMissing, tlsIdentities, weakIdentity } from '#tests/support/tls-identities';
import type { TlsIdentities } from '#tests/support/tls-identities';

const CANARY = 'canary-8f2e-pässword';
const CREDENTIALS = { login: 'anna', password: CANARY };
const MAIL = Buffer.from('From: anna@pec.example\r\nTo: b@pec.example\r\n\r\nbody\r\n');
const TIMEOUTS = { connectMs: 4_000, greetingMs: 1_500, silenceMs: 2_000 };

let ids: TlsIdentities;
beforeAll(async () => {
  ids = await tlsIdentities();
});

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
async function serve(options: ServerOptions): Promise<ScriptedServer> {
  const server = await startScriptedServer(options);
  servers.push(server);
  return server;
}

async function failureOf(
  protocol: 'imap' | 'smtp',
  server: { host: string; port: number },
  security: Endpoint['security'],
  extraRoot = ids.root,
): Promise<AppError> {
  const endpoint: Endpoint = { host: server.host, port: server.port, security, extraRoot };
  try {
    if (protocol === 'imap') await createImapConnector(TIMEOUTS).connect(endpoint, CREDENTIALS);
    else await createSubmitter(TIMEOUTS).submit(endpoint, CREDENTIALS, { from: 'anna@pec.example', to: ['b@pec.example'] }, MAIL);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('connected');
}

/** Nothing of the credentials, in any usual encoding. */
function leaked(text: string): readonly string[] {
  const forms = [
    CANARY,
    Buffer.from(CANARY).toString('latin1'),
    'LOGIN anna',
    'AUTHENTICATE',
    'AUTH PLAIN',
    'AUTH LOGIN',
    Buffer.from(`\0anna\0${CANARY}`).toString('base64'),
  ];
  return forms.filter((form) => text.includes(form));
}

const imapLines =
  (lines: Readonly<Record<string, (tag: string, peer: Peer) => Promise<void> | void>>, greeting: string) =>
  async (peer: Peer): Promise<void> => {
    peer.say(greeting);
    for (;;) {
      const [tag = '', command = ''] = (await peer.line()).split(' ');
      const answer = lines[command.toUpperCase()];
      if (answer === undefined) peer.say(`${tag} BAD unknown\r\n`);
      else await answer(tag, peer);
    }
  };
const smtpLines =
  (answers: Readonly<Record<string, (peer: Peer) => Promise<void> | void>>) =>
  async (peer: Peer): Promise<void> => {
    peer.say('220 mail.example ESMTP\r\n');
    for (;;) {
      const [command = ''] = (await peer.line()).split(' ');
      const answer = answers[command.toUpperCase()];
      if (answer === undefined) peer.say('502 unknown\r\n');
      else await answer(peer);
    }
  };
const capabilities =
  (list: string) =>
  (tag: string, peer: Peer): void =>
    peer.say(`* CAPABILITY ${list}\r\n${tag} OK done\r\n`);

describe('STARTTLS is enforced', () => {
  test.each<[title: string, protocol: 'imap' | 'smtp', script: () => (peer: Peer) => Promise<void>, code: string]>([
    [
      'NET-01 IMAP: not offered',
      'imap',
      () => imapLines({ CAPABILITY: capabilities('IMAP4rev1 AUTH=PLAIN') }, '* OK ready\r\n'),
      'tls.required',
    ],
    [
      'NET-01 IMAP: refused',
      'imap',
      () =>
        imapLines(
          { CAPABILITY: capabilities('IMAP4rev1 STARTTLS AUTH=PLAIN'), STARTTLS: (tag, peer) => peer.say(`${tag} NO not today\r\n`) },
          '* OK ready\r\n',
        ),
      'tls.required',
    ],
    ['NET-01 IMAP: unknown', 'imap', () => imapLines({ CAPABILITY: capabilities('IMAP4rev1 STARTTLS') }, '* OK ready\r\n'), 'tls.required'],
    [
      'NET-02 IMAP: PREAUTH in clear',
      'imap',
      () => imapLines({ CAPABILITY: capabilities('IMAP4rev1 STARTTLS') }, '* PREAUTH welcome\r\n'),
      'tls.required',
    ],
    [
      'NET-03 IMAP: bytes after the answer to STARTTLS',
      'imap',
      () =>
        imapLines(
          {
            CAPABILITY: capabilities('IMAP4rev1 STARTTLS'),
            STARTTLS: (tag, peer) => peer.say(`${tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n`),
          },
          '* OK ready\r\n',
        ),
      'tls.required',
    ],
    [
      'NET-01 SMTP: not offered',
      'smtp',
      () => smtpLines({ EHLO: (peer) => peer.say('250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n') }),
      'tls.required',
    ],
    [
      'NET-01 SMTP: refused',
      'smtp',
      () =>
        smtpLines({
          EHLO: (peer) => peer.say('250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n'),
          STARTTLS: (peer) => peer.say('454 not now\r\n'),
        }),
      'tls.required',
    ],
    [
      'NET-03 SMTP: bytes after the answer to STARTTLS',
      'smtp',
      () =>
        smtpLines({
          EHLO: (peer) => peer.say('250-mail.example\r\n250 STARTTLS\r\n'),
          STARTTLS: (peer) => peer.say('220 go\r\n250-mail.example\r\n250 AUTH PLAIN\r\n'),
        }),
      'tls.notTls',
    ],
  ])('%s', async (_title, protocol, script, code) => {
    const server = await serve({ tls: null, script: script() });
    const error = await failureOf(protocol, server, 'starttls');
    expect({ code: error.code, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({ code, leaked: [] });
  });

  test('NET-04 what was learned before TLS is forgotten after it', async () => {
    const server = await serve({
      tls: null,
      script: imapLines(
        {
          CAPABILITY: (tag, peer) => {
            const first = !server.inTls().includes('CAPABILITY');
            peer.say(`* CAPABILITY IMAP4rev1 ${first ? 'STARTTLS AUTH=PLAIN UIDPLUS MOVE' : 'LOGINDISABLED'}\r\n${tag} OK done\r\n`);
          },
          STARTTLS: async (tag, peer) => {
            peer.say(`${tag} OK go\r\n`);
            await peer.startTls(ids.valid);
          },
        },
        '* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n',
      ),
    });
    const error = await failureOf('imap', server, 'starttls');
    // AUTH=PLAIN was only said in clear; after TLS the server forbids logins.
    expect({ code: error.code, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({ code: 'imap.disabled', leaked: [] });
  });
});

describe('NET-05 a certificate that is not right', () => {
  const rows: readonly (readonly [keyof Omit<TlsIdentities, 'root' | 'valid'>, string, string])[] = [
    ['expired', 'tls.expired', 'expired'],
    ['notYetValid', 'tls.expired', 'notYetValid'],
    ['wrongName', 'tls.wrongHost', 'wrongHost'],
    ['addressInCommonName', 'tls.wrongHost', 'wrongHost'],
    ['selfSigned', 'tls.certificate', 'selfSigned'],
    ['foreign', 'tls.intercepted', 'unknownRoot'],
  ];
  test.each(rows.flatMap(([which, code, fault]) => (['imap', 'smtp'] as const).map((protocol) => [which, protocol, code, fault] as const)))(
    '%s, %s',
    async (which, protocol, code, fault) => {
      const server = await serve({ tls: ids[which], script: (peer) => peer.closed() });
      const error = await failureOf(protocol, server, 'tls');
      expect({ code: error.code, fault: error.values.fault, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({
        code,
        fault,
        leaked: [],
      });
    },
  );

  test.skipIf(opensslMissing !== null).each([
    ['rsa1024', 'imap'],
    ['rsa1024', 'smtp'],
    ['sha1', 'imap'],
    ['sha1', 'smtp'],
  ] as const)(`%s, %s${opensslMissing === null ? '' : ` (left out: ${opensslMissing})`}`, async (kind, protocol) => {
    const weak = weakIdentity(kind);
    const server = await serve({ tls: weak, script: (peer) => peer.closed() });
    const error = await failureOf(protocol, server, 'tls', weak.root);
    expect({ code: error.code, fault: error.values.fault, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({
      code: 'tls.certificate',
      fault: 'weak',
      leaked: [],
    });
  });

  test.each(['imap', 'smtp'] as const)('TLS 1.1 at most, %s', async (protocol) => {
    const server = await serve({ tls: ids.valid, versions: { min: 'TLSv1', max: 'TLSv1.1' }, script: (peer) => peer.closed() });
    const error = await failureOf(protocol, server, 'tls');
    expect({ code: error.code, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({ code: 'tls.protocol', leaked: [] });
  });
});

describe('NET-09 something else answers', () => {
  test.each<[title: string, protocol: 'imap' | 'smtp', tls: boolean, script: (peer: Peer) => Promise<void>, code: string]>([
    [
      'HTTP in clear on the IMAP port',
      'imap',
      false,
      async (peer) => (
        await peer.until('\n').catch(() => undefined),
        peer.say('HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n')
      ),
      'tls.notTls',
    ],
    [
      'HTTP in clear on the SMTP port',
      'smtp',
      false,
      async (peer) => (
        await peer.until('\n').catch(() => undefined),
        peer.say('HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n')
      ),
      'tls.notTls',
    ],
    ['plain IMAP where TLS is expected', 'imap', false, async (peer) => (peer.say('* OK ready\r\n'), await peer.closed()), 'tls.notTls'],
    ['closed at once', 'imap', false, async (peer) => peer.end(), 'net.closed'],
    [
      'SMTP over TLS on the IMAP port',
      'imap',
      true,
      async (peer) => (peer.say('220 mail.example ESMTP\r\n'), await peer.closed()),
      'net.timeout',
    ],
    [
      'IMAP over TLS on the SMTP port',
      'smtp',
      true,
      async (peer) => (peer.say('* OK IMAP ready\r\n'), await peer.closed()),
      'smtp.protocol',
    ],
    ['silence after TLS, IMAP', 'imap', true, (peer) => peer.closed(), 'net.timeout'],
    ['silence after TLS, SMTP', 'smtp', true, (peer) => peer.closed(), 'net.timeout'],
  ])('%s', async (_title, protocol, tls, script, code) => {
    const server = await serve({ tls: tls ? ids.valid : null, script });
    const error = await failureOf(protocol, server, 'tls');
    expect({ code: error.code, leaked: leaked(server.inClear() + server.inTls()) }).toEqual({ code, leaked: [] });
  });
});

describe('what a hostile server says', () => {
  const refusing = (text: string) =>
    imapLines(
      {
        CAPABILITY: capabilities('IMAP4rev1 AUTH=PLAIN'),
        AUTHENTICATE: async (tag, peer) => (peer.say('+ \r\n'), await peer.line(), peer.say(`${tag} NO ${text}\r\n`)),
      },
      '* OK [ALERT] <b>call 0800</b> ready\r\n',
    );
  test.each<[title: string, text: string, then: object]>([
    [
      'HTML and a link stay text',
      '[ALERT] <a href="http://evil.example">click</a>',
      { code: 'imap.auth', says: '<a href="http://evil.example">click</a>' },
    ],
    ['control characters go', 'bad\u0007\u001b[2Jpassword', { code: 'imap.auth', says: 'bad [2Jpassword' }],
    ['NET-08 a referral is not followed', '[REFERRAL imap://other.example/] go there', { code: 'imap.auth', says: 'go there' }],
    ['one megabyte is shortened', 'x'.repeat(900_000), { code: 'imap.auth', says: `${'x'.repeat(299)}…` }],
    ['NET-13 an echoed password is not kept', `wrong: ${CANARY}`, { code: 'imap.auth', says: expect.not.stringContaining('canary') }],
  ])('NET-07 %s', async (_title, text, then) => {
    const server = await serve({ tls: ids.valid, script: refusing(text) });
    const error = await failureOf('imap', server, 'tls');
    expect({ code: error.code, says: error.values.serverSays }).toEqual(then);
    // NET-13: neither the error nor anything it holds knows the password.
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary-8f2e');
  });
});
