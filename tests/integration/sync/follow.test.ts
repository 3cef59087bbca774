// Following an account: new mail arrives by IDLE without waiting for the poll, a dropped connection is
// taken up again, a refused login waits for a person, and an abort leaves nothing behind.
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Endpoint } from '#main/ports';
import { startImapServer } from '#main/sandbox/imap-server';
import type { ImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import type { MailStore } from '#main/sandbox/mail-store';
import { syncLab } from '#tests/support/sync-lab';
import type { SyncLab } from '#tests/support/sync-lab';
import { tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';
import type { TlsIdentities } from '#tests/support/tls-identities';

let ids: TlsIdentities;
beforeAll(async () => {
  ids = await tlsIdentities();
});
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

let password = 'right';
async function following(): Promise<{ mail: MailStore; server: ImapServer; lab: SyncLab; stop: () => Promise<void> }> {
  password = 'right';
  const mail = createMailStore({ quotaBytes: 1e9, newUidValidity: () => 9 });
  mail.createFolder('INBOX');
  mail.createFolder('Archive');
  const server = await startImapServer({
    name: 'follow',
    tls: ids.valid,
    port: 0,
    findAccount: (login) => ({ address: login, login, password, store: mail }),
  });
  const endpoint: Endpoint = { host: server.host, port: server.port, security: 'tls', extraRoot: ids.root };
  // A poll so long that only IDLE, or a wake, can be why something arrives.
  const lab = syncLab({
    store: tempProfile(),
    endpoint,
    login: 'anna',
    password: 'right',
    pollMs: 3_600_000,
    timeouts: { connectMs: 2_000, greetingMs: 2_000, silenceMs: 60_000 },
  });
  const abort = new AbortController();
  const ended = lab.sync.follow(abort.signal);
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended;
  };
  stops.push(stop, () => server.stop());
  return { mail, server, lab, stop };
}

const put = (mail: MailStore, folder: string, n: number): number =>
  mail.append(folder, Buffer.from(`Message-ID: <f${n}@pec.example>\r\n\r\n${n}\r\n`), [], 1_790_000_000_000 + n);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const passes = (lab: SyncLab): number => lab.events.filter(({ kind }) => kind === 'passed').length;

test('new mail in INBOX arrives by IDLE', async () => {
  const { mail, server, lab } = await following();
  await until(() => expect([passes(lab), server.connections()]).toEqual([1, 2]));
  put(mail, 'INBOX', 1);
  await until(() => expect(lab.state().map(({ folder }) => folder)).toEqual(['INBOX']));
});

test('a wake looks into every folder', async () => {
  const { mail, lab } = await following();
  await until(() => expect(passes(lab)).toBe(1));
  put(mail, 'Archive', 1);
  lab.sync.wake();
  await until(() => expect(lab.state().map(({ folder }) => folder)).toEqual(['Archive']));
});

test('a connection closed while nothing happened is taken up again at once, and is no failure', async () => {
  const { mail, server, lab } = await following();
  await until(() => expect([passes(lab), server.connections()]).toEqual([1, 2]));
  server.dropConnections();
  put(mail, 'INBOX', 2);
  lab.sync.wake();
  await until(() => expect(lab.state()).toHaveLength(1));
  expect(lab.events.filter(({ kind }) => kind === 'failed')).toEqual([]);
});

test('a server that is gone is reported with the wait', async () => {
  const { server, lab } = await following();
  await until(() => expect([passes(lab), server.connections()]).toEqual([1, 2]));
  await server.stop();
  lab.sync.wake();
  await until(() => expect(lab.events.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'net.connect' }, retryInMs: 1_000 }));
});

test('SYNC-20 a refused login waits for a person', async () => {
  const { server, lab } = await following();
  await until(() => expect([passes(lab), server.connections()]).toEqual([1, 2]));
  password = 'changed';
  server.dropConnections();
  lab.sync.wake();
  await until(() => expect(lab.events.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'imap.auth' }, retryInMs: null }));
  password = 'right';
  lab.sync.wake();
  await until(() => expect(passes(lab)).toBe(2));
});

test('an abort closes both connections', async () => {
  const { server, lab, stop } = await following();
  await until(() => expect([passes(lab), server.connections()]).toEqual([1, 2]));
  await stop();
  await until(() => expect(server.connections()).toBe(0));
});
