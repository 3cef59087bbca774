// Rows of the audit log: canonical bytes with their leaf hash, the frontier of the tree, checkpoints.
// What they mean is decided in src-main/audit.
import { asAccountId, type AccountId } from '#shared/model/ids';
import { bytesOf, integerOf, integerOrNull, sql, textOf, type Row } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type StoredEntry = { readonly seq: number; readonly entry: Uint8Array; readonly hash: Uint8Array };
export type StoredCheckpoint = { readonly size: number; readonly text: string; readonly signature: Uint8Array };

export function addAuditEntry(tx: WriteTx, { seq, entry, hash }: StoredEntry): void {
  tx.run(sql`INSERT INTO audit_entry (seq, entry, hash) VALUES (${seq}, ${entry}, ${hash})`);
}

/** Null for an empty log. */
export function lastAuditEntry(tx: ReadTx): StoredEntry | null {
  return tx.get(sql`SELECT seq, entry, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`, toEntry);
}

/** Null for an empty log. */
export function lastAuditSeq(tx: ReadTx): number | null {
  return tx.get(sql`SELECT max(seq) AS seq FROM audit_entry`, (row) => integerOrNull(row, 'seq'));
}

/** By seq from `from` on. */
export function auditEntries(tx: ReadTx, from: number, take: number): StoredEntry[] {
  return tx.all(sql`SELECT seq, entry, hash FROM audit_entry WHERE seq >= ${from} ORDER BY seq LIMIT ${take}`, toEntry);
}

/** Leaf hashes from entry `from` up to `to`, without it. */
export function auditHashes(tx: ReadTx, from: number, to: number): Buffer[] {
  return tx.all(sql`SELECT hash FROM audit_entry WHERE seq >= ${from} AND seq < ${to} ORDER BY seq`, (row) =>
    Buffer.from(bytesOf(row, 'hash')),
  );
}

/** Where one of these events was written last; null: never. Reads the whole log. */
export function lastSeqOf(tx: ReadTx, events: readonly string[]): number | null {
  const found = events.map((event) =>
    tx.get(sql`SELECT max(seq) AS seq FROM audit_entry WHERE instr(CAST(entry AS TEXT), ${`"event":"${event}"`}) > 0`, (row) =>
      integerOrNull(row, 'seq'),
    ),
  );
  return found.reduce((most, seq) => (seq === null || (most !== null && most > seq) ? most : seq), null);
}

/** Below `before`, or the newest; newest first. */
export function auditEntriesBefore(tx: ReadTx, before: number | null, take: number): StoredEntry[] {
  return tx.all(
    sql`SELECT seq, entry, hash FROM audit_entry WHERE seq < ${before ?? Number.MAX_SAFE_INTEGER} ORDER BY seq DESC LIMIT ${take}`,
    toEntry,
  );
}

/** Ascending by level. */
export function auditFrontier(tx: ReadTx): { readonly level: number; readonly hash: Uint8Array }[] {
  return tx.all(sql`SELECT level, hash FROM audit_frontier ORDER BY level`, (row) => ({
    level: integerOf(row, 'level'),
    hash: bytesOf(row, 'hash'),
  }));
}

/** Levels up to `highest` as they are now: those merged away go. Higher ones did not change. */
export function replaceAuditFrontier(tx: WriteTx, highest: number, frontier: readonly (Uint8Array | null)[]): void {
  tx.run(sql`DELETE FROM audit_frontier WHERE level <= ${highest}`);
  for (const [level, hash] of frontier.entries())
    if (level <= highest && hash !== null) tx.run(sql`INSERT INTO audit_frontier (level, hash) VALUES (${level}, ${hash})`);
}

export function addAuditCheckpoint(tx: WriteTx, { size, text, signature }: StoredCheckpoint): void {
  tx.run(sql`INSERT INTO audit_checkpoint (size, text, signature) VALUES (${size}, ${text}, ${signature})`);
}

/** Ascending by size. */
export function auditCheckpoints(tx: ReadTx): StoredCheckpoint[] {
  return tx.all(sql`SELECT size, text, signature FROM audit_checkpoint ORDER BY size`, (row) => ({
    size: integerOf(row, 'size'),
    text: textOf(row, 'text'),
    signature: bytesOf(row, 'signature'),
  }));
}

/** Null while none was made. */
export function lastCheckpoint(tx: ReadTx): StoredCheckpoint | null {
  return tx.get(sql`SELECT size, text, signature FROM audit_checkpoint ORDER BY size DESC LIMIT 1`, (row) => ({
    size: integerOf(row, 'size'),
    text: textOf(row, 'text'),
    signature: bytesOf(row, 'signature'),
  }));
}

export function lastAuditCheckpointSize(tx: ReadTx): number {
  return tx.get(sql`SELECT coalesce(max(size), 0) AS size FROM audit_checkpoint`, (row) => integerOf(row, 'size')) ?? 0;
}

/** "a3": an account without its address. Null for one that is not there. */
export function accountMark(tx: ReadTx, account: AccountId): string | null {
  return tx.get(sql`SELECT number FROM account WHERE id = ${account}`, (row) => `a${integerOf(row, 'number')}`);
}

/** Of all accounts, also removed ones. */
export function accountMarks(tx: ReadTx): { readonly id: AccountId; readonly mark: string }[] {
  return tx.all(sql`SELECT number, id FROM account`, (row) => ({
    id: asAccountId(textOf(row, 'id')),
    mark: `a${integerOf(row, 'number')}`,
  }));
}

function toEntry(row: Row): StoredEntry {
  return { seq: integerOf(row, 'seq'), entry: bytesOf(row, 'entry'), hash: bytesOf(row, 'hash') };
}
