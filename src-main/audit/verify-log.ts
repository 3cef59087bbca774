// The check of the log (EVIDENCE §16): form, order, chain, hashes, the root at every checkpoint, the
// signatures, the head in the secret store, and the archive against what the log says of it. Finds and
// names; repairs nothing.
import { verify, type KeyObject } from 'node:crypto';
import { hasMessage, messageHashes } from '#main/archive/message';
import { auditCheckpoints, auditEntries, lastAuditSeq, type StoredCheckpoint, type StoredEntry } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import { asBlobHash, type BlobHash } from '#shared/model/ids';
import { frontierOf, logIdOf } from './append.ts';
import { judgeAnchor, type AnchorEvidence, type GivenUp } from './anchor.ts';
import { canonicalJson } from './canonical-json.ts';
import { readCheckpoint, signatureHolds } from './checkpoint.ts';
import { endorsement, publicKeyOf, publicKeyText } from './installation-key.ts';
import { grow, leafHash, rootOf, type Frontier } from './merkle.ts';
import type { Head } from './standing.ts';

export type AuditFinding = {
  readonly id:
    | 'audit.form'
    | 'audit.gap'
    | 'audit.prev'
    | 'audit.hash'
    | 'audit.root'
    | 'audit.signature'
    | 'audit.rollback'
    /** Not the log this profile signed so far: put in its place, or begun anew after a loss. */
    | 'audit.otherLog'
    /** This installation signed checkpoints, and the secret store knows of none. */
    | 'audit.headMissing'
    /** This log was signed here, and the key is gone. */
    | 'audit.keyLost'
    /** Of a history that the owner said was lost or replaced by a copy. */
    | 'audit.anchorGivenUp'
    | 'audit.anchorMismatch'
    | 'audit.anchorUnverifiable'
    /** A receipt of this archive is about a log of another id: another installation uses the same box, or this log was replaced. */
    | 'audit.anchorOtherLog'
    | 'archive.missing'
    /** There, and its bytes do not give its hash. */
    | 'archive.damaged'
    /** There, although the log says it was erased. */
    | 'archive.notErased'
    | 'archive.unlogged';
  /** Number of the entry, size of the checkpoint, or hash of the message. */
  readonly what: string;
};

export type LogTrust = {
  readonly publicKey: KeyObject | null;
  readonly head: Head | null;
  /** Id of the log the secret store knows of, where it knows of one. */
  readonly signedLog?: string | null;
  /** The secret store has the key of this log, so it should have its head. */
  readonly headExpected?: boolean;
  /** Entries before this one are only counted into the tree, whose roots are signed. Absent: 0. */
  readonly since?: number;
  /** Receipts of anchors, judged; from the archive or from somebody who kept a copy. */
  readonly anchors?: readonly AnchorEvidence[];
};

const PAGE = 1_000;
/** Enough to see the pattern; a report of a million lines helps nobody. */
const MOST_FINDINGS = 1_000;

export type LogVerdict = { readonly findings: readonly AuditFinding[]; readonly entries: number };

export function verifyLog(store: Store, trust: LogTrust): LogVerdict {
  const steps = verifyLogSteps(store, trust);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same in steps of some milliseconds, between which others may write: what they add is taken into account. */
export function* verifyLogSteps(store: Store, trust: LogTrust): Generator<void, LogVerdict> {
  const findings: AuditFinding[] = [];
  const note = (id: AuditFinding['id'], what: string | number): void => {
    if (findings.length < MOST_FINDINGS) findings.push({ id, what: String(what) });
  };
  const checkpoints = store.read((tx) => auditCheckpoints(tx));
  const anchors = trust.anchors ?? [];
  const sizes = [
    ...checkpoints.map(({ size }) => size),
    ...(trust.head === null ? [] : [trust.head.size]),
    ...anchors.flatMap((anchor) => (anchor.state === 'proven' ? [anchor.anchored.size] : [])),
  ];
  const walked = yield* walk(store, sizes, trust.since ?? 0, note);
  if (walked.entries > 0 && walked.tree !== null && walked.tree !== walked.root) note('audit.root', walked.entries);
  for (const checkpoint of checkpoints) checkCheckpoint(checkpoint, walked, keyAt(checkpoint.size, walked.keys, trust.publicKey), note);
  const { head } = trust;
  if (head !== null && walked.roots.get(head.size) !== head.root) note('audit.rollback', head.size);
  if (trust.signedLog != null && trust.signedLog !== walked.logId) note('audit.otherLog', trust.signedLog.slice(0, 8));
  if (head === null && trust.headExpected === true && checkpoints.length > 0) note('audit.headMissing', checkpoints.at(-1)?.size ?? 0);
  for (const anchor of anchors) {
    const state = judgeAnchor(anchor, walked.logId, walked.roots, walked.past);
    if (state === 'unproven') note('audit.anchorUnverifiable', anchor.what);
    else if (state === 'otherLog' && anchor.from === 'archive') note('audit.anchorOtherLog', anchor.what);
    else if (state === 'givenUp') note('audit.anchorGivenUp', anchor.what);
    else if (state !== 'anchored') note('audit.anchorMismatch', anchor.what);
  }
  yield* checkArchive(store, walked, note);
  return { findings, entries: walked.entries };
}

type Note = (id: AuditFinding['id'], what: string | number) => void;
type Walked = {
  readonly entries: number;
  readonly logId: string | null;
  /** Root as reckoned anew, at the sizes asked for. */
  readonly roots: ReadonlyMap<number, string>;
  readonly stored: Set<string>;
  /** Messages that a tombstone says were erased on purpose. */
  readonly erased: Set<string>;
  /** Keys as the log announced them, in order. */
  readonly keys: readonly AnnouncedKey[];
  readonly past: GivenUp;
  /** Of all entries, as reckoned, and as the next checkpoint would sign it; null where others wrote meanwhile. */
  readonly root: string;
  readonly tree: string | null;
};
type AnnouncedKey = { readonly seq: number; readonly publicKey: string };

function* walk(store: Store, sizes: readonly number[], since: number, note: Note): Generator<void, Walked> {
  const wanted = new Set(sizes);
  const roots = new Map<number, string>();
  const stored = new Set<string>();
  const erased = new Set<string>();
  const keys: AnnouncedKey[] = [];
  const past: { restoredAt: number[]; lost: GivenUp['lost'][number][] } = { restoredAt: [], lost: [] };
  let frontier: Frontier = [];
  let prev = '0'.repeat(64);
  let count = 0;
  let logId: string | null = null;
  for (let from = 0; ;) {
    const page = store.read((tx) => auditEntries(tx, from, PAGE));
    const last = page.at(-1);
    if (last === undefined) break;
    for (const row of page) {
      if (row.seq !== count) note('audit.gap', count);
      const earlier = row.seq < since;
      if (count === 0) logId = logIdOf(row.entry);
      const told = earlier ? toldIn(parsed(textOf(row.entry)) ?? {}) : checkEntry(row, prev, note);
      if (told?.event === 'key.rotated' && !isEndorsed(logId, keys.at(-1), told)) note('audit.signature', row.seq);
      if (told?.event === 'key.created' || told?.event === 'key.rotated') keys.push({ seq: row.seq, publicKey: told.publicKey });
      else if (told?.event === 'backup.restored') past.restoredAt.push(told.size);
      else if (told?.event === 'log.continued') past.lost.push(told);
      else if (told !== null) noteMessage({ stored, erased }, told);
      const leaf = leafHash(row.entry);
      frontier = grow(frontier, leaf).frontier;
      prev = leaf.toString('hex');
      count += 1;
      if (wanted.has(count)) roots.set(count, rootOf(frontier).toString('hex'));
    }
    from = last.seq + 1;
    // A log may grow as fast as it is read: a page that is not full is its end.
    if (page.length < PAGE) break;
    yield;
  }
  const tree = store.read((tx) => ((lastAuditSeq(tx) ?? -1) + 1 === count ? rootOf(frontierOf(tx)).toString('hex') : null));
  return { entries: count, logId, roots, stored, erased, keys, past, root: rootOf(frontier).toString('hex'), tree };
}

/** A person may bring back what was erased; from then on it must be there, and before it must not. */
function noteMessage(
  { stored, erased }: Pick<Walked, 'stored' | 'erased'>,
  { event, blob }: Extract<Told, { readonly blob: string }>,
): void {
  const here = event === 'message.stored';
  (here ? stored : erased).add(blob);
  (here ? erased : stored).delete(blob);
}

/** The key of before said that this one comes after it (EVIDENCE §17). */
function isEndorsed(
  logId: string | null,
  before: AnnouncedKey | undefined,
  { publicKey, endorsed }: Extract<Told, { readonly event: 'key.rotated' }>,
): boolean {
  const key = before === undefined ? null : publicKeyOf(before.publicKey);
  return key !== null && logId !== null && verify('sha256', endorsement(logId, publicKey), key, Buffer.from(endorsed, 'base64'));
}

type Told =
  | { readonly event: 'message.stored' | 'message.erased'; readonly blob: string }
  | { readonly event: 'key.created'; readonly publicKey: string }
  | { readonly event: 'key.rotated'; readonly publicKey: string; readonly endorsed: string }
  | { readonly event: 'backup.restored'; readonly size: number }
  | { readonly event: 'log.continued'; readonly log: string; readonly size: number | null; readonly root: string | null };

/** The message an entry says was stored, or of which it says that the bytes are gone; the key it announces. */
function checkEntry({ seq, entry, hash }: StoredEntry, prev: string, note: Note): Told | null {
  const text = textOf(entry);
  const record = parsed(text);
  if (record === null || canonicalJson(record) !== text) {
    note('audit.form', seq);
    return null;
  }
  if (!leafHash(entry).equals(hash)) note('audit.hash', seq);
  if (record['seq'] !== seq) note('audit.gap', seq);
  if (record['prev'] !== prev) note('audit.prev', seq);
  return toldIn(record);
}

function textOf(entry: Uint8Array): string {
  return Buffer.from(entry).toString('utf8');
}

function toldIn({ event, data }: Readonly<Record<string, unknown>>): Told | null {
  const values: Readonly<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {};
  const { blob, bytes, publicKey, endorsed, size, root, log } = values;
  switch (event) {
    case 'key.created':
      return typeof publicKey === 'string' ? { event, publicKey } : null;
    case 'key.rotated':
      return typeof publicKey === 'string' && typeof endorsed === 'string' ? { event, publicKey, endorsed } : null;
    case 'backup.restored':
      return typeof size === 'number' ? { event, size } : null;
    case 'log.continued':
      return typeof log === 'string'
        ? { event, log, size: typeof size === 'number' ? size : null, root: typeof root === 'string' ? root : null }
        : null;
    case 'message.stored':
    case 'message.erased':
      return typeof blob !== 'string' || (event === 'message.erased' && bytes === 'shared') ? null : { event, blob };
    default:
      return null;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/**
 * The key that had to sign at this size (EVIDENCE §16, "the key valid then"). A key of another installation counts
 * only for what came before our own was announced: our first checkpoint holds all of that fast. With no key of our
 * own there is nothing else to hold the log against.
 */
function keyAt(size: number, keys: readonly AnnouncedKey[], own: KeyObject | null): KeyObject | null {
  const announced = keys.findLast(({ seq }) => seq < size);
  if (own === null) return announced === undefined ? null : publicKeyOf(announced.publicKey);
  const ours = publicKeyText(own);
  const ownLater = keys.some(({ seq, publicKey }) => seq >= size && publicKey === ours);
  return announced !== undefined && ownLater ? publicKeyOf(announced.publicKey) : own;
}

function checkCheckpoint(checkpoint: StoredCheckpoint, walked: Walked, publicKey: KeyObject | null, note: Note): void {
  const { size, text } = checkpoint;
  const read = readCheckpoint(text);
  if (read === null || read.size !== size || read.logId !== walked.logId || read.root !== walked.roots.get(size)) note('audit.root', size);
  if (publicKey === null || !signatureHolds(publicKey, checkpoint)) note('audit.signature', size);
}

/** Every message the log tells of, and every message there is; what looks odd is asked once more at the end, with all that was written meanwhile. */
function* checkArchive(store: Store, walked: Walked, note: Note): Generator<void, void> {
  const { stored, erased } = walked;
  const odd = new Set<string>();
  const told = [...stored];
  for (let at = 0; at < told.length; at += PAGE) {
    store.read((tx) => {
      for (const hash of told.slice(at, at + PAGE)) if (!isHere(tx, hash)) odd.add(hash);
    });
    yield;
  }
  for (let after = 0; ;) {
    const page = store.read((tx) => messageHashes(tx, after, PAGE));
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { hash } of page) if (!stored.has(hash)) odd.add(hash);
    after = last.number;
    if (page.length < PAGE) break;
    yield;
  }
  store.read((tx) => {
    for (let from = walked.entries; ;) {
      const page = auditEntries(tx, from, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      for (const { entry } of page) {
        const late = toldIn(parsed(textOf(entry)) ?? {});
        if (late?.event === 'message.stored' || late?.event === 'message.erased') noteMessage(walked, late);
      }
      from = last.seq + 1;
    }
    for (const hash of odd) {
      if (stored.has(hash)) {
        if (!isHere(tx, hash)) note('archive.missing', hash);
      } else if (isHere(tx, hash)) note(erased.has(hash) ? 'archive.notErased' : 'archive.unlogged', hash);
    }
  });
}

function isHere(tx: ReadTx, hash: string): boolean {
  return isHash(hash) && hasMessage(tx, hash);
}

function isHash(text: string): text is BlobHash {
  return /^[0-9a-f]{64}$/.test(text) && asBlobHash(text) === text;
}
