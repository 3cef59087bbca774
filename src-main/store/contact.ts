// People imported into the address book. They are suggestions and nothing more: whether an address is
// certified, and which box writes to it, only mail says (store/correspondent.ts).
import type { Correspondent } from '#shared/model/compose';
import type { Instant } from '#shared/model/ids';
import type { Mailbox } from '#shared/model/sendable-address';
import type { Row } from './sql.ts';
import { instantOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** True when the address was not there; a name takes the place of a missing one. */
export function putContact(tx: WriteTx, { address, name }: Mailbox, at: Instant): boolean {
  const key = address.toLowerCase();
  const known = tx.get(sql`SELECT 1 AS one FROM contact WHERE address = ${key}`, (row) => integerOf(row, 'one')) !== null;
  tx.run(sql`INSERT INTO contact (address, name, added_at) VALUES (${key}, ${name}, ${at})
    ON CONFLICT (address) DO UPDATE SET name = CASE WHEN name = '' THEN excluded.name ELSE name END`);
  return !known;
}

export function dropContacts(tx: WriteTx): void {
  tx.run(sql`DELETE FROM contact`);
}

/** Addresses learned from mail, and those that were imported. */
export function peopleCount(tx: ReadTx): { readonly learned: number; readonly imported: number } {
  const count = (row: Row): number => integerOf(row, 'n');
  return {
    learned: tx.get(sql`SELECT count(DISTINCT address) AS n FROM correspondent`, count) ?? 0,
    imported: tx.get(sql`SELECT count(*) AS n FROM contact`, count) ?? 0,
  };
}

/** Whose address or name contains the text and whom no mail has taught us, by name. */
export function suggestContacts(tx: ReadTx, text: string, take: number): Correspondent[] {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const wanted = text === '' ? sql`1` : sql`(address LIKE ${pattern} ESCAPE '\\' OR name LIKE ${pattern} ESCAPE '\\')`;
  return tx.all(
    sql`SELECT address, name, added_at FROM contact WHERE ${wanted}
      AND NOT EXISTS (SELECT 1 FROM correspondent c WHERE c.address = contact.address) ORDER BY name, address LIMIT ${take}`,
    toCorrespondent,
  );
}

export function contactOf(tx: ReadTx, address: string): Correspondent | null {
  return tx.get(sql`SELECT address, name, added_at FROM contact WHERE address = ${address.toLowerCase()}`, toCorrespondent);
}

function toCorrespondent(row: Row): Correspondent {
  return {
    address: textOf(row, 'address'),
    name: textOf(row, 'name'),
    certified: null,
    lastSeen: instantOf(row, 'added_at'),
    accounts: [],
  };
}
