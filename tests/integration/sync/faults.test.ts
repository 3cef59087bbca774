// Every fault of the SYNC table: in force for one sync, then taken away. The end state must be exactly
// what the server holds: same folders, UIDVALIDITY, UIDs, bytes and flags, nothing twice, nothing lost.
// PLICO_LONG=1 runs the long form (1,000 messages, all offsets).
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readMessage } from '#main/archive/message';
import { createImapConnector } from '#main/imap/connect';
import type { Endpoint } from '#main/ports';
import type { FaultAction } from '#main/sandbox/imap-faults';
import { startImapServer } from '#main/sandbox/imap-server';
import type { ImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import type { MailStore } from '#main/sandbox/mail-store';
import { AppError } from '#shared/model/app-error';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { faultCases } from '#tests/support/sync-faults';
import { syncLab } from '#tests/support/sync-lab';
import type { LabOptions, Place, SyncLab } from '#tests/support/sync-lab';
import { tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';
import type { TlsIdentities } from '#tests/support/tls-identities';

const LONG = process.env.PLICO_LONG === '1';
const COUNT = LONG ? 1_000 : 100;
const PASSWORD = 'canary-77aa';
const TIMEOUTS = { connectMs: 3_000, greetingMs: 2_000, silenceMs: 700 };
const LIMITS = { batchBytes: 20_000, batchCount: 25, describeCount: 4_000, messageBytes: 2_000_000 };
const signal = new AbortController().signal;

let ids: TlsIdentities;
beforeAll(async () => {
  ids = await tlsIdentities();
});
let server: ImapServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** LF-only, 8-bit, NUL, no final line break, leading dots: SYNC-36 is in every run. */
const ODD_BODIES: readonly Buffer[] = [
  Buffer.from('a\nb\nc'),
  Buffer.from([0xe8, 0xff, 0x80, 0x0d, 0x0a]),
  Buffer.from('nul\0nul\r\n'),
  Buffer.from('.\r\n..\r\n'),
  Buffer.from('\r'),
  Buffer.alloc(0),
];

function filledMailbox(): MailStore {
  let validity = 1_000;
  const mail = createMailStore({ quotaBytes: 1e9, newUidValidity: () => (validity += 1) });
  const shares: Readonly<Record<string, number>> = { INBOX: 0.4, Sent: 0.3, Archive: 0.3 };
  for (const [path, share] of Object.entries(shares)) {
    mail.createFolder(path, path === 'INBOX' ? null : `\\${path}`);
    for (let n = 0; n < COUNT * share; n += 1) {
      const head = Buffer.from(`Message-ID: <${path}-${n}@pec.example>\r\nSubject: ${path} ${n}\r\n\r\n`);
      const body =
        n % 7 === 0 ? (ODD_BODIES[(n / 7) % ODD_BODIES.length] ?? Buffer.alloc(0)) : Buffer.from(`${'corpo '.repeat((n % 30) * 9)}\r\n`);
      mail.append(path, Buffer.concat([head, body]), n % 3 === 0 ? ['\\Seen'] : [], 1_790_000_000_000 + n * 60_000);
    }
  }
  return mail;
}

async function serve(mail: MailStore): Promise<ImapServer> {
  server = await startImapServer({
    name: 'faults',
    tls: ids.valid,
    port: 0,
    findAccount: (login) => (login === 'anna' ? { address: 'anna@pec.example', login, password: PASSWORD, store: mail } : null),
  });
  return server;
}

function endpointOf({ host, port }: ImapServer): Endpoint {
  return { host, port, security: 'tls', extraRoot: ids.root };
}

function labFor(running: ImapServer, change: Partial<LabOptions> = {}): SyncLab {
  return syncLab({
    store: tempProfile(),
    endpoint: endpointOf(running),
    login: 'anna',
    password: PASSWORD,
    timeouts: TIMEOUTS,
    limits: LIMITS,
    attempts: 1,
    ...change,
  });
}

/** Names on the wire (RFC 3501 §5.1.3) that are shown otherwise. */
const READABLE = new Map([
  ['perch&AOk-', 'perché'],
  ['Stra&AN8-e/&AN8-', 'Straße/ß'],
]);

function truth(mail: MailStore): readonly Place[] {
  return sorted(
    mail.folders().flatMap(({ path, uidValidity, messages }) =>
      messages.map(({ uid, bytes, flags }) => ({
        folder: READABLE.get(path) ?? path,
        uidValidity,
        uid,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        flags: [...flags].sort(),
      })),
    ),
  );
}
function sorted(places: readonly Place[]): readonly Place[] {
  const key = ({ folder, uid }: Place): string => `${folder} ${String(uid).padStart(9, '0')}`;
  return [...places].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function watched(action: FaultAction, rewritten: boolean[]): FaultAction {
  if (action.kind !== 'rewrite') return action;
  return {
    kind: 'rewrite',
    change: (data) => {
      const after = action.change(data);
      rewritten.push(!after.equals(data));
      return after;
    },
  };
}

/** What sync gives for a fault is an AppError; anything else is a defect. */
function nullForAppError(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

/** Until in step, at most four passes: what failed once may need a second look (a message asked for alone). */
async function syncFully(lab: SyncLab): Promise<void> {
  for (let pass = 0; pass < 4; pass += 1) {
    const result = await lab.sync.once(signal).catch(nullForAppError);
    if (result?.inStep === true) return;
  }
}

describe(`${COUNT} messages in three folders, odd bodies of SYNC-36 among them`, () => {
  test.each(faultCases(LONG).map((one) => [one.id, one] as const))('%s', async (_id, { faults, meanwhile, between }) => {
    const mail = filledMailbox();
    const running = await serve(mail);
    let interfere = meanwhile ?? null;
    const lab = labFor(running, {
      onEvent: (event) => {
        if (event.kind !== 'saved' || interfere === null) return;
        interfere(mail);
        interfere = null;
      },
    });
    if (between !== undefined) {
      await syncFully(lab);
      between(mail);
    }
    const rewritten: boolean[] = [];
    for (const [point, action, options] of faults ?? []) running.fault(point, watched(action, rewritten), options);
    // Whatever it gives, it gives it as an AppError and in time.
    await lab.sync.once(signal).catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
    running.clearFaults();
    // A fault that never struck would prove nothing.
    if (faults?.some(([, { kind }]) => kind === 'rewrite')) expect(rewritten).toContain(true);
    await syncFully(lab);
    expect(sorted(lab.state())).toEqual(truth(mail));
    // And at rest: one more pass changes nothing.
    lab.events.length = 0;
    await lab.sync.once(signal);
    expect(lab.events.filter(({ kind }) => kind === 'saved')).toEqual([]);
  });
});

test('SYNC-18 everything vanishes: told before it is marked, and nothing is removed', async () => {
  const mail = filledMailbox();
  const running = await serve(mail);
  const store = tempProfile();
  const heldWhenTold: number[] = [];
  const lab = labFor(running, {
    store,
    onEvent: (event) => {
      if (event.kind === 'massVanish') heldWhenTold.push(lab.state().filter(({ folder }) => folder === event.folder).length);
    },
  });
  await syncFully(lab);
  const before = lab.state();
  mail.expunge('INBOX', mail.folder('INBOX')?.messages.map(({ uid }) => uid) ?? []);
  await syncFully(lab);
  const inbox = COUNT * 0.4;
  expect(heldWhenTold).toEqual([inbox]);
  expect(lab.events.filter(({ kind }) => kind === 'massVanish')).toEqual([
    { kind: 'massVanish', account: 'anna', folder: 'INBOX', vanished: inbox, held: inbox },
  ]);
  expect(lab.state()).toEqual(before.filter(({ folder }) => folder !== 'INBOX'));
  expect(store.inspect('integrity_check').length).toBeGreaterThan(0);
  // The mailbox is restored: the same bytes are recognised.
  mail.append('INBOX', Buffer.from('Message-ID: <back@pec.example>\r\n\r\nback\r\n'), [], Date.UTC(2026, 9, 1));
  await syncFully(lab);
  expect(sorted(lab.state())).toEqual(truth(mail));
});

test('SYNC-34 the same message in five folders is stored once, also when it moves', async () => {
  const mail = filledMailbox();
  const bytes = Buffer.from('Message-ID: <one@pec.example>\r\nSubject: one\r\n\r\none\r\n');
  for (const path of ['A', 'B', 'INBOX', 'Sent', 'Archive']) {
    if (mail.folder(path) === null) mail.createFolder(path);
    mail.append(path, bytes, [], Date.UTC(2026, 8, 1));
  }
  const running = await serve(mail);
  const lab = labFor(running);
  await syncFully(lab);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const saved = lab.events.flatMap((event) => (event.kind === 'saved' ? event.messages : [])).filter(({ hash }) => hash === sha256);
  expect({
    places: lab.state().filter((place) => place.sha256 === sha256).length,
    stored: saved.filter(({ known }) => !known).length,
  }).toEqual({ places: 5, stored: 1 });
});

test('SYNC-35 the server gives other bytes under a UID that was held: both are kept, and it is told', async () => {
  const mail = filledMailbox();
  const running = await serve(mail);
  const store = tempProfile();
  const lab = labFor(running, { store });
  const inbox = mail.folder('INBOX');
  const message = inbox?.messages[1];
  if (inbox === null || message === undefined) throw new Error('no message');
  const validity = inbox.uidValidity;
  await syncFully(lab);
  // Numbered anew and back, so that the folder is read a second time.
  mail.resetUidValidity('INBOX', 77);
  await syncFully(lab);
  const rewritten = Buffer.concat([message.bytes, Buffer.from('aggiunta\r\n')]);
  (inbox.messages as (typeof message)[])[1] = { ...message, bytes: rewritten };
  mail.resetUidValidity('INBOX', validity);
  lab.events.length = 0;
  await syncFully(lab);
  const hashes = [message.bytes, rewritten].map((bytes) => asBlobHash(createHash('sha256').update(bytes).digest('hex')));
  expect({
    told: lab.events.filter(({ kind }) => kind === 'rewrote'),
    kept: hashes.map((hash) => Buffer.from(store.read((tx) => readMessage(tx, hash)))),
    same: sorted(lab.state()),
  }).toEqual({
    told: [{ kind: 'rewrote', account: 'anna', folder: 'INBOX', uid: message.uid }],
    kept: [message.bytes, rewritten],
    same: truth(mail),
  });
});

test('SYNC-20 a refused login is not tried again', async () => {
  const running = await serve(filledMailbox());
  const lab = labFor(running, { password: 'wrong', attempts: 4 });
  await expect(lab.sync.once(signal)).rejects.toMatchObject({ code: 'imap.auth' });
  expect(lab.events).toEqual([]);
});

describe('the adapter alone', () => {
  const session = (running: ImapServer) =>
    createImapConnector(TIMEOUTS).connect(endpointOf(running), { login: 'anna', password: PASSWORD });
  const bytes = Buffer.from('Subject: sent\r\n\r\nx\r\n');
  const now = asInstant(Date.UTC(2026, 9, 1));

  test('SYNC-19 no room for a copy in Sent', async () => {
    const running = await serve(filledMailbox());
    const open = await session(running);
    running.fault('APPEND', { kind: 'no', text: '[OVERQUOTA] full' });
    await expect(open.append('Sent', bytes, ['\\Seen'], now)).rejects.toMatchObject({
      code: 'imap.refused',
      values: { command: 'APPEND' },
    });
    await open.close();
  });

  test('SYNC-39 the copy is in Sent and the reply is lost: an error, and found by looking', async () => {
    const mail = filledMailbox();
    const running = await serve(mail);
    const open = await session(running);
    running.fault('APPEND', { kind: 'loseReply' });
    const count = mail.folder('Sent')?.messages.length ?? 0;
    await expect(open.append('Sent', bytes, ['\\Seen'], now)).rejects.toBeInstanceOf(AppError);
    expect(mail.folder('Sent')?.messages.length).toBe(count + 1);
    await open.close();
  });

  test('SYNC-40 IDLE on a dead link is noticed', async () => {
    const running = await serve(filledMailbox());
    const open = await session(running);
    await open.openFolder('INBOX', null);
    running.fault('NOOP', { kind: 'silence' });
    await expect(open.waitForChange(300, signal)).rejects.toBeInstanceOf(AppError);
    await open.close();
  });

  test('IDLE tells of new mail', async () => {
    const mail = filledMailbox();
    const running = await serve(mail);
    const open = await session(running);
    await open.openFolder('INBOX', null);
    const waiting = open.waitForChange(20_000, signal);
    setTimeout(() => mail.append('INBOX', bytes, [], now), 50);
    expect(await waiting).toBe('changed');
    await open.close();
  });

  test('EXPUNGE is never sent without UIDPLUS', async () => {
    const mail = filledMailbox();
    const running = await serve(mail);
    running.fault('CONNECT', { kind: 'capabilities', names: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR'] });
    const open = await session(running);
    await open.openFolder('INBOX', null);
    await expect(open.deleteMessages('1')).rejects.toMatchObject({ code: 'imap.refused', values: { command: 'EXPUNGE' } });
    await expect(open.move('1', 'Archive')).rejects.toMatchObject({ code: 'imap.refused', values: { command: 'MOVE' } });
    expect(mail.folder('INBOX')?.messages.filter(({ flags }) => flags.has('\\Deleted'))).toEqual([]);
    await open.close();
  });
});
