// A sound profile with at least one row in every table of both files, also in tables that are still to come: rows
// that no other code makes are built from the schema.
import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import path from 'node:path';
import { compactArchive } from '#main/archive/compaction';
import { compressDictionary, sha256 } from '#main/archive/compression';
import { hashOfBytes, putMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { ARCHIVE_FILE, INDEX_FILE, openProfile } from '#main/store/database';
import { refreshDispatchRow } from '#main/store/list-row';
import { saveMessage } from '#main/store/message';
import { saveTexts } from '#main/store/text-index';
import { numberedMessage } from './numbered-message.ts';
import { accountRecord, messageRecord } from './store-records.ts';
import { fixedClock, NOW } from './temp-profile-clock.ts';

/** A table or index and the page it begins on: with so few rows the only one, but for what lies over. */
export type Tree = { readonly file: typeof ARCHIVE_FILE | typeof INDEX_FILE; readonly name: string; readonly page: number };

const MESSAGES = 4;

export function makeEveryTable(folder: string, key: Uint8Array | null): void {
  const store = openProfile(folder, { key, clock: fixedClock() });
  const account = accountRecord('a');
  const origin = { account: account.id, source: 'imap', detail: '', at: NOW } as const;
  const put = (from: number, to: number): void =>
    store.write((tx) => {
      saveAccount(tx, account);
      for (let n = from; n < to; n += 1) {
        const { hash } = putMessage(tx, numberedMessage(n), { origin });
        saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending', subject: `canarino ${n}` }));
      }
    });
  put(0, MESSAGES - 1);
  compactArchive(store);
  // One stays as it came.
  put(MESSAGES - 1, MESSAGES);
  const text = { subject: 'canarino', sender: '', recipients: '', body: 'parole', files: '', content: '' };
  store.write((tx) => saveTexts(tx, [{ message: 1, text, outcome: { state: 'whole' } }]));
  store.close();
  fillEmptyTables(folder, key);
  const again = openProfile(folder, { key, clock: fixedClock() });
  again.write((tx) => refreshDispatchRow(tx, 1));
  again.close();
}

/** Every tree of both files, the schema's own left out. */
export function treesOf(folder: string, key: Uint8Array | null): readonly Tree[] {
  return ([ARCHIVE_FILE, INDEX_FILE] as const).flatMap((file) =>
    onFile(folder, file, key, (database) =>
      asNamed(database.prepare('SELECT name, rootpage AS page FROM sqlite_schema WHERE rootpage > 0 ORDER BY name').all()).map(
        ({ name, page }) => ({ file, name, page }),
      ),
    ),
  );
}

export function rowCounts(folder: string, key: Uint8Array | null): ReadonlyMap<string, number> {
  const counts = ([ARCHIVE_FILE, INDEX_FILE] as const).flatMap((file) =>
    onFile(folder, file, key, (database) =>
      tableNames(database).map((name) => [name, Number(database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())] as const),
    ),
  );
  return new Map(counts);
}

function fillEmptyTables(folder: string, key: Uint8Array | null): void {
  for (const file of [ARCHIVE_FILE, INDEX_FILE] as const)
    onFile(folder, file, key, (database) => {
      // Parents stand before their children in the schema, so that their rows are there when they are named.
      for (const table of tableNames(database)) {
        if (database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() === 0) insertRow(database, table);
      }
    });
}

type Column = { readonly name: string; readonly type: string; readonly notnull: number; readonly pk: number };

const DICTIONARY = Buffer.from('canarino nella gabbia '.repeat(20));
/** What the rules of a whole row ask beyond its columns. */
const ASKED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  receipt_link: { reason: 'x' },
  dictionary: { hash: sha256(DICTIONARY), body: compressDictionary(DICTIONARY) },
  location: { hash: Buffer.from(hashOfBytes(numberedMessage(0)), 'hex') },
};

function insertRow(database: Database, table: string): void {
  const columns = database.pragma(`table_info("${table}")`) as readonly Column[];
  const text = String(database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table));
  const parents = new Map(
    (database.pragma(`foreign_key_list("${table}")`) as readonly { from: string; table: string; to: string }[]).map((one) => [
      one.from,
      one,
    ]),
  );
  const values = columns.map((column): unknown => {
    const asked = ASKED[table]?.[column.name];
    if (asked !== undefined) return asked;
    if (column.notnull === 0 && column.pk === 0) return null;
    const parent = parents.get(column.name);
    if (parent !== undefined) return database.prepare(`SELECT "${parent.to}" FROM "${parent.table}" LIMIT 1`).pluck().get();
    return valueOf(column, text);
  });
  const marks = columns.map(() => '?').join(', ');
  database.prepare(`INSERT INTO "${table}" VALUES (${marks})`).run(...values);
}

function valueOf({ name, type }: Column, table: string): unknown {
  const listed = new RegExp(`\\b${name} IN \\('([^']+)'`).exec(table)?.[1];
  if (listed !== undefined) return listed;
  if (type === 'INTEGER') return 1;
  const length = Number(new RegExp(`length\\(${name}\\) = (\\d+)`).exec(table)?.[1] ?? 24);
  return type === 'BLOB' ? Buffer.alloc(length, 0x61) : 'canarino nella gabbia';
}

function tableNames(database: Database): string[] {
  return asNamed(
    database.prepare(`SELECT name, 0 AS page FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`).all(),
  ).map(({ name }) => name);
}

function onFile<T>(folder: string, file: string, key: Uint8Array | null, action: (database: Database) => T): T {
  const database = new Sqlite(path.join(folder, file));
  try {
    if (key !== null) {
      database.pragma(`cipher = 'aegis'`);
      database.pragma(`key = 'raw:${Buffer.from(key).toString('hex')}'`);
    }
    database.pragma('foreign_keys = ON');
    const result = action(database);
    database.pragma('wal_checkpoint(TRUNCATE)');
    return result;
  } finally {
    database.close();
  }
}

function asNamed(rows: unknown): readonly { readonly name: string; readonly page: number }[] {
  return rows as readonly { readonly name: string; readonly page: number }[];
}
