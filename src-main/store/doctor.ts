// Are the two files what they should be: pages, keys between tables, schema, the derived list? The
// bytes of messages are checked in archive/check.ts. Finds, never repairs; what is derived can be
// made again (`outdatedMessages`, `messagesFrom`, `refreshAccountRows`).
import type { Store } from './database.ts';
import { schemaNumbers } from './database.ts';
import { expectedSchema, isShadowTable } from './schema.ts';
import { AppError } from '#shared/model/app-error';
import type { Row } from './sql.ts';
import { hashOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx } from './transactions.ts';

export type StoreFinding = {
  readonly id:
    | 'store.pageDamaged'
    | 'store.foreignKey'
    | 'store.schema'
    | 'store.locationWithoutMessage'
    | 'store.rowMissing'
    | 'store.rowLeftOver'
    | 'store.reportMissing'
    | 'store.textMissing';
  readonly what: string;
};

export type StoreCheck = { readonly findings: readonly StoreFinding[]; readonly rows: number };

const FILES = [
  { schema: 'main', name: 'archive.db' },
  { schema: 'idx', name: 'index.db' },
] as const;

/** Reads every page of both files: takes about a second for each gigabyte. */
export function checkStore(store: Store): StoreCheck {
  const findings: StoreFinding[] = [];
  for (const { schema, name } of FILES) {
    findings.push(...damagedPages(store, schema, name));
    findings.push(
      ...rowsOf(store, `${schema}.foreign_key_check`).map((row): StoreFinding => ({
        id: 'store.foreignKey',
        what: `${name} ${String(row['table'])} ${String(row['rowid'])}`,
      })),
    );
  }
  // A file with broken pages would only throw from here on.
  if (findings.length > 0) return { findings, rows: 0 };
  return store.read((tx) => ({ findings: [...schemaDifferences(tx), ...brokenLinks(tx)], rows: rowCount(tx) }));
}

function damagedPages(store: Store, schema: string, name: string): StoreFinding[] {
  return rowsOf(store, `${schema}.integrity_check(100)`)
    .map((row) => String(row['integrity_check']))
    .filter((line) => line !== 'ok')
    .map((line) => ({ id: 'store.pageDamaged', what: `${name}: ${line}` }));
}

/** Damage may be told in a row or thrown; both are findings. */
function rowsOf(store: Store, pragma: string): readonly Row[] {
  try {
    return store.inspect(pragma);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'storage.damaged' || error.code === 'storage.io' || error.code === 'storage.key')) {
      return pragma.includes('integrity') ? [{ integrity_check: `${pragma}: cannot be read` }] : [];
    }
    throw error;
  }
}

function schemaDifferences(tx: ReadTx): StoreFinding[] {
  const numbers = schemaNumbers();
  return FILES.flatMap(({ schema, name }) => {
    const expected = expectedSchema(schema === 'main' ? 'archive' : 'index');
    const table = schema === 'main' ? sql`main.sqlite_schema` : sql`idx.sqlite_schema`;
    const found = tx.all(
      sql`SELECT name, sql FROM ${table} WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name`,
      (row) => [textOf(row, 'name'), textOf(row, 'sql')] as const,
    );
    const known = new Map(found);
    const missing = [...expected].filter(([object, text]) => known.get(object) !== text).map(([object]) => object);
    const added = found.filter(([object]) => !expected.has(object) && !isShadowTable(object, expected)).map(([object]) => object);
    return [...missing, ...added].map((object): StoreFinding => ({
      id: 'store.schema',
      what: `${name} ${object} (schema ${schema === 'main' ? numbers.archive : numbers.index})`,
    }));
  });
}

function brokenLinks(tx: ReadTx): StoreFinding[] {
  return [
    ...tx.all(
      sql`SELECT l.hash FROM location l JOIN folder f ON f.number = l.folder
        WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.hash = l.hash AND m.account = f.account)
          AND NOT EXISTS (SELECT 1 FROM erased_message e WHERE e.hash = l.hash AND e.account = f.account) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.locationWithoutMessage', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT m.hash FROM message m JOIN account a ON a.number = m.account AND a.removed_at IS NULL
        WHERE NOT EXISTS (SELECT 1 FROM list_row r WHERE r.message = m.number)
          AND NOT EXISTS (SELECT 1 FROM receipt_link l WHERE l.message = m.number AND l.dispatch IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.sent = m.hash AND d.account = m.account) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.rowMissing', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT d.id FROM dispatch d JOIN account a ON a.number = d.account AND a.removed_at IS NULL
        WHERE NOT EXISTS (SELECT 1 FROM list_row r WHERE r.dispatch = d.number) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.rowMissing', what: textOf(row, 'id') }),
    ),
    ...tx.all(
      sql`SELECT m.hash FROM list_row r JOIN message m ON m.number = r.message
        WHERE EXISTS (SELECT 1 FROM receipt_link l WHERE l.message = m.number AND l.dispatch IS NOT NULL) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.rowLeftOver', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT m.hash FROM message m WHERE m.indication IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM report r WHERE r.subject = m.hash) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.reportMissing', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT m.hash FROM message m WHERE m.indication IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM text_work w WHERE w.message = m.number)
        AND NOT EXISTS (SELECT 1 FROM text_entry e JOIN message_text_docsize t ON t.id = e.number WHERE e.message = m.number) LIMIT 100`,
      (row): StoreFinding => ({ id: 'store.textMissing', what: hashOf(row, 'hash') }),
    ),
  ];
}

function rowCount(tx: ReadTx): number {
  const counted = tx.get(
    sql`SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM location) + (SELECT count(*) FROM dispatch)
      + (SELECT count(*) FROM report) + (SELECT count(*) FROM list_row) AS rows`,
    (row) => integerOf(row, 'rows'),
  );
  return counted ?? 0;
}
