// A profile: archive.db (bytes, main) and index.db (everything else, attached as `idx`) in one
// connection. Main commits first when both are in WAL mode, so a row never names bytes that are not
// there (DECISIONS, Storage). The only importer of the SQLite driver.
import type { Database as Driver, Statement } from 'better-sqlite3';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { constants, copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';
import type { Instant } from '#shared/model/ids';
import type { Migration } from './migrations/all.ts';
import { copyFile } from './copy-file.ts';
import { archiveMigrations, indexMigrations } from './migrations/all.ts';
import type { Query, Row, SqlValue } from './sql.ts';
import { hasContent, makePrivate } from './profile-files.ts';
import { asStorageError, codeOf } from './storage-error.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export const ARCHIVE_FILE = 'archive.db';
export const INDEX_FILE = 'index.db';
const LOCK_FILE = 'profile.lock';
/** Tells the files apart (sqlite.org/pragma.html#pragma_application_id): 'PliA' and 'PliI'. */
const APPLICATION_ID = { [ARCHIVE_FILE]: 0x506c_6941, [INDEX_FILE]: 0x506c_6949 } as const;

export type ProfileOptions = {
  /** 32 random bytes; null leaves the files in clear. A file that is encrypted does not open with null. */
  readonly key: Uint8Array | null;
  readonly clock: { now(): Instant };
  /** 'NORMAL' only to measure what durability costs. */
  readonly archiveSync?: 'FULL' | 'NORMAL';
};

export type Store = {
  readonly folder: string;
  /** True when archive.db held messages and index.db had to be made anew: ingest them again. */
  readonly indexWasMissing: boolean;
  /** One consistent view of the data; `reader` must not be async and must not nest. */
  read<T>(reader: (tx: ReadTx) => T): T;
  /**
   * All or nothing. `durable` waits until the disk has it (user actions, outgoing mail); otherwise a
   * power cut, but no crash, may take the last transactions, which the mail server still has.
   * Throws AppError storage.full, storage.io, storage.readOnly; nothing is kept then.
   */
  write<T>(writer: (tx: WriteTx) => T, options?: { readonly durable?: boolean }): T;
  /** For checks of the files as such (doctor.ts): the result rows of a PRAGMA of our own source. */
  inspect(pragma: string): readonly Row[];
  /**
   * Copies both files as they are at this moment, page for page and encrypted as they are, into an
   * existing folder; reading and writing go on meanwhile. `onProgress` gets a share of 1.
   */
  copyTo(folder: string, onProgress?: (share: number) => void): Promise<void>;
  close(): void;
};

/**
 * Opens or makes the profile in `folder` and holds it for this process.
 * Throws AppError: profile.inUse, storage.key (wrong key, or encrypted and no key), storage.newerSchema,
 * storage.damaged (index.db without archive.db), storage.readOnly, storage.io, storage.full.
 */
export function openProfile(folder: string, options: ProfileOptions): Store {
  const archiveFile = path.join(folder, ARCHIVE_FILE);
  const indexFile = path.join(folder, INDEX_FILE);
  return guarded(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = holdProfile(folder);
    try {
      const hadArchive = hasContent(archiveFile);
      const hadIndex = hasContent(indexFile);
      // An empty archive beside an index would silently turn lost mail into no mail.
      if (hadIndex && !hadArchive) throw new AppError('storage.damaged', { values: { file: ARCHIVE_FILE } });
      // 8 KiB: half the slack of 16 KiB beside large parts (0.614 against 0.624 of raw) at equal CPU.
      migrateFile(folder, ARCHIVE_FILE, archiveMigrations, 8_192, options.key);
      migrateFile(folder, INDEX_FILE, indexMigrations, 4_096, options.key);
      const connection = connect(folder, options);
      return createStore(connection, lock, folder, options, hadArchive && !hadIndex);
    } catch (error) {
      lock.close();
      throw error;
    }
  });
}

/** Latest schema numbers this program knows: for doctor and backup. */
export function schemaNumbers(): { readonly archive: number; readonly index: number } {
  return { archive: latest(archiveMigrations), index: latest(indexMigrations) };
}

function createStore(connection: Driver, lock: Driver, folder: string, options: ProfileOptions, indexWasMissing: boolean): Store {
  const statements = new Map<string, Statement>();
  const memory = new Map<string, unknown>();
  let inside: 'nothing' | 'read' | 'write' = 'nothing';

  function prepare(query: Query): Statement {
    const known = statements.get(query.text);
    if (known !== undefined) return known;
    const made = connection.prepare(query.text);
    statements.set(query.text, made);
    return made;
  }

  function queriesOf(mayWrite: boolean): Pick<ReadTx, 'get' | 'all' | 'memory'> {
    function prepared(query: Query): Statement {
      const statement = prepare(query);
      if (!mayWrite && !statement.readonly) throw new Error(`a reader tried to write: ${query.text}`);
      return statement;
    }
    return {
      get(query, map) {
        const row = prepared(query).get(...bindable(query.parameters));
        return row === undefined ? null : map(asRow(row));
      },
      all: (query, map) =>
        prepared(query)
          .all(...bindable(query.parameters))
          .map((row) => map(asRow(row))),
      memory<T>(key: string, make: () => T): T {
        if (!memory.has(key)) memory.set(key, make());
        return asRemembered<T>(memory.get(key));
      },
    };
  }

  function enter(mode: 'read' | 'write'): void {
    if (inside !== 'nothing') throw new Error(`a ${mode} inside a ${inside}: pass the transaction on instead`);
    inside = mode;
  }

  function leave(): void {
    inside = 'nothing';
    if (connection.inTransaction) connection.exec('ROLLBACK');
  }

  const readTx: ReadTx = { mode: 'read', ...queriesOf(false) };
  const writeQueries = queriesOf(true);

  return {
    folder,
    indexWasMissing,
    read(reader) {
      enter('read');
      try {
        return guarded(folder, () => {
          connection.exec('BEGIN');
          const result = notAsync(reader(readTx));
          connection.exec('COMMIT');
          return result;
        });
      } finally {
        leave();
      }
    },
    write(writer, writeOptions = {}) {
      const afterCommit: (() => void)[] = [];
      const writeTx: WriteTx = {
        mode: 'write',
        ...writeQueries,
        run(query) {
          const { changes, lastInsertRowid } = prepare(query).run(...bindable(query.parameters));
          return { changes, lastRowId: Number(lastInsertRowid) };
        },
        afterCommit: (action) => afterCommit.push(action),
      };
      enter('write');
      let result;
      try {
        result = guarded(folder, () => {
          const durable = writeOptions.durable === true;
          if (durable) connection.pragma('idx.synchronous = FULL');
          try {
            connection.exec('BEGIN IMMEDIATE');
            const value = notAsync(writer(writeTx));
            connection.exec('COMMIT');
            return value;
          } finally {
            if (connection.inTransaction) connection.exec('ROLLBACK');
            if (durable) connection.pragma('idx.synchronous = NORMAL');
          }
        });
      } finally {
        leave();
      }
      for (const action of afterCommit) action();
      return result;
    },
    inspect(pragma) {
      return guarded(folder, () => asRows(connection.pragma(pragma)));
    },
    copyTo: (target, onProgress) => copyPinned(connection, folder, options, target, onProgress ?? (() => undefined)),
    close() {
      if (!connection.open) return;
      guarded(folder, () => {
        // Leaves two plain files behind: nothing of the last session hides in a write-ahead log.
        truncateLogs(connection);
      });
      connection.close();
      lock.close();
    },
  };
}

/** An exclusive lock of the operating system, gone with the process however that ends. */
function holdProfile(folder: string): Driver {
  const file = path.join(folder, LOCK_FILE);
  makePrivate(file);
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (codeOf(error).startsWith('SQLITE_BUSY'))
      throw new AppError('profile.inUse', { retry: 'afterUser', values: { folder }, cause: error });
    throw error;
  }
  return lock;
}

function connect(folder: string, options: ProfileOptions): Driver {
  const { key } = options;
  const indexFile = path.join(folder, INDEX_FILE);
  const connection = openFile(path.join(folder, ARCHIVE_FILE), key);
  try {
    const attach = connection.prepare(key === null ? 'ATTACH ? AS idx' : 'ATTACH ? AS idx KEY ?');
    attach.run(...(key === null ? [indexFile] : [indexFile, rawKey(key)]));
    connection.pragma('foreign_keys = ON');
    // Without it a REPLACE would delete archived rows past the triggers that forbid it.
    connection.pragma('recursive_triggers = ON');
    connection.pragma('main.cache_size = -8192');
    connection.pragma('idx.cache_size = -32768');
    // As many pages as two batches of sync: a checkpoint waits for the disk twice.
    connection.pragma('wal_autocheckpoint = 4000');
    for (const schema of ['main', 'idx']) {
      connection.pragma(`${schema}.journal_mode = WAL`);
      connection.pragma(`${schema}.journal_size_limit = 33554432`);
    }
    // The archive's log reaches the disk before the index's is written: after a power cut, too, bytes
    // are never later than the row that names them. What the index loses then, the server still has.
    connection.pragma(`main.synchronous = ${options.archiveSync ?? 'FULL'}`);
    connection.pragma('idx.synchronous = NORMAL');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** AEGIS-256 authenticates every page: flipped bits are found on read (IMAP-FINDINGS §7). */
function openFile(file: string, key: Uint8Array | null): Driver {
  makePrivate(file);
  const connection = new Sqlite(file, { timeout: 5_000 });
  try {
    if (key !== null) {
      connection.pragma(`cipher = 'aegis'`);
      connection.pragma(`key = '${rawKey(key)}'`);
    }
    // Sorting must not write mail in clear into a temporary file (LOC-01).
    connection.pragma('temp_store = MEMORY');
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function rawKey(key: Uint8Array): string {
  if (key.byteLength !== 32) throw new Error('the profile key has 32 bytes');
  return `raw:${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex')}`;
}

function migrateFile(
  folder: string,
  name: keyof typeof APPLICATION_ID,
  migrations: readonly Migration[],
  pageSize: number,
  key: Uint8Array | null,
): void {
  const file = path.join(folder, name);
  const connection = openFile(file, key);
  try {
    const found = Number(connection.pragma('user_version', { simple: true }));
    const known = latest(migrations);
    const owner = Number(connection.pragma('application_id', { simple: true }));
    if (found > 0 && owner !== APPLICATION_ID[name]) throw new AppError('storage.damaged', { values: { file: name } });
    if (found > known) {
      throw new AppError('storage.newerSchema', { retry: 'afterUser', values: { file: name, found, known } });
    }
    if (found === known) return;
    if (found === 0) {
      // Before anything is written: afterwards it would be ignored.
      connection.pragma(`page_size = ${pageSize}`);
      if (name === ARCHIVE_FILE) connection.pragma('auto_vacuum = INCREMENTAL');
      connection.pragma(`application_id = ${APPLICATION_ID[name]}`);
      connection.pragma('journal_mode = WAL');
    } else {
      keepCopy(connection, file, found);
    }
    for (const migration of migrations) {
      if (migration.number > found) runMigration(connection, migration);
    }
  } finally {
    connection.close();
  }
}

function runMigration(connection: Driver, migration: Migration): void {
  connection.pragma('foreign_keys = OFF');
  connection.exec('BEGIN EXCLUSIVE');
  try {
    connection.exec(migration.statements);
    connection.pragma(`user_version = ${migration.number}`);
    connection.exec('COMMIT');
  } finally {
    if (connection.inTransaction) connection.exec('ROLLBACK');
  }
}

/** The file as it was before the first step, kept as `index.db.schema-3`. */
function keepCopy(connection: Driver, file: string, version: number): void {
  const copy = `${file}.schema-${version}`;
  if (existsSync(copy)) return;
  connection.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(file, `${copy}.part`, constants.COPYFILE_FICLONE);
  renameSync(`${copy}.part`, copy);
}

/**
 * A reader that began when the write-ahead logs were empty reads the files alone, and as long as it
 * lives no checkpoint may change them (sqlite.org/wal.html, Checkpointing): so they can be copied as files.
 */
async function copyPinned(
  connection: Driver,
  folder: string,
  options: ProfileOptions,
  target: string,
  onProgress: (share: number) => void,
): Promise<void> {
  const files = [ARCHIVE_FILE, INDEX_FILE].map((name) => ({ from: path.join(folder, name), to: path.join(target, name) }));
  truncateLogs(connection);
  const pin = connect(folder, options);
  try {
    pin.exec('BEGIN');
    for (const schema of ['main', 'idx']) pin.prepare(`SELECT count(*) FROM ${schema}.sqlite_schema`).get();
    const total = files.reduce((sum, { from }) => sum + statSync(from).size, 0);
    let done = 0;
    for (const { from, to } of files) {
      await copyFile(from, to, (bytes) => {
        done += bytes;
        onProgress(done / total);
      });
    }
  } catch (error) {
    throw asStorageError(error, target);
  } finally {
    pin.close();
  }
}

function truncateLogs(connection: Driver): void {
  connection.pragma('main.wal_checkpoint(TRUNCATE)');
  connection.pragma('idx.wal_checkpoint(TRUNCATE)');
}

function guarded<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asStorageError(error, file);
  }
}

function latest(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}

function notAsync<T>(result: T): T {
  if (result instanceof Promise) throw new Error('a transaction cannot be async');
  return result;
}

function bindable(parameters: readonly SqlValue[]): SqlValue[] {
  return [...parameters];
}

function asRow(value: unknown): Row {
  return value as Row;
}

function asRows(value: unknown): readonly Row[] {
  return value as readonly Row[];
}

function asRemembered<T>(value: unknown): T {
  return value as T;
}
