// The fault hooks of the IMAP server do what they say (THREATS SYNC table needs them).
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '#main/sandbox/sandbox';
import type { Sandbox } from '#main/sandbox/sandbox';
import type { ImapServer } from '#main/sandbox/imap-server';
import type { FaultAction } from '#main/sandbox/imap-faults';
import { connectImap, readFolder } from '#tests/support/sandbox-run';

const STUDIO = 'studio.rossi@pec-uno.example';
let sandbox: Sandbox;
let server: ImapServer;

beforeAll(async () => {
  sandbox = await startSandbox({ folder: null, now: Date.now });
  const found = sandbox.servers.get('pec-uno.example')?.imap;
  if (found === undefined) throw new Error('no server');
  server = found;
  for (let number = 1; number <= 3; number += 1) {
    sandbox.deliverOrdinary({
      bytes: Buffer.from(`From: a@b.example\r\nTo: ${STUDIO}\r\nSubject: ${number}\r\n\r\n${'x'.repeat(20_000)}\r\n`),
      envelopeFrom: 'a@b.example',
      to: STUDIO,
      fromProvider: true,
    });
  }
});
afterEach(() => server.clearFaults());
afterAll(() => sandbox.stop());

async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const { code, responseStatus, authenticationFailed } = error as {
      code?: string;
      responseStatus?: string;
      authenticationFailed?: boolean;
    };
    return responseStatus ?? (authenticationFailed === true ? 'auth' : (code ?? 'error'));
  }
}

test.each<[id: string, point: string, action: FaultAction, expected: unknown]>([
  ['SYNC-01 reset before greeting', 'CONNECT', { kind: 'reset' }, 'lost'],
  ['SYNC-11 NO to SELECT', 'SELECT', { kind: 'no', text: '[UNAVAILABLE] later' }, 'NO'],
  ['SYNC-11 BAD to FETCH', 'FETCH', { kind: 'bad', text: 'what?' }, 'BAD'],
  ['SYNC-12 BYE at SELECT', 'SELECT', { kind: 'bye', text: 'shutting down' }, 'lost'],
  ['SYNC-03 reset in the middle of a literal', 'FETCH', { kind: 'cutAfter', bytes: 25_000 }, 'lost'],
  ['SYNC-06 slow pieces', 'FETCH', { kind: 'trickle', bytesPerWrite: 4096, ms: 1 }, 3],
  ['SYNC-04 stall in a literal, then continue', 'FETCH', { kind: 'stallAfter', bytes: 25_000, ms: 50 }, 3],
  ['a delay', 'SELECT', { kind: 'delay', ms: 20 }, 3],
  ['SYNC-20 login refused', 'AUTHENTICATE', { kind: 'no', text: '[AUTHENTICATIONFAILED] no' }, 'NO'],
])('%s', async (_id, point, action, expected) => {
  server.fault(point, action);
  const result = await outcome(async () => (await readFolder(sandbox, STUDIO)).length);
  expect(typeof result === 'string' && !['NO', 'BAD'].includes(result) ? 'lost' : result).toBe(expected);
  server.clearFaults();
  expect((await readFolder(sandbox, STUDIO)).length).toBe(3);
});

test('SYNC-13 UIDVALIDITY changes: new value, UIDs from 1, same bytes', async () => {
  const client = await connectImap(sandbox, STUDIO);
  const before = await client.mailboxOpen('INBOX');
  await client.mailboxClose();
  server.fault('SELECT', { kind: 'resetUidValidity' });
  const after = await client.mailboxOpen('INBOX');
  await client.logout();
  expect([after.uidValidity > before.uidValidity, (await readFolder(sandbox, STUDIO)).map((mail) => mail.uid)]).toEqual([true, [1, 2, 3]]);
});

test('SYNC-37 capabilities can be taken away from a connection', async () => {
  server.fault('CONNECT', { kind: 'capabilities', names: ['IMAP4rev1'] });
  const client = await connectImap(sandbox, STUDIO);
  const names = [...client.capabilities.keys()];
  await client.logout();
  expect([names, client.enabled.size]).toEqual([['IMAP4rev1'], 0]);
});

test('SYNC-39 APPEND succeeds and its reply is lost', async () => {
  const client = await connectImap(sandbox, STUDIO);
  server.fault('APPEND', { kind: 'loseReply' });
  const result = await outcome(() => client.append('Drafts', Buffer.from('Subject: x\r\n\r\nx\r\n')));
  expect([typeof result, (await readFolder(sandbox, STUDIO, 'Drafts')).length]).toEqual(['string', 1]);
});

test('a fetch that gives other bytes', async () => {
  server.fault('FETCH', {
    kind: 'rewrite',
    change: (data) => Buffer.from(data.toString('latin1').replaceAll('xxxxxxxxxx', 'yyyyyyyyyy'), 'latin1'),
  });
  const changed = await readFolder(sandbox, STUDIO);
  expect([
    changed.every((mail) => mail.bytes.includes('yyyyyyyyyy')),
    (await readFolder(sandbox, STUDIO)).some((mail) => mail.bytes.includes('yyyyyyyyyy')),
  ]).toEqual([true, false]);
});

test('a fault strikes as often as said, after as many as said, and only for the login given', async () => {
  server.fault('SELECT', { kind: 'no', text: 'no' }, { after: 1, times: 1, login: STUDIO });
  const open = (): Promise<unknown> => outcome(async () => (await readFolder(sandbox, STUDIO)).length);
  const other = (): Promise<unknown> => outcome(async () => (await readFolder(sandbox, 'cliente.a@pec-uno.example')).length);
  expect([await other(), await open(), await open(), await open()]).toEqual([0, 3, 'NO', 3]);
});

test('SYNC-18 a mailbox emptied behind the back of a connected client', async () => {
  const client = await connectImap(sandbox, STUDIO);
  await client.mailboxOpen('INBOX');
  const told: unknown[] = [];
  client.on('expunge', (event: { uid?: number }) => told.push(event.uid));
  sandbox.stores.get(STUDIO)?.expunge('INBOX', [1, 2, 3]);
  await client.noop();
  await client.logout();
  expect([told, await readFolder(sandbox, STUDIO)]).toEqual([[1, 2, 3], []]);
});
