// What has to be done to bring a folder in step, decided from what we hold and what the server says.
// Pure: the runner (run.ts) does it. Nothing here, and nothing it asks for, removes a message: what
// is gone from the server is marked gone (ARCHITECTURE §4 step 1).
import type { FolderChanges, RemoteFolderStatus, RemoteMessage } from '#main/ports';
import { formatUidSet } from './uid-set.ts';

/** The folder as it was when last fully in step; null before the first time. */
export type Cursor = RemoteFolderStatus;

export type LocalFolder = {
  readonly cursor: Cursor | null;
  /** What we hold as present under the UIDVALIDITY the server has now, ascending. */
  readonly uids: readonly number[];
};

/** The folder as opened: `changes` when the server reported what changed since the cursor (QRESYNC). */
export type RemoteState = { readonly status: RemoteFolderStatus; readonly changes: FolderChanges | null };

export type ServerAbilities = { readonly condstore: boolean };

export type SyncStep =
  /** Ask for all UIDs: what we lack and what is gone follow from it. */
  | { readonly kind: 'compareUids' }
  | { readonly kind: 'markGone'; readonly uids: readonly number[] }
  /** Renumbered: find what we hold by Message-ID, size and date before downloading anything. */
  | { readonly kind: 'relink' }
  | { readonly kind: 'fetchNew' }
  | { readonly kind: 'refreshFlags'; readonly source: FlagSource };

export type FlagSource =
  /** The changes reported when the folder was opened. */
  | { readonly from: 'opening'; readonly changes: FolderChanges }
  | { readonly from: 'modseq'; readonly since: string }
  | { readonly from: 'everything' };

/**
 * Whether LIST-STATUS gives a reason to open the folder. Without CONDSTORE a change of flags does not
 * show, so flags are looked at when `flagsDue`.
 */
export function mustOpen(cursor: Cursor | null, status: RemoteFolderStatus | null, flagsDue: boolean): boolean {
  if (cursor === null || status === null) return true;
  if (cursor.uidValidity !== status.uidValidity || cursor.uidNext !== status.uidNext || cursor.messages !== status.messages) return true;
  if (cursor.highestModseq === null || status.highestModseq === null) return flagsDue;
  return cursor.highestModseq !== status.highestModseq;
}

/** Steps in the order they must run: what vanished is told and marked before anything is fetched (SYNC-18). */
export function planSync(local: LocalFolder, remote: RemoteState, server: ServerAbilities): readonly SyncStep[] {
  const { cursor } = local;
  if (cursor === null) return [{ kind: 'compareUids' }, { kind: 'fetchNew' }, ...resumedFlags(local)];
  if (cursor.uidValidity !== remote.status.uidValidity)
    return [{ kind: 'compareUids' }, { kind: 'relink' }, { kind: 'fetchNew' }, ...resumedFlags(local)];
  const flags = flagStep(cursor, remote, server);
  // An expunged UID may be one we never had.
  const reported = new Set(remote.changes?.vanished ?? []);
  const vanished = local.uids.filter((uid) => reported.has(uid));
  // Trusted only when the numbers add up: EXISTS may shrink without a word (SYNC-17), UIDNEXT and
  // HIGHESTMODSEQ may go back (SYNC-22, SYNC-38).
  const accounted =
    remote.changes?.complete === true &&
    remote.status.uidNext === cursor.uidNext &&
    remote.status.messages === local.uids.length - vanished.length &&
    !wentBack(cursor, remote.status);
  if (accounted) return vanished.length === 0 ? [flags] : [{ kind: 'markGone', uids: vanished }, flags];
  return [{ kind: 'compareUids' }, { kind: 'relink' }, { kind: 'fetchNew' }, flags];
}

/** Rows of an interrupted first sync may be days old. */
function resumedFlags(local: LocalFolder): readonly SyncStep[] {
  return local.uids.length === 0 ? [] : [{ kind: 'refreshFlags', source: { from: 'everything' } }];
}

function flagStep(cursor: Cursor, remote: RemoteState, server: ServerAbilities): SyncStep {
  const { highestModseq } = cursor;
  if (remote.changes?.complete === true && !wentBack(cursor, remote.status))
    return { kind: 'refreshFlags', source: { from: 'opening', changes: remote.changes } };
  if (server.condstore && highestModseq !== null && remote.status.highestModseq !== null && !wentBack(cursor, remote.status)) {
    return { kind: 'refreshFlags', source: { from: 'modseq', since: highestModseq } };
  }
  return { kind: 'refreshFlags', source: { from: 'everything' } };
}

function wentBack(cursor: Cursor, status: RemoteFolderStatus): boolean {
  return cursor.highestModseq !== null && status.highestModseq !== null && BigInt(status.highestModseq) < BigInt(cursor.highestModseq);
}

/** Both lists ascending. `missing` newest first, because the user works with today's mail. */
export function compareUids(
  held: readonly number[],
  onServer: readonly number[],
): { readonly missing: readonly number[]; readonly vanished: readonly number[] } {
  const heldSet = new Set(held);
  const serverSet = new Set(onServer);
  return { missing: onServer.filter((uid) => !heldSet.has(uid)).toReversed(), vanished: held.filter((uid) => !serverSet.has(uid)) };
}

export type Batch = { readonly uids: string; readonly count: number; readonly bytes: number };

/**
 * Groups of at most `maxBytes` announced bytes and `maxCount` messages, in the given order; a message
 * larger than that is a batch of its own, as is one in `alone` (it broke a batch before).
 */
export function planBatches(
  messages: readonly RemoteMessage[],
  limits: { readonly maxBytes: number; readonly maxCount: number },
  alone: (uid: number) => boolean = () => false,
): readonly Batch[] {
  const batches: Batch[] = [];
  let group: RemoteMessage[] = [];
  let bytes = 0;
  const close = (): void => {
    if (group.length > 0) batches.push({ uids: formatUidSet(group.map(({ uid }) => uid)), count: group.length, bytes });
    group = [];
    bytes = 0;
  };
  for (const message of messages) {
    const single = alone(message.uid);
    if (single || bytes + message.sizeBytes > limits.maxBytes || group.length >= limits.maxCount) close();
    group.push(message);
    bytes += message.sizeBytes;
    if (single) close();
  }
  close();
  return batches;
}

export type RelinkCandidate<Hash> = { readonly hash: Hash; readonly messageId: string | null };
export type Unplaced = RemoteMessage & { readonly messageId: string | null };

/**
 * Which held message each renumbered one is. Only where Message-ID, size and date name exactly one on
 * both sides; everything else is downloaded and compared by hash.
 */
export function planRelink<Hash>(
  messages: readonly Unplaced[],
  candidatesFor: (message: Unplaced) => readonly RelinkCandidate<Hash>[],
): ReadonlyMap<number, Hash> {
  const keys = new Map<string, number>();
  const keyOf = (message: Unplaced): string => `${message.sizeBytes} ${message.internalDate} ${message.messageId}`;
  for (const message of messages) keys.set(keyOf(message), (keys.get(keyOf(message)) ?? 0) + 1);
  const links = new Map<number, Hash>();
  for (const message of messages) {
    if (message.messageId === null || message.internalDate === null || keys.get(keyOf(message)) !== 1) continue;
    const candidates = candidatesFor(message).filter(({ messageId }) => messageId === message.messageId);
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) links.set(message.uid, only.hash);
  }
  return links;
}

/** More than half of a folder gone at once: the user is told first (THREATS SYNC-18). Not for a handful, which one click can remove. */
export function isMassVanish(vanished: number, held: number): boolean {
  return vanished >= 5 && vanished * 2 > held;
}
