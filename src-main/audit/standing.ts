// Where the log stands against what this installation signed so far (EVIDENCE §13): the secret store keeps
// which log that was and its last signed head. A log that does not go on from there is signed no further
// until the owner says why: signing it would make the older history look like the whole one.
import type { SecretStore } from '#main/ports';
import { auditEntries, auditHashes, lastAuditCheckpointSize, lastAuditEntry, lastSeqOf } from '#main/store/audit-entry';
import type { ReadTx } from '#main/store/transactions';
import { frontierOf, logIdOf } from './append.ts';
import { installationKey } from './installation-key.ts';
import { grow, rootOf, type Frontier } from './merkle.ts';
import { profileId } from './profile-id.ts';

export type Head = {
  readonly size: number;
  readonly root: string;
  /** Subtrees at `size`: what is signed next is reckoned from these, never from what the database says was before. */
  readonly frontier?: Frontier;
};

/** What the secret store knows of this profile. */
export type SignedBefore = { readonly logId: string | null; readonly head: Head | null; readonly hasKey: boolean };

export type Standing =
  | { readonly state: 'sound' }
  /** Older than what was signed, or another history of the same log. `size`, `root`: as it is now. */
  | { readonly state: 'rollback'; readonly size: number; readonly root: string; readonly head: Head }
  /** Another log in its place, or none: `logId` is the one that was signed. */
  | { readonly state: 'otherLog'; readonly logId: string; readonly head: Head | null }
  /** Checkpoints of this log were signed here, or so it says, and the key is not there. */
  | { readonly state: 'keyLost'; readonly logId: string; readonly head: Head | null };

/** `ownLog`: for a profile that has no id of its own. */
export async function signedBefore(secrets: SecretStore, folder: string, ownLog: string | null): Promise<SignedBefore> {
  const logId = (await keptLogId(secrets, folder)) ?? ownLog;
  if (logId === null) return { logId, head: null, hasKey: false };
  return { logId, head: await keptHead(secrets, logId), hasKey: (await installationKey(secrets, logId)) !== null };
}

export function standingOf(tx: ReadTx, { logId, head, hasKey }: SignedBefore): Standing {
  const own = ownLogId(tx);
  if (logId !== null && own !== logId) return { state: 'otherLog', logId, head };
  if (own !== null && !hasKey && announcedLast(tx)) return { state: 'keyLost', logId: own, head };
  if (head === null) return { state: 'sound' };
  const size = (lastAuditEntry(tx)?.seq ?? -1) + 1;
  const now = rootOf(frontierOf(tx));
  const sound = size >= head.size && (head.frontier === undefined ? hasRoot(tx, head) : goesOn(tx, head.frontier, head.size, now));
  return sound ? { state: 'sound' } : { state: 'rollback', size, root: now.toString('hex'), head };
}

/** The signed subtrees and the entries since then give the tree of now. */
function goesOn(tx: ReadTx, from: Frontier, size: number, root: Uint8Array): boolean {
  let frontier = from;
  for (const hash of auditHashes(tx, size, Number.MAX_SAFE_INTEGER)) frontier = grow(frontier, hash).frontier;
  return rootOf(frontier).equals(root);
}

/** A key was announced, and nothing said since that another installation goes on. */
function announcedLast(tx: ReadTx): boolean {
  const key = lastSeqOf(tx, ['key.created', 'key.rotated']);
  return key !== null && key > (lastSeqOf(tx, ['backup.restored', 'log.continued']) ?? -1) && lastAuditCheckpointSize(tx) > 0;
}

/** A head of an earlier version has the root alone. */
function hasRoot(tx: ReadTx, { size, root }: Head): boolean {
  let frontier: Frontier = [];
  for (const hash of auditHashes(tx, 0, size)) frontier = grow(frontier, hash).frontier;
  return rootOf(frontier).toString('hex') === root;
}

export function ownLogId(tx: ReadTx): string | null {
  const [zero] = auditEntries(tx, 0, 1);
  return zero === undefined ? null : logIdOf(zero.entry);
}

// ------------------------------------------------------------- in the secret store

/** Some stores hold 2,560 bytes in UTF-16 and no more. */
const MOST_CHARACTERS = 1_200;

/** Null when nothing was kept. */
export async function keptHead(secrets: SecretStore, logId: string): Promise<Head | null> {
  const kept = await secrets.get(headName(logId));
  if (kept === null) return null;
  const value: unknown = JSON.parse(kept);
  if (typeof value !== 'object' || value === null || !('size' in value) || !('root' in value)) return null;
  const { size, root } = value;
  if (typeof size !== 'number' || typeof root !== 'string') return null;
  const subtrees = 'subtrees' in value && typeof value.subtrees === 'string' ? value.subtrees : null;
  if (subtrees === null) return { size, root };
  return { size, root, frontier: subtrees.split('.').map((hash) => (hash === '' ? null : Buffer.from(hash, 'base64'))) };
}

export async function keepHead(secrets: SecretStore, logId: string, { size, root, frontier }: Head): Promise<void> {
  const plain = { size, root };
  const subtrees = (frontier ?? []).map((hash) => (hash === null ? '' : Buffer.from(hash).toString('base64'))).join('.');
  const whole = JSON.stringify({ ...plain, subtrees });
  await secrets.set(headName(logId), frontier === undefined || whole.length > MOST_CHARACTERS ? JSON.stringify(plain) : whole);
}

/** Id of the log this profile signed so far; null when it never signed one. */
export async function keptLogId(secrets: SecretStore, folder: string): Promise<string | null> {
  const name = logName(folder);
  return name === null ? null : secrets.get(name);
}

/** Another in its place only where a person said so: a log begun anew would otherwise pass for the one that was signed. */
export async function keepLogId(secrets: SecretStore, folder: string, logId: string, replace: boolean): Promise<void> {
  const name = logName(folder);
  if (name !== null && (replace || (await secrets.get(name)) === null)) await secrets.set(name, logId);
}

function logName(folder: string): string | null {
  const id = profileId(folder);
  return id === null ? null : `audit-log:${id}`;
}

function headName(logId: string): string {
  return `audit-head:${logId}`;
}
