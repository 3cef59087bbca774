// Carries out the plan for one folder over one session. While one batch is written a second waits and a
// third is read, so at most three are in memory; a cut link loses nothing and the next pass takes
// up from the UIDs that are held, never from a counter (IMAP-FINDINGS §3).
import type { FetchedMessage, FolderChanges, ImapSession, OpenedFolder, RemoteMessage } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import { compareUids, isMassVanish, planBatches, planRelink, planSync } from './plan.ts';
import type { Batch, FlagSource, SyncStep } from './plan.ts';
import type { OnSyncEvent, SyncFolder, SyncSink } from './sink.ts';
import { formatUidSet } from './uid-set.ts';

export type SyncLimits = {
  readonly batchBytes: number;
  readonly batchCount: number;
  /** How many messages are described before their bodies are fetched: the newest are there at once. */
  readonly describeCount: number;
  /** Larger messages stay on the server until asked for (THREATS §4). */
  readonly messageBytes: number;
};

// Three batches are in memory at a time.
export const LIMITS: SyncLimits = { batchBytes: 6 * 1024 * 1024, batchCount: 500, describeCount: 4_000, messageBytes: 150 * 1024 * 1024 };

/** What one account remembers between passes about messages that broke a transfer. */
export type Suspects = {
  /** Was in a batch that broke a limit: next time alone. */
  readonly alone: Set<string>;
  /** Broke a limit alone: not asked for again in this run of the program. */
  readonly refused: Set<string>;
};

export function noSuspects(): Suspects {
  return { alone: new Set(), refused: new Set() };
}

export type FolderRun = {
  readonly account: AccountId;
  readonly session: ImapSession;
  readonly sink: SyncSink;
  readonly folder: SyncFolder;
  readonly suspects: Suspects;
  readonly limits: SyncLimits;
  readonly onEvent: OnSyncEvent;
  /** Counts messages of the whole account for progress. */
  readonly onCount: (messages: number) => void;
  readonly signal: AbortSignal;
};

type Work = FolderRun & {
  readonly opened: OpenedFolder;
  readonly uidValidity: number;
  /** On the server and not here, newest first. */
  missing: readonly number[];
  readonly described: Map<number, RemoteMessage>;
  incomplete: boolean;
};

/** True when the folder is fully in step afterwards. Rejects with AppError; what was saved stays. */
export async function runFolder(run: FolderRun): Promise<boolean> {
  const { session, sink, folder, signal } = run;
  signal.throwIfAborted();
  const opened = await session.openFolder(folder.path, folder.cursor);
  const { uidValidity } = opened.status;
  // UIDVALIDITY 0 or absent says nothing about any UID (RFC 9051 §2.3.1.1 wants a nonzero number).
  if (!Number.isSafeInteger(uidValidity) || uidValidity <= 0)
    throw new AppError('imap.protocol', { retry: 'later', values: { command: 'SELECT', fault: 'uidValidity' } });
  const uids = await sink.presentUids(folder.id, uidValidity);
  const abilities = { condstore: opened.status.highestModseq !== null };
  const work: Work = { ...run, opened, uidValidity, missing: [], described: new Map(), incomplete: false };
  for (const step of planSync({ cursor: folder.cursor, uids }, opened, abilities)) {
    signal.throwIfAborted();
    await runStep(work, step);
  }
  if (!work.incomplete) await sink.saveCursor(folder.id, opened.status);
  return !work.incomplete;
}

async function runStep(work: Work, step: SyncStep): Promise<void> {
  switch (step.kind) {
    case 'compareUids':
      return compare(work);
    case 'markGone':
      return markGone(work, step.uids);
    case 'relink':
      return relink(work);
    case 'fetchNew':
      return fetchNew(work);
    case 'refreshFlags':
      return refreshFlags(work, step.source);
  }
}

async function compare(work: Work): Promise<void> {
  const { sink, folder, uidValidity } = work;
  const onServer = await trustedUids(work);
  const held = await sink.presentUids(folder.id, uidValidity);
  const { missing, vanished } = compareUids(held, onServer);
  work.missing = missing.filter((uid) => !work.suspects.refused.has(suspectKey(work, uid)));
  await markGone(work, vanished);
}

/**
 * All UIDs, believed only when there are as many as the server says exist: an answer that came too
 * early or was cut (SYNC-09, SYNC-10) must never mark mail gone. Asked twice, because another client
 * may have changed the folder in between.
 */
async function trustedUids(work: Work): Promise<readonly number[]> {
  const { session, folder } = work;
  let { messages } = work.opened.status;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const uids = await session.listUids();
    if (uids.length === messages) return uids;
    const again = await session.openFolder(folder.path, null);
    if (again.status.uidValidity !== work.uidValidity)
      throw new AppError('imap.protocol', { retry: 'now', values: { command: 'SELECT', fault: 'uidValidity' } });
    messages = again.status.messages;
    work.incomplete = true;
  }
  throw new AppError('imap.protocol', { retry: 'later', values: { command: 'SEARCH', fault: 'count' } });
}

async function markGone(work: Work, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return;
  const { sink, folder, uidValidity, account } = work;
  const held = (await sink.presentUids(folder.id, uidValidity)).length;
  if (isMassVanish(uids.length, held))
    await work.onEvent({ kind: 'massVanish', account, folder: folder.path, vanished: uids.length, held });
  await sink.markGone(folder.id, uidValidity, uids);
}

async function relink(work: Work): Promise<void> {
  const { session, sink, folder, uidValidity } = work;
  const placed = new Set<number>();
  for (const uids of chunks(work.missing, work.limits.describeCount)) {
    work.signal.throwIfAborted();
    const described = await describe(work, uids);
    const candidates = await sink.relinkCandidates(folder.id, described);
    const likely = described.filter(({ uid }) => (candidates.get(uid) ?? []).length > 0);
    if (likely.length === 0) continue;
    const ids = await session.messageIds(formatUidSet(likely.map(({ uid }) => uid)));
    const links = planRelink(
      likely.map((message) => ({ ...message, messageId: ids.get(message.uid) ?? null })),
      (message) => candidates.get(message.uid) ?? [],
    );
    const found = likely.flatMap((message) => {
      const hash = links.get(message.uid);
      return hash === undefined ? [] : [{ message, hash }];
    });
    await sink.relink(folder.id, uidValidity, found);
    for (const { message } of found) placed.add(message.uid);
    work.onCount(found.length);
  }
  work.missing = work.missing.filter((uid) => !placed.has(uid));
}

async function fetchNew(work: Work): Promise<void> {
  for (const uids of chunks(work.missing, work.limits.describeCount)) {
    work.signal.throwIfAborted();
    const described = await describe(work, uids);
    const wanted = await withoutTooLarge(work, described);
    // A UID that was listed and is not described went in between, or is withheld: look again next time.
    if (described.length < uids.length) work.incomplete = true;
    const alone = (uid: number): boolean => work.suspects.alone.has(suspectKey(work, uid));
    await fetchBatches(
      work,
      planBatches(wanted.toReversed(), { maxBytes: work.limits.batchBytes, maxCount: work.limits.batchCount }, alone),
    );
  }
}

/** Asked once a pass: relinking and fetching look at the same messages. Ascending. */
async function describe(work: Work, uids: readonly number[]): Promise<readonly RemoteMessage[]> {
  const unknown = uids.filter((uid) => !work.described.has(uid));
  for (const message of unknown.length === 0 ? [] : await work.session.describe(formatUidSet(unknown)))
    work.described.set(message.uid, message);
  return uids.flatMap((uid) => work.described.get(uid) ?? []).sort((a, b) => a.uid - b.uid);
}

async function withoutTooLarge(work: Work, described: readonly RemoteMessage[]): Promise<readonly RemoteMessage[]> {
  const { account, folder, limits } = work;
  for (const { uid, sizeBytes } of described) {
    if (sizeBytes > limits.messageBytes) await work.onEvent({ kind: 'skipped', account, folder: folder.path, uid, reason: 'tooLarge' });
  }
  return described.filter(({ sizeBytes }) => sizeBytes <= limits.messageBytes);
}

async function fetchBatches(work: Work, batches: readonly Batch[]): Promise<void> {
  for (const group of asked(batches, work)) await fetchGroup(work, group);
}

/** One request after the other is on its way, but a message that broke a limit before travels alone. */
function asked(batches: readonly Batch[], work: Work): readonly (readonly Batch[])[] {
  const suspicious = work.suspects.alone.size > 0;
  return suspicious ? batches.map((batch) => [batch]) : batches.length === 0 ? [] : [batches];
}

async function fetchGroup(work: Work, batches: readonly Batch[]): Promise<void> {
  /** One being written, one that waits for it: the writer goes on while the next is still on the wire. */
  let writing: Promise<void> = Promise.resolve();
  let waiting: Promise<void> = Promise.resolve();
  let group: FetchedMessage[] = [];
  let bytes = 0;
  const received = new Set<number>();
  const done = new Set<number>();
  const handOver = async (): Promise<void> => {
    if (group.length === 0) return;
    const messages = group;
    group = [];
    bytes = 0;
    await writing;
    writing = waiting;
    waiting = save(work, messages);
    // A failure is reported by whoever waits next; until then it must not count as unhandled.
    waiting.catch(() => undefined);
  };
  try {
    await work.session.fetchBodies(
      batches.map(({ uids }) => uids),
      {
        message(message) {
          group.push(message);
          received.add(message.uid);
          bytes += message.bytes.length;
          // RFC822.SIZE may have lied (SYNC-25).
          return bytes >= work.limits.batchBytes || group.length >= work.limits.batchCount ? handOver() : undefined;
        },
        done: (batch) => void done.add(batch),
      },
      work.signal,
    );
    await handOver();
  } catch (error) {
    // Whole messages that came before the link broke are kept.
    await handOver();
    // At most two are under way at a time.
    await rememberSuspects(work, batches.filter((_, index) => !done.has(index)).slice(0, 2), error);
    throw error;
  } finally {
    // Nothing may still be written when the caller goes on; what the disk says counts more than what the link said.
    await Promise.allSettled([writing, waiting]);
    await writing;
    await waiting;
  }
  if (received.size < batches.reduce((sum, { count }) => sum + count, 0)) work.incomplete = true;
}

/** Batches that broke a limit are asked for message by message; a message that does so alone is left out. */
async function rememberSuspects(work: Work, open: readonly Batch[], error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'imap.limit') return;
  const { account, folder, suspects } = work;
  const alone = open.length === 1 && open[0]?.count === 1;
  for (const uid of work.missing.filter((missing) => open.some(({ uids }) => inSet(uids, missing)))) {
    if (!alone) suspects.alone.add(suspectKey(work, uid));
    else {
      suspects.refused.add(suspectKey(work, uid));
      await work.onEvent({ kind: 'skipped', account, folder: folder.path, uid, reason: 'overLimit' });
    }
  }
}

async function save(work: Work, messages: readonly FetchedMessage[]): Promise<void> {
  const { sink, folder, uidValidity, account } = work;
  const latest = [...new Map(messages.map((message) => [message.uid, message])).values()];
  const { messages: saved, rewritten } = await sink.saveBatch(folder, uidValidity, latest);
  work.onCount(saved.length);
  await work.onEvent({ kind: 'saved', account, folder: folder.path, messages: saved });
  for (const uid of rewritten) await work.onEvent({ kind: 'rewrote', account, folder: folder.path, uid });
}

async function refreshFlags(work: Work, source: FlagSource): Promise<void> {
  const { session, sink, folder, uidValidity } = work;
  const changes = await flagChanges(session, source);
  if (changes.length > 0) await sink.applyFlags(folder.id, uidValidity, changes);
}

async function flagChanges(session: ImapSession, source: FlagSource): Promise<FolderChanges['flags']> {
  switch (source.from) {
    case 'opening':
      return source.changes.flags;
    case 'modseq':
      return (await session.changesSince(source.since)).flags;
    case 'everything':
      return session.describe('1:*');
  }
}

function suspectKey(work: Work, uid: number): string {
  return `${work.folder.id} ${work.uidValidity} ${uid}`;
}

function inSet(uids: string, uid: number): boolean {
  return uids.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return uid >= from && uid <= to;
  });
}

function* chunks(uids: readonly number[], size: number): Generator<readonly number[]> {
  for (let at = 0; at < uids.length; at += size) yield uids.slice(at, at + size);
}
