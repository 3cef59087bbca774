// Rows that nothing may delete are guarded by triggers. Erasing is the one exception: inside one
// transaction the guards of a table are taken away and put back as they were, word for word, so that
// no other code ever runs without them and the schema stays what it is.
import { sql, textOf, type Query } from './sql.ts';
import type { WriteTx } from './transactions.ts';

export type GuardedTable =
  | 'main.blob'
  | 'main.blob_part'
  | 'main.part'
  | 'main.spool'
  | 'main.origin'
  | 'main.dictionary'
  | 'idx.report'
  | 'idx.office_event';

/** Only for erasing what a person confirmed twice. */
export function withoutGuards<T>(tx: WriteTx, tables: readonly GuardedTable[], act: () => T): T {
  const guards = tables.flatMap((table) => guardsOf(tx, table));
  for (const { schema, name } of guards) tx.run(plain(`DROP TRIGGER ${schema}.${name}`));
  const result = act();
  for (const { schema, text } of guards) tx.run(plain(text.replace('CREATE TRIGGER ', `CREATE TRIGGER ${schema}.`)));
  return result;
}

function guardsOf(
  tx: WriteTx,
  guarded: GuardedTable,
): readonly { readonly schema: string; readonly name: string; readonly text: string }[] {
  const [schema = '', table = ''] = guarded.split('.');
  const source = schema === 'main' ? sql`main.sqlite_schema` : sql`idx.sqlite_schema`;
  return tx.all(sql`SELECT name, sql FROM ${source} WHERE type = 'trigger' AND tbl_name = ${table}`, (row) => ({
    schema,
    name: textOf(row, 'name'),
    text: textOf(row, 'sql'),
  }));
}

/** Names and texts of our own schema, nothing from outside. */
function plain(text: string): Query {
  return { text, parameters: [] };
}
