// Opening the files of a profile: the only importer of the SQLite driver.
import type { Database as Driver } from 'better-sqlite3';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';
import { makePrivate } from './profile-files.ts';
import { codeOf } from './storage-error.ts';

export type { Driver };

export const ARCHIVE_FILE = 'archive.db';
export const INDEX_FILE = 'index.db';
const LOCK_FILE = 'profile.lock';

export type ConnectionOptions = {
  /** 32 random bytes; null leaves the files in clear. A file that is encrypted does not open with null. */
  readonly key: Uint8Array | null;
  /** 'NORMAL' only to measure what durability costs. */
  readonly archiveSync?: 'FULL' | 'NORMAL';
};

/** An exclusive lock of the operating system, gone with the process however that ends. */
export function holdProfile(folder: string): Driver {
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

/** KiB of index.db's pages in memory. What writes beside needs the newest alone: measured alike with a quarter. */
const INDEX_CACHE = { first: 32_768, beside: 8_192 } as const;

/** Both files in one connection, the archive first: it commits first. */
export function connect(folder: string, options: ConnectionOptions, place: 'first' | 'beside' = 'first'): Driver {
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
    connection.pragma(`idx.cache_size = -${INDEX_CACHE[place]}`);
    // As many pages as two batches of sync: a checkpoint waits for the disk twice.
    connection.pragma('wal_autocheckpoint = 4000');
    for (const schema of ['main', 'idx']) {
      connection.pragma(`${schema}.journal_mode = WAL`);
      connection.pragma(`${schema}.journal_size_limit = 33554432`);
      // What is deleted is overwritten in pages that are written anyway; free pages are scrub.ts's.
      connection.pragma(`${schema}.secure_delete = FAST`);
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
export function openFile(file: string, key: Uint8Array | null): Driver {
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

export function truncateLogs(connection: Driver): void {
  connection.pragma('main.wal_checkpoint(TRUNCATE)');
  connection.pragma('idx.wal_checkpoint(TRUNCATE)');
}
