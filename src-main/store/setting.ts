// Named values of the profile: what the user chose (contract/settings.ts) and marks of background work.
import { asJson, sql } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** The value as it was saved; `unknown`, because an older version may have written it. */
export function setting(tx: ReadTx, name: string): unknown {
  return tx.get(sql`SELECT value FROM setting WHERE name = ${name}`, (row) => asJson<unknown>(row, 'value'));
}

export function saveSetting(tx: WriteTx, name: string, value: unknown): void {
  tx.run(sql`INSERT INTO setting (name, value) VALUES (${name}, ${JSON.stringify(value)})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

export function removeSetting(tx: WriteTx, name: string): void {
  tx.run(sql`DELETE FROM setting WHERE name = ${name}`);
}
