// One imapflow connection as an ImapSession. Three rules of its own: a NO is an error and never an
// empty result; no command is sent inside a fetch loop (imapflow would wait for ever, IMAP-FINDINGS
// §3); nothing a server sends is trusted to be what was asked for (SYNC-21 to SYNC-31).
import type { ImapFlow } from 'imapflow';
import type {
  BodyTaker,
  Credentials,
  Endpoint,
  FolderChanges,
  ImapSession,
  OpenedFolder,
  Quota,
  RemoteFolderStatus,
  RemoteMessage,
  ServerCertificate,
} from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import type { Instant } from '#shared/model/ids';
import { collectChanges } from './changes.ts';
import { imapFailure, refused } from './failure.ts';
import type { FailureContext } from './failure.ts';
import type { FetchRow } from './fetch-reader.ts';
import { readFolders } from './folders.ts';
import { LINE_BYTES, LITERAL_BYTES } from './limits.ts';
import { rawFetch } from './raw-fetch.ts';
import { searchAllUids } from './search-uids.ts';
import { uidMatcher } from './uid-set.ts';
import { waitForChange } from './wait-for-change.ts';

const ABOUT = 'UID FLAGS INTERNALDATE RFC822.SIZE';
const READER_LIMITS = { lineBytes: LINE_BYTES, literalBytes: LITERAL_BYTES };
// More rows than this from one command are an attack or a fault, not a mailbox.
const MOST_ROWS = 2_000_000;

export function createSession(
  client: ImapFlow,
  endpoint: Endpoint,
  credentials: Credentials,
  certificate: ServerCertificate | null,
): ImapSession {
  const context = (command: string): FailureContext => ({ endpoint, command, secrets: [credentials.password] });
  const attempt = async <T>(command: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw imapFailure(error, context(command));
    }
  };
  /** For answers that imapflow gives as false or undefined when the server said NO. */
  const demand = async <T>(command: string, run: () => Promise<T | false | undefined>): Promise<T> => {
    const answer = await attempt(command, run);
    if (answer === false || answer === undefined)
      throw client.usable
        ? refused(context(command))
        : new AppError('imap.closed', { retry: 'later', values: { host: endpoint.host, command } });
    return answer;
  };

  return {
    certificate,
    get capabilities() {
      return new Set(client.capabilities.keys());
    },
    listFolders: () => attempt('LIST', () => readFolders(client)),
    openFolder: (path, known) => attempt('SELECT', () => openFolder(client, path, known)),
    describe: (uids) => attempt('FETCH', () => describe(client, uids)),
    changesSince: (highestModseq) => attempt('FETCH', () => changesSince(client, highestModseq)),
    listUids: () => attempt('SEARCH', () => searchAllUids(client, context('SEARCH'))),
    messageIds: (uids) => attempt('FETCH', () => fetchMessageIds(client, uids)),
    fetchBodies: (batches, taker, signal) => attempt('FETCH', () => fetchBodies(client, batches, taker, signal)),
    async storeFlags(uids, change) {
      const { add = [], remove = [] } = change;
      if (add.length > 0) await demand('STORE', () => client.messageFlagsAdd(uids, [...add], { uid: true }));
      if (remove.length > 0) await demand('STORE', () => client.messageFlagsRemove(uids, [...remove], { uid: true }));
    },
    async move(uids, path) {
      // Without MOVE imapflow would copy and EXPUNGE; without UIDPLUS that removes other messages too.
      if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS')) throw refused(context('MOVE'));
      const moved = await demand('MOVE', () => client.messageMove(uids, path, { uid: true }));
      return moved.uidMap ?? new Map<number, number>();
    },
    async deleteMessages(uids) {
      if (!client.capabilities.has('UIDPLUS')) throw refused(context('EXPUNGE'));
      await demand('EXPUNGE', () => client.messageDelete(uids, { uid: true }));
    },
    async append(path, bytes, flags, date) {
      const answer = await demand('APPEND', () =>
        client.append(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), [...flags], new Date(date)),
      );
      return answer.uid === undefined || answer.uidValidity === undefined
        ? null
        : { uid: answer.uid, uidValidity: Number(answer.uidValidity) };
    },
    quota: (path) => attempt('GETQUOTAROOT', () => readQuota(client, path)),
    waitForChange: (timeoutMs, signal) => attempt('IDLE', () => waitForChange(client, timeoutMs, signal)),
    close: () => closeClient(client),
  };
}

async function openFolder(client: ImapFlow, path: string, known: Parameters<ImapSession['openFolder']>[1]): Promise<OpenedFolder> {
  const since = known?.highestModseq ?? null;
  const resync = known !== null && since !== null && client.enabled.has('QRESYNC');
  // The changes arrive as events before the promise resolves.
  const changes = collectChanges(client, path);
  try {
    const opened = await client.mailboxOpen(path, resync ? { changedSince: since, uidValidity: known.uidValidity } : {});
    const status: RemoteFolderStatus = {
      uidValidity: Number(opened.uidValidity ?? 0),
      uidNext: opened.uidNext ?? 0,
      messages: opened.exists ?? 0,
      highestModseq: opened.highestModseq === undefined || opened.noModseq === true ? null : String(opened.highestModseq),
    };
    // False or absent: UIDVALIDITY differs, or the folder keeps no mod-sequences (RFC 7162 §3.2.5).
    const resynced = resync && Reflect.get(opened, 'qresync') === true;
    return { path: opened.path, status, changes: resynced ? changes.result() : null };
  } finally {
    changes.stop();
  }
}

async function describe(client: ImapFlow, uids: string): Promise<readonly RemoteMessage[]> {
  if (uids === '' || isEmpty(client)) return [];
  const asked = uidMatcher(uids);
  const found = new Map<number, RemoteMessage>();
  await rawFetch(client, {
    commands: [`UID FETCH ${uids} (${ABOUT})`],
    limits: READER_LIMITS,
    // "n:*" always yields the last message, even below n (RFC 9051 §9).
    isAnswer: ({ uid, sizeBytes }) => sizeBytes !== null && asked(uid),
    onRow(row) {
      found.set(row.uid, remoteMessage(row));
      if (found.size > MOST_ROWS) throw new AppError('imap.limit', { values: { command: 'FETCH' } });
    },
    onDone: () => undefined,
  });
  return [...found.values()].sort((a, b) => a.uid - b.uid);
}

async function changesSince(client: ImapFlow, highestModseq: string): Promise<FolderChanges> {
  if (isEmpty(client) || client.mailbox === false) return { flags: [], vanished: [], complete: false };
  const changes = collectChanges(client, client.mailbox.path);
  const flags = new Map<number, readonly string[]>();
  try {
    // Cyrus resolves "*" against visible messages and loses the newest expunges (cyrus-imapd issue 6071).
    for await (const row of client.fetch('1:4294967295', { uid: true, flags: true }, { uid: true, changedSince: BigInt(highestModseq) })) {
      if (row.uid !== undefined) flags.set(row.uid, knownFlags(row.flags ?? []));
    }
    const { vanished, complete } = changes.result();
    return { flags: [...flags].map(([uid, set]) => ({ uid, flags: set })), vanished, complete: complete && client.enabled.has('QRESYNC') };
  } finally {
    changes.stop();
  }
}

async function fetchBodies(client: ImapFlow, batches: readonly string[], taker: BodyTaker, signal: AbortSignal): Promise<void> {
  const wanted = batches.filter((uids) => uids !== '');
  if (wanted.length === 0 || isEmpty(client)) return;
  const asked = uidMatcher(wanted.join(','));
  const abort = (): void => client.close();
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await rawFetch(client, {
      commands: wanted.map((uids) => `UID FETCH ${uids} (${ABOUT} BODY.PEEK[])`),
      limits: READER_LIMITS,
      // Another UID than asked, a body left out or NIL: not taken, so it stays missing and is asked for again.
      isAnswer: ({ uid, body }) => body !== null && body.length > 0 && asked(uid),
      onRow(row) {
        signal.throwIfAborted();
        return row.body === null ? undefined : taker.message({ ...remoteMessage(row), bytes: row.body });
      },
      onDone: (command) => taker.done(command),
    });
  } catch (error) {
    throw signal.aborted ? new AppError('aborted') : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function fetchMessageIds(client: ImapFlow, uids: string): Promise<ReadonlyMap<number, string | null>> {
  const ids = new Map<number, string | null>();
  if (uids === '' || isEmpty(client)) return ids;
  for await (const row of client.fetch(uids, { uid: true, headers: ['message-id'] }, { uid: true })) {
    if (row.uid === undefined) continue;
    const value = /^message-id:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(row.headers?.toString('latin1') ?? '')?.[1];
    ids.set(row.uid, value === undefined ? null : value.replace(/\r?\n/g, '').trim());
  }
  return ids;
}

async function readQuota(client: ImapFlow, path: string): Promise<Quota | null> {
  const answer = await client.getQuota(path);
  const { usage, limit } = (answer === false || answer === undefined ? undefined : answer.storage) ?? {};
  return usage === undefined || limit === undefined || limit <= 0 ? null : { usedBytes: usage, limitBytes: limit };
}

async function closeClient(client: ImapFlow): Promise<void> {
  if (!client.usable) return client.close();
  const patience = setTimeout(() => client.close(), 2_000);
  await client.logout().catch(() => undefined);
  clearTimeout(patience);
  client.close();
}

/** "1:*" on an empty mailbox is BAD on some servers (imapflow issue 209). */
function isEmpty(client: ImapFlow): boolean {
  return client.mailbox !== false && client.mailbox.exists === 0;
}

function remoteMessage(row: FetchRow): RemoteMessage {
  return {
    uid: row.uid,
    sizeBytes: row.sizeBytes ?? row.body?.length ?? 0,
    flags: knownFlags(row.flags),
    internalDate: instantOf(row.internalDate),
  };
}

/** \\Recent is of a session and not of a message. */
function knownFlags(flags: Iterable<string>): readonly string[] {
  return [...flags].filter((flag) => flag.toLowerCase() !== '\\recent').sort();
}

/** " 1-Feb-2026 10:00:00 +0100" (RFC 9051 §9, date-time). */
function instantOf(date: string | null): Instant | null {
  const milliseconds = date === null ? Number.NaN : Date.parse(date.trim());
  return Number.isFinite(milliseconds) ? asInstant(milliseconds) : null;
}
