// One imapflow connection as an ImapSession. Three rules of its own: a NO is an error and never an
// empty result; no command is sent inside a fetch loop (imapflow would wait for ever, IMAP-FINDINGS
// §3); nothing a server sends is trusted to be what was asked for (SYNC-21 to SYNC-31).
import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow';
import type {
  Credentials,
  Endpoint,
  FetchedMessage,
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
import { readFolders } from './folders.ts';
import { searchAllUids } from './search-uids.ts';
import { uidMatcher } from './uid-set.ts';
import { waitForChange } from './wait-for-change.ts';

const FLAG_QUERY: FetchQueryObject = { uid: true, size: true, flags: true, internalDate: true };
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
    fetchBodies: (uids, onMessage, signal) => attempt('FETCH', () => fetchBodies(client, uids, onMessage, signal)),
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
  for await (const row of client.fetch(uids, FLAG_QUERY, { uid: true })) {
    // "n:*" always yields the last message, even below n (RFC 9051 §9).
    if (row.uid !== undefined && asked(row.uid)) found.set(row.uid, remoteMessage(row));
    if (found.size > MOST_ROWS) throw new AppError('imap.limit', { values: { command: 'FETCH' } });
  }
  return [...found.values()].sort((a, b) => a.uid - b.uid);
}

async function changesSince(client: ImapFlow, highestModseq: string): Promise<FolderChanges> {
  if (isEmpty(client) || client.mailbox === false) return { flags: [], vanished: [], complete: false };
  const changes = collectChanges(client, client.mailbox.path);
  const flags = new Map<number, readonly string[]>();
  try {
    // Cyrus resolves "*" against visible messages and loses the newest expunges (cyrus-imapd issue 6071).
    for await (const row of client.fetch('1:4294967295', { uid: true, flags: true }, { uid: true, changedSince: BigInt(highestModseq) })) {
      if (row.uid !== undefined) flags.set(row.uid, remoteMessage(row).flags);
    }
    const { vanished, complete } = changes.result();
    return { flags: [...flags].map(([uid, set]) => ({ uid, flags: set })), vanished, complete: complete && client.enabled.has('QRESYNC') };
  } finally {
    changes.stop();
  }
}

async function fetchBodies(
  client: ImapFlow,
  uids: string,
  onMessage: (message: FetchedMessage) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (uids === '' || isEmpty(client)) return;
  const asked = uidMatcher(uids);
  // Leaving the loop would still download the rest of the range: closing is the quick way out.
  const abort = (): void => client.close();
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    for await (const row of client.fetch(uids, { ...FLAG_QUERY, source: true }, { uid: true })) {
      // Another UID than asked, a body left out or NIL: not taken, so it stays missing and is asked for again.
      if (row.uid === undefined || !asked(row.uid) || row.source === undefined || row.source.length === 0) continue;
      await onMessage({ ...remoteMessage(row), bytes: ownBytes(row.source) });
      signal.throwIfAborted();
    }
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

function remoteMessage(row: FetchMessageObject): RemoteMessage {
  return {
    uid: row.uid,
    sizeBytes: row.size ?? row.source?.length ?? 0,
    flags: [...(row.flags ?? [])].filter((flag) => flag.toLowerCase() !== '\\recent').sort(),
    internalDate: instantOf(row.internalDate),
  };
}

function instantOf(date: Date | string | undefined): Instant | null {
  const milliseconds = date === undefined ? Number.NaN : new Date(date).getTime();
  return Number.isFinite(milliseconds) ? asInstant(milliseconds) : null;
}

/** Two thirds of the bodies are views into a larger socket chunk, which they would keep alive. */
function ownBytes(source: Buffer): Uint8Array {
  return source.buffer.byteLength > source.byteLength + 4096 ? new Uint8Array(source) : source;
}
