// A profile: archive.db (bytes, main) and index.db (everything else, attached as `idx`) in one
// connection. Main commits first when both are in WAL mode, so a row never names bytes that are not
// there (DECISIONS, Storage).
import type { Statement } from 'better-sqlite3';
import { accessSync, constants, copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';
import type { Instant } from '#shared/model/ids';
import type { Migration } from './migrations/all.ts';
import {
  ARCHIVE_FILE,
  connect,
  holdProfile,
  INDEX_FILE,
  openFile,
  truncateLogs,
  type ConnectionOptions,
  type Driver,
} from './connection.ts';
import { copyFile } from './copy-file.ts';
import { archiveMigrations, indexMigrations } from './migrations/all.ts';
import type { Query, Row } from './sql.ts';
import { hasContent } from './profile-files.ts';
import { holdPlace } from './still-there.ts';
import { asStorageError } from './storage-error.ts';
import type { ReadTx, WriteTx } from './transactions.ts';
import type { WriteGate } from './write-gate.ts';

export { ARCHIVE_FILE, INDEX_FILE };
/** Tells the files apart (sqlite.org/pragma.html#pragma_application_id): 'PliA' and 'PliI'. */
const APPLICATION_ID = { [ARCHIVE_FILE]: 0x506c_6941, [INDEX_FILE]: 0x506c_6949 } as const;

export type ProfileOptions = ConnectionOptions & { readonly clock: { now(): Instant } };

export type Store = {
  readonly folder: string;
  /** True when archive.db held messages and index.db had to be made anew: ingest them again. */
  readonly indexWasMissing: boolean;
  /** One consistent view of the data; `reader` must not be async and must not nest. */
  read<T>(reader: (tx: ReadTx) => T): T;
  /**
   * All or nothing. `durable` waits until the disk has it (user actions, outgoing mail); otherwise a
   * power cut, but no crash, may take the last transactions, which the mail server still has.
   * `lazy` waits for no disk: for what only puts bytes of the archive elsewhere, where losing it leaves them as they were.
   * Throws AppError storage.full, storage.io, storage.readOnly; nothing is kept then.
   */
  write<T>(writer: (tx: WriteTx) => T, options?: { readonly durable?: boolean; readonly lazy?: boolean; readonly despite?: boolean }): T;
  /**
   * From now on every `write` throws this, but those `despite` it; null: no more. What was begun before is not kept
   * from ending.
   */
  freeze(error: AppError | null): void;
  frozen(): AppError | null;
  /** From now on a writer thread writes too; null: no more. */
  shareWith(gate: WriteGate | null): void;
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
    // SQLite only says that it cannot open a file where a file system may not be written.
    accessSync(folder, constants.W_OK);
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

/**
 * A second connection to a profile that another thread of this process holds open: it writes only while
 * the gate between the two lets it.
 */
export function openBeside(folder: string, options: ConnectionOptions): Store {
  return guarded(folder, () => createStore(connect(folder, options, 'beside'), null, folder, options, false));
}

/** Latest schema numbers this program knows: for doctor and backup. */
export function schemaNumbers(): { readonly archive: number; readonly index: number } {
  return { archive: latest(archiveMigrations), index: latest(indexMigrations) };
}

function createStore(connection: Driver, lock: Driver | null, folder: string, options: ConnectionOptions, indexWasMissing: boolean): Store {
  const statements = new Map<string, Statement>();
  const memory = new Map<string, unknown>();
  let inside: 'nothing' | 'read' | 'write' = 'nothing';
  let gate: WriteGate | null = null;
  const place = holdPlace([path.join(folder, ARCHIVE_FILE), path.join(folder, INDEX_FILE)], folder);
  let frozen: AppError | null = null;

  function prepare(query: Query): Statement {
    const known = statements.get(query.text);
    if (known !== undefined) return known;
    const made = connection.prepare(query.text);
    statements.set(query.text, made);
    return made;
  }

  function queriesOf(mayWrite: boolean): Pick<ReadTx, 'get' | 'all' | 'memory' | 'undisturbed'> {
    function prepared(query: Query): Statement {
      const statement = prepare(query);
      if (!mayWrite && !statement.readonly) throw new Error(`a reader tried to write: ${query.text}`);
      return statement;
    }
    return {
      get(query, map) {
        const row = prepared(query).get(...query.parameters);
        return row === undefined ? null : map(asRow(row));
      },
      all: (query, map) =>
        prepared(query)
          .all(...query.parameters)
          .map((row) => map(asRow(row))),
      memory<T>(key: string, make: () => T): T {
        if (!memory.has(key)) memory.set(key, make());
        return asRemembered<T>(memory.get(key));
      },
      undisturbed: () => gate?.undisturbed() ?? true,
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
    freeze(error) {
      frozen = error;
    },
    frozen: () => frozen,
    shareWith(other) {
      gate = other;
    },
    read(reader) {
      gate?.settle();
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
      if (frozen !== null && writeOptions.despite !== true) throw frozen;
      const beforeCommit: (() => void)[] = [];
      const afterCommit: (() => void)[] = [];
      const writeTx: WriteTx = {
        mode: 'write',
        ...writeQueries,
        run(query) {
          const { changes, lastInsertRowid } = prepare(query).run(...query.parameters);
          return { changes, lastRowId: Number(lastInsertRowid) };
        },
        beforeCommit: (action) => beforeCommit.push(action),
        afterCommit: (action) => afterCommit.push(action),
      };
      enter('write');
      gate?.enter();
      let result;
      try {
        result = guarded(folder, () => {
          place.demand();
          const { durable = false, lazy = false } = writeOptions;
          if (durable) connection.pragma('idx.synchronous = FULL');
          if (lazy) connection.pragma('main.synchronous = NORMAL');
          try {
            connection.exec('BEGIN IMMEDIATE');
            const value = notAsync(writer(writeTx));
            for (const action of beforeCommit) action();
            connection.exec('COMMIT');
            return value;
          } finally {
            if (connection.inTransaction) connection.exec('ROLLBACK');
            if (durable) connection.pragma('idx.synchronous = NORMAL');
            if (lazy) connection.pragma(`main.synchronous = ${options.archiveSync ?? 'FULL'}`);
          }
        });
      } finally {
        leave();
        gate?.leave();
      }
      for (const action of afterCommit) action();
      return result;
    },
    inspect(pragma) {
      gate?.enter();
      try {
        return guarded(folder, () => asRows(connection.pragma(pragma)));
      } finally {
        gate?.leave();
      }
    },
    copyTo: (target, onProgress) => copyPinned({ connection, folder, options, gate }, target, onProgress ?? (() => undefined)),
    close() {
      if (!connection.open) return;
      guarded(folder, () => {
        // Leaves two plain files behind: nothing of the last session hides in a write-ahead log.
        truncateLogs(connection);
      });
      connection.close();
      lock?.close();
    },
  };
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

type Pinned = {
  readonly connection: Driver;
  readonly folder: string;
  readonly options: ConnectionOptions;
  readonly gate: WriteGate | null;
};

/**
 * A reader that began when the write-ahead logs were empty reads the files alone, and as long as it
 * lives no checkpoint may change them (sqlite.org/wal.html, Checkpointing): so they can be copied as files.
 */
async function copyPinned(
  { connection, folder, options, gate }: Pinned,
  target: string,
  onProgress: (share: number) => void,
): Promise<void> {
  const files = [ARCHIVE_FILE, INDEX_FILE].map((name) => ({ from: path.join(folder, name), to: path.join(target, name) }));
  const pin = connect(folder, options);
  try {
    // Between the empty logs and the reader that keeps them so nobody may write.
    gate?.enter();
    try {
      truncateLogs(connection);
      pin.exec('BEGIN');
      for (const schema of ['main', 'idx']) pin.prepare(`SELECT count(*) FROM ${schema}.sqlite_schema`).get();
    } finally {
      gate?.leave();
    }
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

function asRow(value: unknown): Row {
  return value as Row;
}

function asRows(value: unknown): readonly Row[] {
  return value as readonly Row[];
}

function asRemembered<T>(value: unknown): T {
  return value as T;
}
