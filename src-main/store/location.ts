// Where the server keeps, or kept, a message: (folder, UIDVALIDITY, UID) → hash. Moves, copies and
// renumbering touch locations only; what is gone there is marked, never deleted.
import type { AccountId, BlobHash, FolderId, Instant } from '#shared/model/ids';
import { asFolderId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { folderNumber } from './folder.ts';
import { refreshUnread } from './list-row.ts';
import type { Row } from './sql.ts';
import { hashOf, hashToBytes, instantOf, instantOrNull, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type Location = {
  readonly folder: FolderId;
  readonly uidValidity: number;
  readonly uid: number;
  readonly hash: BlobHash;
  readonly sizeBytes: number;
  readonly flags: readonly string[];
  readonly internalDate: Instant;
  readonly goneAt: Instant | null;
};

/** New, or known with the latest flags; marks it present. */
export function saveLocation(tx: WriteTx, location: Omit<Location, 'goneAt'>): void {
  const { folder, uidValidity, uid, hash, sizeBytes, flags, internalDate } = location;
  tx.run(sql`INSERT INTO location (folder, uidvalidity, uid, hash, size_bytes, flags, seen, internal_date)
    VALUES (${folderNumber(folder)}, ${uidValidity}, ${uid}, ${hashToBytes(hash)}, ${sizeBytes}, ${flagText(flags)}, ${seen(flags)}, ${internalDate})
    ON CONFLICT (folder, uidvalidity, uid) DO UPDATE SET hash = excluded.hash, size_bytes = excluded.size_bytes,
      flags = excluded.flags, seen = excluded.seen, internal_date = excluded.internal_date, gone_at = NULL`);
  refreshUnread(tx, hash);
}

/** A place that is not there yet, of bytes that are nowhere else: nothing else can change by it. */
export function insertLocation(tx: WriteTx, location: Omit<Location, 'goneAt'>): { readonly seen: boolean } {
  const { folder, uidValidity, uid, hash, sizeBytes, flags, internalDate } = location;
  const isSeen = seen(flags);
  tx.run(sql`INSERT INTO location (folder, uidvalidity, uid, hash, size_bytes, flags, seen, internal_date)
    VALUES (${folderNumber(folder)}, ${uidValidity}, ${uid}, ${hashToBytes(hash)}, ${sizeBytes}, ${flagText(flags)}, ${isSeen}, ${internalDate})`);
  return { seen: isSeen === 1 };
}

/** Hashes held under these UIDs, also of places that are gone. */
export function locationsBetween(tx: ReadTx, folder: FolderId, uidValidity: number, from: number, to: number): Map<number, BlobHash> {
  const rows = tx.all(
    sql`SELECT uid, hash FROM location WHERE folder = ${folderNumber(folder)} AND uidvalidity = ${uidValidity} AND uid BETWEEN ${from} AND ${to}`,
    (row) => [integerOf(row, 'uid'), hashOf(row, 'hash')] as const,
  );
  return new Map(rows);
}

/** Flags as the server says; unknown UIDs are ignored (another client may have removed them at once). */
export function saveFlags(tx: WriteTx, folder: FolderId, uidValidity: number, uid: number, flags: readonly string[]): void {
  const hash = locationHash(tx, folder, uidValidity, uid);
  if (hash === null) return;
  tx.run(sql`UPDATE location SET flags = ${flagText(flags)}, seen = ${seen(flags)}
    WHERE folder = ${folderNumber(folder)} AND uidvalidity = ${uidValidity} AND uid = ${uid}`);
  refreshUnread(tx, hash);
}

/** The server does not have it there any more. Bytes and reports stay. */
export function markGone(tx: WriteTx, folder: FolderId, uidValidity: number, uid: number, at: Instant): void {
  const hash = locationHash(tx, folder, uidValidity, uid);
  if (hash === null) return;
  tx.run(sql`UPDATE location SET gone_at = ${at}
    WHERE folder = ${folderNumber(folder)} AND uidvalidity = ${uidValidity} AND uid = ${uid} AND gone_at IS NULL`);
  refreshUnread(tx, hash);
}

/** All locations of a folder under other UIDVALIDITY values: the server has renumbered (RFC 3501 §2.3.1.1). */
export function markOtherValiditiesGone(tx: WriteTx, folder: FolderId, uidValidity: number, at: Instant): void {
  const hashes = tx.all(
    sql`SELECT hash FROM location WHERE folder = ${folderNumber(folder)} AND uidvalidity <> ${uidValidity} AND gone_at IS NULL`,
    (row) => hashOf(row, 'hash'),
  );
  tx.run(
    sql`UPDATE location SET gone_at = ${at} WHERE folder = ${folderNumber(folder)} AND uidvalidity <> ${uidValidity} AND gone_at IS NULL`,
  );
  for (const hash of hashes) refreshUnread(tx, hash);
}

const columns = sql`l.folder, l.uidvalidity, l.uid, l.hash, l.size_bytes, l.flags, l.internal_date, l.gone_at`;

/** UIDs we have the bytes of and that are on the server, ascending. */
export function presentUids(tx: ReadTx, folder: FolderId, uidValidity: number): number[] {
  return tx.all(
    sql`SELECT uid FROM location WHERE folder = ${folderNumber(folder)} AND uidvalidity = ${uidValidity} AND gone_at IS NULL ORDER BY uid`,
    (row) => integerOf(row, 'uid'),
  );
}

/** Present locations with UIDs above `afterUid`, ascending, at most `take`. */
export function presentLocations(tx: ReadTx, folder: FolderId, uidValidity: number, afterUid: number, take: number): Location[] {
  return tx.all(
    sql`SELECT ${columns} FROM location l WHERE l.folder = ${folderNumber(folder)} AND l.uidvalidity = ${uidValidity}
      AND l.uid > ${afterUid} AND l.gone_at IS NULL ORDER BY l.uid LIMIT ${take}`,
    toLocation,
  );
}

export function locationAt(tx: ReadTx, folder: FolderId, uidValidity: number, uid: number): Location | null {
  return tx.get(
    sql`SELECT ${columns} FROM location l WHERE l.folder = ${folderNumber(folder)} AND l.uidvalidity = ${uidValidity} AND l.uid = ${uid}`,
    toLocation,
  );
}

/** Every place of a message in one account, also those gone. */
export function locationsOf(tx: ReadTx, account: AccountId, hash: BlobHash): (Location & { readonly path: string })[] {
  return tx.all(
    sql`SELECT ${columns}, f.path FROM location l JOIN folder f ON f.number = l.folder
      WHERE l.hash = ${hashToBytes(hash)} AND f.account = ${accountNumber(account)} ORDER BY f.path, l.uidvalidity, l.uid`,
    (row) => ({ ...toLocation(row), path: textOf(row, 'path') }),
  );
}

/**
 * Known messages of an account that a renumbered message could be: same size and internal date.
 * The caller takes one only if it is alone, or after comparing hashes.
 */
export function relinkCandidates(tx: ReadTx, folder: FolderId, sizeBytes: number, internalDate: Instant): BlobHash[] {
  return tx.all(
    sql`SELECT DISTINCT l.hash FROM location l INDEXED BY location_by_size
      WHERE l.size_bytes = ${sizeBytes} AND l.internal_date = ${internalDate}
        AND l.folder IN (SELECT o.number FROM folder f JOIN folder o ON o.account = f.account WHERE f.number = ${folderNumber(folder)})`,
    (row) => hashOf(row, 'hash'),
  );
}

function locationHash(tx: ReadTx, folder: FolderId, uidValidity: number, uid: number): BlobHash | null {
  return tx.get(
    sql`SELECT hash FROM location WHERE folder = ${folderNumber(folder)} AND uidvalidity = ${uidValidity} AND uid = ${uid}`,
    (row) => hashOf(row, 'hash'),
  );
}

/** Flags hold no spaces (RFC 3501 §9, flag); sorted so that equal sets are equal text. */
function flagText(flags: readonly string[]): string {
  return [...new Set(flags)].sort().join(' ');
}

function seen(flags: readonly string[]): number {
  return Number(flags.some((flag) => flag.toLowerCase() === '\\seen'));
}

function toLocation(row: Row): Location {
  const flags = textOf(row, 'flags');
  return {
    folder: asFolderId(String(integerOf(row, 'folder'))),
    uidValidity: integerOf(row, 'uidvalidity'),
    uid: integerOf(row, 'uid'),
    hash: hashOf(row, 'hash'),
    sizeBytes: integerOf(row, 'size_bytes'),
    flags: flags === '' ? [] : flags.split(' '),
    internalDate: instantOf(row, 'internal_date'),
    goneAt: instantOrNull(row, 'gone_at'),
  };
}
