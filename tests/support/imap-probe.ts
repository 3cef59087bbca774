// What every IMAP server under Plico must do, as steps with one whole result each. The same list runs
// against the sandbox's own server and against Dovecot, so that the small one cannot drift from the
// real one. Steps share one empty mailbox and run in order.
import { ImapFlow } from 'imapflow';
import type { FetchMessageObject, MailboxObject } from 'imapflow';

export type ProbeTarget = {
  readonly host: string;
  readonly port: number;
  readonly root: string;
  readonly login: string;
  readonly password: string;
};

export type Probe = {
  readonly client: ImapFlow;
  /** A second connection to the same mailbox. */
  readonly other: ImapFlow;
  readonly notes: Map<string, number | bigint>;
};

export type ProbeStep = { readonly title: string; run(probe: Probe): Promise<unknown>; readonly expected: unknown };

export async function openProbe(target: ProbeTarget): Promise<Probe> {
  return { client: await connected(target), other: await connected(target), notes: new Map() };
}

export async function closeProbe(probe: Probe): Promise<void> {
  await probe.client.logout();
  await probe.other.logout();
}

async function connected(target: ProbeTarget): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: target.host,
    port: target.port,
    secure: true,
    auth: { user: target.login, pass: target.password },
    tls: { ca: target.root },
    logger: false,
    qresync: true,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** 8-bit bytes, blanks at line ends, lone dots, no final line break: nothing may change on the way. */
export function probeMessage(number: number): Buffer {
  return Buffer.concat([
    Buffer.from(
      `From: "A, B" <a@probe.example>\r\nTo: b@probe.example\r\nSubject: messaggio ${number}\r\nMessage-ID: <${number}@probe.example>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0100\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nriga con spazi  \r\n.\r\n..\r\nFrom qui\r\n`,
    ),
    Buffer.from([0xe8, 0x20, 0xff, 0x80]),
    Buffer.from(`\r\n${'x'.repeat(number * 100)}`),
  ]);
}

async function rows(
  client: ImapFlow,
  range: string,
  query: Parameters<ImapFlow['fetch']>[1],
  options: Parameters<ImapFlow['fetch']>[2] = { uid: true },
): Promise<readonly FetchMessageObject[]> {
  const found: FetchMessageObject[] = [];
  for await (const row of client.fetch(range, query, options)) found.push(row);
  return found;
}

async function open(client: ImapFlow, path: string, options?: Parameters<ImapFlow['mailboxOpen']>[1]): Promise<MailboxObject> {
  return client.mailboxOpen(path, options);
}

/** `changedSince` and `uidValidity` are given together or not at all. */
function resumeFrom(
  notes: ReadonlyMap<string, number | bigint>,
  uidValidityOffset: bigint,
): NonNullable<Parameters<ImapFlow['mailboxOpen']>[1]> {
  return { changedSince: BigInt(notes.get('modseq') ?? 0), uidValidity: BigInt(notes.get('uidValidity') ?? 0) + uidValidityOffset };
}

function usedQresync(box: MailboxObject): unknown {
  return 'qresync' in box ? box.qresync : undefined;
}

const FOLDER = 'Prova';
const DATE = new Date('2026-11-20T08:30:04Z');

export const probeSteps: readonly ProbeStep[] = [
  {
    title: 'capabilities the synchronisation leans on',
    async run({ client }) {
      return [
        'IDLE',
        'UIDPLUS',
        'MOVE',
        'CONDSTORE',
        'QRESYNC',
        'LIST-STATUS',
        'SPECIAL-USE',
        'NAMESPACE',
        'ID',
        'ENABLE',
        'LITERAL+',
        'UNSELECT',
      ].filter((name) => !client.capabilities.has(name));
    },
    expected: [],
  },
  {
    title: 'ENABLE QRESYNC is answered as enabled',
    run: async ({ client }) => [client.enabled.has('CONDSTORE'), client.enabled.has('QRESYNC')],
    expected: [true, true],
  },
  {
    title: 'CREATE, then LIST with STATUS of an empty folder',
    async run({ client }) {
      const created = await client.mailboxCreate(FOLDER);
      const listed = await client.list({
        statusQuery: { messages: true, uidNext: true, uidValidity: true, highestModseq: true, unseen: true },
      });
      const folder = listed.find((entry) => entry.path === FOLDER);
      const inbox = listed.find((entry) => entry.path === 'INBOX');
      return [
        created.created,
        folder?.status?.messages,
        folder?.status?.uidNext,
        folder?.status?.unseen,
        typeof folder?.status?.uidValidity,
        typeof folder?.status?.highestModseq,
        inbox?.specialUse,
      ];
    },
    expected: [true, 0, 1, 0, 'bigint', 'bigint', '\\Inbox'],
  },
  {
    title: 'APPEND gives APPENDUID; flags and date are kept',
    async run({ client, notes }) {
      const status = await client.status(FOLDER, { uidValidity: true });
      const results = [];
      for (let number = 1; number <= 5; number += 1)
        results.push(await client.append(FOLDER, probeMessage(number), number === 1 ? ['\\Seen'] : [], DATE));
      notes.set('uidValidity', (status && status.uidValidity) || 0n);
      return results.map((result) => (typeof result === 'object' ? [result.uid, result.uidValidity === notes.get('uidValidity')] : result));
    },
    expected: [
      [1, true],
      [2, true],
      [3, true],
      [4, true],
      [5, true],
    ],
  },
  {
    title: 'SELECT tells counts; FETCH gives exactly the bytes',
    async run({ client }) {
      const box = await open(client, FOLDER);
      const found = await rows(client, '1:*', { source: true, size: true, internalDate: true, flags: true, uid: true });
      return [
        box.exists,
        box.uidNext,
        found.map((row) => [
          row.uid,
          row.seq,
          row.size === row.source?.length,
          row.source?.equals(probeMessage(row.uid)),
          new Date(row.internalDate ?? 0).getTime() === DATE.getTime(),
          [...(row.flags ?? [])].filter((flag) => flag !== '\\Recent'),
        ]),
      ];
    },
    expected: [5, 6, [1, 2, 3, 4, 5].map((uid) => [uid, uid, true, true, true, uid === 1 ? ['\\Seen'] : []])],
  },
  {
    title: 'partial FETCH, header fields, envelope',
    async run({ client }) {
      const row = await client.fetchOne('2', { source: { start: 5, maxLength: 12 }, headers: ['subject'], envelope: true }, { uid: true });
      return (
        row && [
          row.source?.toString(),
          row.headers?.toString(),
          row.envelope?.subject,
          row.envelope?.messageId,
          row.envelope?.from?.[0]?.address,
          row.envelope?.from?.[0]?.name,
        ]
      );
    },
    expected: [' "A, B" <a@p', 'Subject: messaggio 2\r\n\r\n', 'messaggio 2', '<2@probe.example>', 'a@probe.example', 'A, B'],
  },
  {
    title: 'reading a body with PEEK leaves \\Seen alone',
    run: async ({ client }) =>
      [...(((await client.fetchOne('3', { flags: true }, { uid: true })) || { flags: new Set() }).flags ?? [])].includes('\\Seen'),
    expected: false,
  },
  {
    title: 'SEARCH by flag, header, size and UID',
    async run({ client }) {
      return [
        await client.search({ seen: true }, { uid: true }),
        await client.search({ header: { 'message-id': '<4@probe.example>' } }, { uid: true }),
        await client.search({ larger: 600 }, { uid: true }),
        await client.search({ uid: '2:3', seen: false }, { uid: true }),
        await client.search({ or: [{ seen: true }, { subject: 'messaggio 5' }] }, { uid: true }),
      ];
    },
    expected: [[1], [4], [4, 5], [2, 3], [1, 5]],
  },
  {
    title: 'a flag set by another connection is told, with a higher MODSEQ',
    async run({ client, other }) {
      const before = (await open(client, FOLDER)).highestModseq ?? 0n;
      await open(other, FOLDER);
      await other.messageFlagsAdd('2', ['\\Flagged', 'Protocollo'], { uid: true });
      const changed = await rows(client, '1:*', { flags: true, uid: true }, { uid: true, changedSince: before });
      return changed.map((row) => [
        row.uid,
        [...(row.flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted(),
        (row.modseq ?? 0n) > before,
      ]);
    },
    expected: [[2, ['Protocollo', '\\Flagged'], true]],
  },
  {
    title: 'a flag can be taken away again',
    async run({ client }) {
      await client.messageFlagsRemove('2', ['Protocollo'], { uid: true });
      return client.search({ keyword: 'Protocollo' }, { uid: true });
    },
    expected: [],
  },
  {
    title: 'IDLE tells of a new message',
    async run({ client, other }) {
      await open(client, FOLDER);
      const told = new Promise<number>((resolve) => {
        client.once('exists', (event: { count: number }) => resolve(event.count));
      });
      const idling = client.idle();
      await other.append(FOLDER, probeMessage(6), [], DATE);
      const count = await told;
      await client.noop();
      await idling;
      return count;
    },
    expected: 6,
  },
  {
    title: 'IDLE tells of what another connection expunged',
    async run({ client, other }) {
      await open(client, FOLDER);
      await open(other, FOLDER);
      const told = new Promise<unknown>((resolve) => {
        client.once('expunge', (event: { uid?: number; vanished: boolean }) => resolve([event.uid, event.vanished]));
      });
      const idling = client.idle();
      await other.messageDelete('6', { uid: true });
      const event = await told;
      await client.noop();
      await idling;
      return event;
    },
    expected: [6, true],
  },
  {
    title: 'COPY and MOVE give the new UIDs; the moved one is gone',
    async run({ client }) {
      await client.mailboxCreate('Altra');
      await open(client, FOLDER);
      const copied = await client.messageCopy('1', 'Altra', { uid: true });
      const moved = await client.messageMove('4:5', 'Altra', { uid: true });
      return [copied && [...(copied.uidMap ?? [])], moved && [...(moved.uidMap ?? [])], await client.search({ all: true }, { uid: true })];
    },
    expected: [
      [[1, 1]],
      [
        [4, 2],
        [5, 3],
      ],
      [1, 2, 3],
    ],
  },
  {
    title: 'the copy has the same bytes, flags and date',
    async run({ client }) {
      await open(client, 'Altra');
      const found = await rows(client, '1:*', { source: true, flags: true, internalDate: true });
      return found.map((row, index) => [
        row.source?.equals(probeMessage([1, 4, 5][index] ?? 0)),
        [...(row.flags ?? [])].filter((flag) => flag !== '\\Recent'),
        new Date(row.internalDate ?? 0).getTime() === DATE.getTime(),
      ]);
    },
    expected: [
      [true, ['\\Seen'], true],
      [true, [], true],
      [true, [], true],
    ],
  },
  {
    title: 'QRESYNC: one SELECT tells what vanished and what changed',
    async run({ client, other, notes }) {
      const box = await open(client, FOLDER);
      notes.set('modseq', box.highestModseq ?? 0n);
      await client.mailboxClose();
      await open(other, FOLDER);
      await other.messageFlagsAdd('3', ['\\Answered'], { uid: true });
      await other.messageDelete('1', { uid: true });
      await other.append(FOLDER, probeMessage(7), [], DATE);
      const events: string[] = [];
      const onFlags = (event: { uid?: number }): number => events.push(`flags ${event.uid}`);
      const onExpunge = (event: { uid?: number }): number => events.push(`vanished ${event.uid}`);
      client.on('flags', onFlags).on('expunge', onExpunge);
      const again = await open(client, FOLDER, resumeFrom(notes, 0n));
      client.off('flags', onFlags).off('expunge', onExpunge);
      return [usedQresync(again), events.toSorted((left, right) => (left < right ? -1 : 1)), again.exists];
    },
    expected: [true, ['flags 3', 'flags 7', 'vanished 1'], 3],
  },
  {
    title: 'QRESYNC with another UIDVALIDITY gives no changes',
    async run({ client, notes }) {
      await client.mailboxClose();
      const events: unknown[] = [];
      const note = (): number => events.push('told');
      client.on('flags', note).on('expunge', note);
      const box = await open(client, FOLDER, resumeFrom(notes, 1n));
      client.off('flags', note).off('expunge', note);
      return [usedQresync(box), events];
    },
    expected: [false, []],
  },
  {
    title: 'FETCH CHANGEDSINCE with VANISHED',
    async run({ client, notes }) {
      const vanished: unknown[] = [];
      const note = (event: { uid?: number }): number => vanished.push(event.uid);
      client.on('expunge', note);
      const found = await rows(
        client,
        '1:4294967295',
        { flags: true, uid: true },
        { uid: true, changedSince: BigInt(notes.get('modseq') ?? 0) },
      );
      client.off('expunge', note);
      return [found.map((row) => row.uid), vanished];
    },
    expected: [[3, 7], [1]],
  },
  {
    title: 'EXAMINE does not let flags be stored',
    async run({ client }) {
      await client.mailboxClose();
      const box = await open(client, FOLDER, { readOnly: true });
      const stored = await client.messageFlagsAdd('2', ['\\Deleted'], { uid: true });
      return [box.readOnly, stored, await client.search({ deleted: true }, { uid: true })];
    },
    expected: [true, false, []],
  },
  {
    title: 'RENAME and DELETE',
    async run({ client, other }) {
      await client.mailboxClose();
      await other.mailboxClose();
      await client.mailboxRename('Altra', 'Rinominata');
      const status = await client.status('Rinominata', { messages: true });
      await client.mailboxDelete('Rinominata');
      const paths = (await client.list()).map((entry) => entry.path);
      return [status && status.messages, paths.includes('Altra'), paths.includes('Rinominata'), paths.includes(FOLDER)];
    },
    expected: [3, false, false, true],
  },
  {
    title: 'a folder that is not there is refused, and the connection stays',
    async run({ client }) {
      const failed = await open(client, 'Inesistente').then(
        () => 'opened',
        (error: unknown) => (error instanceof Error && 'responseStatus' in error ? error.responseStatus : error),
      );
      return [failed, (await open(client, FOLDER)).exists];
    },
    expected: ['NO', 3],
  },
];
