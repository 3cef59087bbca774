// What it takes to show somebody else that entries stand in the log (EVIDENCE §13): the entries as they
// are, the tree over all of them, and the checkpoint that holds them fast.
import { auditCheckpoints, auditEntries, type StoredCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import { readCheckpoint, signatureHolds } from './checkpoint.ts';
import type { InstallationKey } from './installation-key.ts';
import { consistencyProof, createHashTree, inclusionPath, leafHash, type HashTree } from './merkle.ts';

/** `text`: the verbatim entry, as it was hashed. */
export type LogEntry = { readonly seq: number; readonly text: string };
export type ReadLog = { readonly size: number; readonly tree: HashTree; readonly entries: readonly LogEntry[] };

const PAGE = 5_000;

/**
 * The log up to its last checkpoint, with the entries that are wanted. Between two slices `turn` lets others work,
 * and may reject. Null without a checkpoint; rejects with storage.damaged where entries are missing or were changed.
 */
export async function readLog(store: Store, wanted: (text: string) => boolean, turn: () => Promise<void>): Promise<ReadLog | null> {
  const size = store.read((tx) => auditCheckpoints(tx)).at(-1)?.size;
  if (size === undefined) return null;
  const tree = createHashTree(size);
  const entries: LogEntry[] = [];
  for (let at = 0; at < size; at += PAGE) {
    await turn();
    const page = store.read((tx) => auditEntries(tx, at, Math.min(PAGE, size - at)));
    if (page.length !== Math.min(PAGE, size - at)) throw damaged();
    for (const { seq, entry, hash } of page) {
      tree.add(hash);
      const text = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('utf8');
      if (!wanted(text)) continue;
      if (!leafHash(entry).equals(hash)) throw damaged();
      entries.push({ seq, text });
    }
  }
  return { size, tree, entries };
}

function damaged(): AppError {
  return new AppError('storage.damaged', { values: { file: 'audit' } });
}

/** Rejects a log that is not the one a checkpoint of this installation signed. */
export function requireRoot(log: ReadLog, { text }: StoredCheckpoint): void {
  const checkpoint = readCheckpoint(text);
  if (checkpoint === null || !hadRoot(log, checkpoint)) throw damaged();
}

const BLOB = '"blob":"';

/** SHA-256 of the message an entry is about; null for one about something else. */
export function blobOf(text: string): string | null {
  const at = text.indexOf(BLOB);
  return at < 0 ? null : text.slice(at + BLOB.length, at + BLOB.length + 64);
}

export function eventOf(text: string): string | null {
  return /"event":"([a-zA-Z.]+)","prev":/.exec(text)?.[1] ?? null;
}

/** RFC 3339; null where there is none. */
export function timeOf(text: string): string | null {
  return /"at":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/.exec(text)?.[1] ?? null;
}

/** Those that this key signed, and that come after the entry that announced it, shortest first. */
export function ownCheckpoints(store: Store, key: InstallationKey, announced: number): readonly StoredCheckpoint[] {
  return store
    .read((tx) => auditCheckpoints(tx))
    .filter((checkpoint) => checkpoint.size > announced && signatureHolds(key.publicKey, checkpoint));
}

/** Lines "L <hash>" and "R <hash>", from the entry to the root of the first `size`. */
export function pathText(tree: HashTree, size: number, seq: number): string {
  return inclusionPath(tree, size, seq)
    .map(({ side, hash }) => `${side} ${hash.toString('hex')}\n`)
    .join('');
}

/** The older size and root, then the proof of RFC 9162 §2.1.4, one hash a line. */
export function consistencyText(tree: HashTree, older: number, newer: number): string {
  const proof = consistencyProof(tree, older, newer);
  return [older, tree.root(0, older).toString('hex'), ...proof.map((hash) => hash.toString('hex')), ''].join('\n');
}

/** Whether the log as it is now had this root at this size. */
export function hadRoot({ size, tree }: ReadLog, anchored: { readonly size: number; readonly root: string }): boolean {
  return anchored.size >= 1 && anchored.size <= size && tree.root(0, anchored.size).toString('hex') === anchored.root;
}
