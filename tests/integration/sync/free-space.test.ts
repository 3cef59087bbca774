// Freeing space on the server: only what was read again here, lies in a later backup, is unchanged there,
// and was confirmed by its number.
import { afterEach, beforeAll, expect, test } from 'vitest';
import { messageHashes, putMessage } from '#main/archive/message';
import { createAccountService } from '#main/core/account-service';
import { noteBackup } from '#main/core/backup-schedule';
import { createEventBus } from '#main/core/event-bus';
import { freeSpace, planFreeing } from '#main/core/free-space';
import { createRetentionService } from '#main/core/retention-service';
import { createImapConnector } from '#main/imap/connect';
import { startImapServer, type ImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { auditEntries } from '#main/store/audit-entry';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { accountRecord } from '#tests/support/store-records';
import { syncLab } from '#tests/support/sync-lab';
import { fixedClock, NOW, tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities, type TlsIdentities } from '#tests/support/tls-identities';

const PASSWORD = 'canary-77aa';
const DAY = 86_400_000;
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const signal = new AbortController().signal;

let ids: TlsIdentities;
let server: ImapServer | null = null;
beforeAll(async () => {
  ids = await tlsIdentities();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function lab() {
  const mail = createMailStore({ quotaBytes: 1e9, newUidValidity: () => 1_000 });
  mail.createFolder('INBOX', null);
  for (let day = 10; day >= 1; day -= 1)
    mail.append('INBOX', Buffer.from(`Message-ID: <${day}@pec.example>\r\nSubject: ${day}\r\n\r\nx\r\n`), [], NOW - day * DAY);
  server = await startImapServer({
    name: 'free',
    tls: ids.valid,
    port: 0,
    findAccount: (login) => (login === 'anna' ? { address: 'anna@pec.example', login, password: PASSWORD, store: mail } : null),
  });
  const { host, port } = server;
  const store = tempProfile();
  const endpoint = { host, port, security: 'tls', extraRoot: ids.root } as const;
  const { sync } = syncLab({ store, endpoint, login: 'anna', password: PASSWORD, attempts: 1 });
  await sync.once(signal);
  const secrets = createMemorySecrets();
  const imap = createImapConnector();
  const clock = fixedClock();
  const accounts = createAccountService({ store, secrets, imap, clock, events: createEventBus('test'), loopbackRoots: ids.root });
  const credentials = { login: 'anna', password: PASSWORD };
  const ports = {
    store,
    imap,
    clock,
    accounts: { ...accounts, imapAccess: () => Promise.resolve({ endpoint, credentials }) },
  };
  const onServer = (): number[] => mail.folders().flatMap(({ messages }) => messages.map(({ uid }) => uid));
  const free = (confirmed: number) =>
    freeSpace(ports, account, { before: asInstant(NOW - 4.5 * DAY), confirmed, signal, onProgress: () => undefined });
  return { store, mail, ports, onServer, free };
}

const account = accountRecord('anna').id;

test('SYNC-43 without a backup nothing goes; with one, what is confirmed goes, and stays here', async () => {
  const { store, ports, onServer, free } = await lab();
  const before = asInstant(NOW - 4.5 * DAY);
  expect(planFreeing(ports, account, before)).toMatchObject({ messages: 0, notInBackup: 6, backupAt: null });
  await expect(free(6)).rejects.toMatchObject({ code: 'input.invalid' });
  noteBackup(store, NOW, '/backup');
  expect(planFreeing(ports, account, before)).toMatchObject({ messages: 6, notInBackup: 0, folders: [{ path: 'INBOX', messages: 6 }] });
  await expect(free(5)).rejects.toMatchObject({ code: 'input.invalid', values: { messages: 6 } });
  expect(onServer()).toHaveLength(10);
  expect(await free(6)).toMatchObject({ removed: 6, kept: [] });
  expect(onServer()).toEqual([7, 8, 9, 10]);
  expect(planFreeing(ports, account, before).messages).toBe(0);
});

test('SYNC-43 what came after the backup stays, whatever its date', async () => {
  const { store, ports } = await lab();
  noteBackup(store, asInstant(NOW - 1), '/backup');
  expect(planFreeing(ports, account, NOW)).toMatchObject({ messages: 0, notInBackup: 10 });
});

test('SYNC-43 a copy that is damaged here, and a message that changed there, stay on the server', async () => {
  const { store, mail, onServer, free } = await lab();
  noteBackup(store, NOW, '/backup');
  store.write((tx) => putMessage(tx, Buffer.from('unrelated'), { origin: { account, source: 'import', detail: '', at: NOW } }));
  // The second message of the server is another one now, of another size.
  const [folder] = mail.folders();
  const second = folder?.messages[1];
  if (second !== undefined) Object.assign(second, { bytes: Buffer.concat([second.bytes, Buffer.from('more')]) });
  // And the archived bytes of the first are gone bad, past every trigger.
  store.inspect('main.ignore_check_constraints = 1');
  const first = store.read((tx) =>
    tx.get({ text: 'SELECT number FROM spool ORDER BY number LIMIT 1', parameters: [] }, (row) => Number(row['number'])),
  );
  store.write((tx) => tx.run({ text: 'DROP TRIGGER IF EXISTS spool_update', parameters: [] }));
  store.write((tx) => tx.run({ text: 'UPDATE spool SET body = zeroblob(length(body)) WHERE number = ?', parameters: [first] }));
  const result = await free(6);
  expect(result.removed).toBe(4);
  expect(result.kept.map(({ reason }) => reason).join(' ')).toMatch(/^(damaged changed|changed damaged)$/);
  expect(onServer()).toHaveLength(6);
});

test('SYNC-43 what is under a legal hold stays on the server; each that goes is in the log by its hash', async () => {
  const { store, ports, onServer, free } = await lab();
  const before = asInstant(NOW - 4.5 * DAY);
  noteBackup(store, NOW, '/backup');
  const [first] = store.read((tx) => messageHashes(tx, 0, 1));
  const retention = createRetentionService({ ...ports, log: QUIET, events: { changed: () => undefined }, exports: '/nowhere' });
  const hold = retention.setHold(null, [{ type: 'message', account, hash: first?.hash ?? asBlobHash('0'.repeat(64)) }], 'causa pendente');
  const held = planFreeing(ports, account, before);
  await expect(free(6)).rejects.toMatchObject({ code: 'input.invalid', values: { messages: 5 } });
  const result = await free(5);
  retention.releaseHold(hold.number, 'causa chiusa');
  const names = store
    .read((tx) => auditEntries(tx, 0, 1_000))
    .map(({ entry }) => (JSON.parse(Buffer.from(entry).toString('utf8')) as { event: string }).event);
  expect({
    held: [held.messages, held.held],
    removed: result.removed,
    left: onServer().length,
    after: planFreeing(ports, account, before).messages,
    logged: names.filter((name) => name === 'message.serverDeleted').length,
  }).toEqual({ held: [5, 1], removed: 5, left: 5, after: 1, logged: 5 });
});
