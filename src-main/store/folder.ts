// Folders of an account with the state of the last sync. Cursors are written in the transaction of
// the messages they speak of, so a cut link resumes where the data ends.
import type { AccountId, FolderId, Instant } from '#shared/model/ids';
import { asAccountId, asFolderId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Row } from './sql.ts';
import { asLiteralOrNull, booleanOf, instantOrNull, integerOf, integerOrNull, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type FolderUse = 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk' | 'archive';

/** What the folder was like when it was last in step; null before the first time. */
export type FolderCursor = {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly messages: number;
  /** Decimal text, 63 bits; null without CONDSTORE (RFC 7162 §3.1.1). */
  readonly highestModseq: string | null;
};

export type Folder = {
  readonly id: FolderId;
  readonly account: AccountId;
  readonly path: string;
  readonly specialUse: FolderUse | null;
  readonly delimiter: string;
  readonly selectable: boolean;
  readonly cursor: FolderCursor | null;
  readonly checkedAt: Instant | null;
  /** Not on the server any more since. */
  readonly goneAt: Instant | null;
};

export type ListedFolder = Pick<Folder, 'path' | 'specialUse' | 'delimiter' | 'selectable'>;

/** What LIST told; returns the id, new or known. A folder that was gone is back. */
export function saveFolder(tx: WriteTx, account: AccountId, folder: ListedFolder): FolderId {
  const { path, specialUse, delimiter, selectable } = folder;
  tx.run(sql`INSERT INTO folder (account, path, special_use, delimiter, selectable)
    VALUES (${accountNumber(account)}, ${path}, ${specialUse}, ${delimiter}, ${Number(selectable)})
    ON CONFLICT (account, path) DO UPDATE SET special_use = excluded.special_use, delimiter = excluded.delimiter,
      selectable = excluded.selectable, gone_at = NULL`);
  const id = tx.get(sql`SELECT number FROM folder WHERE account = ${accountNumber(account)} AND path = ${path}`, toFolderId);
  if (id === null) throw new Error('a folder just saved is missing');
  return id;
}

export function saveCursor(tx: WriteTx, folder: FolderId, cursor: FolderCursor | null, checkedAt: Instant): void {
  tx.run(sql`UPDATE folder SET uidvalidity = ${cursor?.uidValidity ?? null}, uidnext = ${cursor?.uidNext ?? null},
      messages = ${cursor?.messages ?? null}, highestmodseq = ${cursor?.highestModseq ?? null}, checked_at = ${checkedAt}
    WHERE number = ${folderNumber(folder)}`);
}

export function markFolderGone(tx: WriteTx, folder: FolderId, at: Instant): void {
  tx.run(sql`UPDATE folder SET gone_at = ${at} WHERE number = ${folderNumber(folder)} AND gone_at IS NULL`);
}

const columns = sql`f.number, a.id AS account_id, f.path, f.special_use, f.delimiter, f.selectable,
  f.uidvalidity, f.uidnext, f.messages, f.highestmodseq, f.checked_at, f.gone_at`;

/** All folders of an account ever seen, by path. */
export function foldersOf(tx: ReadTx, account: AccountId): Folder[] {
  return tx.all(
    sql`SELECT ${columns} FROM account a JOIN folder f ON f.account = a.number WHERE a.id = ${account} ORDER BY f.path`,
    toFolder,
  );
}

export function folderByPath(tx: ReadTx, account: AccountId, path: string): Folder | null {
  return tx.get(
    sql`SELECT ${columns} FROM folder f JOIN account a ON a.number = f.account
      WHERE f.account = ${accountNumber(account)} AND f.path = ${path}`,
    toFolder,
  );
}

export function folderNumber(id: FolderId): number {
  return Number(id);
}

function toFolderId(row: Row): FolderId {
  return asFolderId(String(integerOf(row, 'number')));
}

function toFolder(row: Row): Folder {
  const uidValidity = integerOrNull(row, 'uidvalidity');
  const uidNext = integerOrNull(row, 'uidnext');
  const messages = integerOrNull(row, 'messages');
  return {
    id: toFolderId(row),
    account: asAccountId(textOf(row, 'account_id')),
    path: textOf(row, 'path'),
    specialUse: asLiteralOrNull<FolderUse>(row, 'special_use'),
    delimiter: textOf(row, 'delimiter'),
    selectable: booleanOf(row, 'selectable'),
    cursor:
      uidValidity === null || uidNext === null || messages === null
        ? null
        : { uidValidity, uidNext, messages, highestModseq: textOrNull(row, 'highestmodseq') },
    checkedAt: instantOrNull(row, 'checked_at'),
    goneAt: instantOrNull(row, 'gone_at'),
  };
}
