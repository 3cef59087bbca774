// The connection test names the first thing that is wrong and what a login may do, against servers of
// the sandbox and against nothing at all.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testConnection } from '#main/accounts/connection-test';
import { createImapConnector } from '#main/imap/connect';
import type { Endpoint } from '#main/ports';
import { startSandbox } from '#main/sandbox/sandbox';
import type { Sandbox } from '#main/sandbox/sandbox';
import { tryLogin } from '#main/smtp/submit';

const services = { imap: createImapConnector(), smtpLogin: tryLogin };
let sandbox: Sandbox;
let imap: Endpoint;
let smtp: Endpoint;
let right: { login: string; password: string };

beforeAll(async () => {
  sandbox = await startSandbox({ folder: null, now: Date.now });
  const account = sandbox.accounts[0];
  const provider = sandbox.providers.find(({ domain }) => domain === account?.provider);
  if (account === undefined || provider === undefined) throw new Error('no account');
  imap = { ...provider.imap, security: 'tls', extraRoot: sandbox.tlsRootPem };
  smtp = { ...provider.smtp, security: 'tls', extraRoot: sandbox.tlsRootPem };
  right = { login: account.login, password: account.password };
});
afterAll(() => sandbox.stop());

type Result = Awaited<ReturnType<typeof testConnection>>;
const brief = ({ steps }: Result): readonly string[] =>
  steps.map(({ id, state, error }) => [id, state, error?.code].filter(Boolean).join(' '));

const IMAP_PASSED = ['imap.connect passed', 'imap.tls passed', 'imap.login passed', 'imap.folders passed', 'imap.quota passed'];
const SMTP_PASSED = ['smtp.connect passed', 'smtp.tls passed', 'smtp.login passed'];

test('all is well', async () => {
  const result = await testConnection(services, imap, smtp, right);
  expect({ steps: brief(result), abilities: result.abilities }).toEqual({
    steps: [...IMAP_PASSED, ...SMTP_PASSED],
    abilities: {
      sentFolder: expect.any(String),
      archiveFolder: expect.toSatisfy((path) => path === null || typeof path === 'string'),
      quota: true,
      push: true,
      deleteSafely: true,
      send: true,
    },
  });
});

test.each<[title: string, change: () => { imap: Endpoint; smtp: Endpoint | null; password?: string }, steps: readonly string[]]>([
  [
    'wrong password',
    () => ({ imap, smtp, password: 'wrong' }),
    [
      'imap.connect passed',
      'imap.tls passed',
      'imap.login failed imap.auth',
      'imap.folders notTried',
      'imap.quota notTried',
      'smtp.connect passed',
      'smtp.tls passed',
      'smtp.login failed smtp.auth',
    ],
  ],
  [
    'nobody listens for IMAP',
    () => ({ imap: { ...imap, port: 1 }, smtp }),
    [
      'imap.connect failed net.connect',
      'imap.tls notTried',
      'imap.login notTried',
      'imap.folders notTried',
      'imap.quota notTried',
      ...SMTP_PASSED,
    ],
  ],
  [
    'no such host',
    () => ({ imap: { host: 'imaps.nowhere.invalid', port: 993, security: 'tls' }, smtp: null }),
    ['imap.connect failed net.dns', 'imap.tls notTried', 'imap.login notTried', 'imap.folders notTried', 'imap.quota notTried'],
  ],
  [
    'a root that nobody knows',
    () => ({ imap: { host: imap.host, port: imap.port, security: 'tls' }, smtp: null }),
    ['imap.connect passed', 'imap.tls failed tls.intercepted', 'imap.login notTried', 'imap.folders notTried', 'imap.quota notTried'],
  ],
  ['no sending configured', () => ({ imap, smtp: null }), IMAP_PASSED],
])('%s', async (_title, change, steps) => {
  const { password, ...endpoints } = change();
  expect(brief(await testConnection(services, endpoints.imap, endpoints.smtp, { ...right, password: password ?? right.password }))).toEqual(
    steps,
  );
});
