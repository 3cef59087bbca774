// Flag changes made here, kept until the server has them: a queue in the order of making.
import type { AccountId, BlobHash, FolderId, Instant } from '#shared/model/ids';
import { asFolderId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { folderNumber } from './folder.ts';
import { locationsOf, saveFlags } from './location.ts';
import type { Row } from './sql.ts';
import { integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type FlagChange = {
  readonly number: number;
  readonly folder: FolderId;
  readonly uidValidity: number;
  readonly uid: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** Applies the change to every present location of the message here and queues it for the server; returns how many there are. */
export function changeFlags(
  tx: WriteTx,
  account: AccountId,
  hash: BlobHash,
  change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  at: Instant,
): number {
  const added = change.add ?? [];
  const removed = change.remove ?? [];
  const present = locationsOf(tx, account, hash).filter(({ goneAt }) => goneAt === null);
  for (const location of present) {
    const flags = location.flags.filter((flag) => !removed.includes(flag)).concat(added);
    saveFlags(tx, location.folder, location.uidValidity, location.uid, flags);
    tx.run(sql`INSERT INTO flag_change (folder, uidvalidity, uid, added, removed, at)
      VALUES (${folderNumber(location.folder)}, ${location.uidValidity}, ${location.uid}, ${added.join(' ')}, ${removed.join(' ')}, ${at})`);
  }
  return present.length;
}

/** Oldest first. */
export function flagChangesOf(tx: ReadTx, account: AccountId, take: number): FlagChange[] {
  return tx.all(
    sql`SELECT c.number, c.folder, c.uidvalidity, c.uid, c.added, c.removed FROM flag_change c CROSS JOIN folder f ON f.number = c.folder
      WHERE f.account = ${accountNumber(account)} ORDER BY c.number LIMIT ${take}`,
    toFlagChange,
  );
}

/** The server has it, or never will (folder renumbered, message gone). */
export function dropFlagChange(tx: WriteTx, number: number): void {
  tx.run(sql`DELETE FROM flag_change WHERE number = ${number}`);
}

function toFlagChange(row: Row): FlagChange {
  return {
    number: integerOf(row, 'number'),
    folder: asFolderId(String(integerOf(row, 'folder'))),
    uidValidity: integerOf(row, 'uidvalidity'),
    uid: integerOf(row, 'uid'),
    added: words(textOf(row, 'added')),
    removed: words(textOf(row, 'removed')),
  };
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
