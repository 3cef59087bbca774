// Opening a profile: one process at a time, schemas newer and older, files only their owner reads.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProfile, schemaNumbers } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { sql } from '#main/store/sql';
import { mayMount } from '#tests/support/full-disk';
import { WRITER_KEY } from '#tests/support/numbered-message';
import { fixedClock, tempFolder, tempProfile } from '#tests/support/temp-profile';

const WRITER = path.join(import.meta.dirname, '..', '..', 'support', 'store-writer.ts');
const open = (folder: string): ReturnType<typeof openProfile> => openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });

const PROBE = mkdtempSync(path.join(tmpdir(), 'plico-mount-'));
const MAY_MOUNT = mayMount(PROBE);
rmSync(PROBE, { recursive: true });

describe('one process for a profile', () => {
  test('the same process is refused a second time, and let in after closing', () => {
    const folder = path.join(tempFolder(), 'profile');
    const first = open(folder);
    expect(() => open(folder)).toThrowError(expect.objectContaining({ code: 'profile.inUse', values: { folder } }));
    first.close();
    open(folder).close();
  });

  test('another process is refused while the first lives, and let in when it is killed', async () => {
    const folder = path.join(tempFolder(), 'profile');
    const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(() => open(folder)).toThrowError(expect.objectContaining({ code: 'profile.inUse' }));
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    open(folder).close();
  });
});

describe('STO-09 schema', () => {
  test('a newer one is refused with both numbers, and nothing is changed', () => {
    const folder = path.join(tempFolder(), 'profile');
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    store.write((tx) => saveSetting(tx, 'a', 1));
    store.close();
    setVersion(path.join(folder, 'index.db'), 99);
    const before = readFileSync(path.join(folder, 'index.db'));
    expect(() => openProfile(folder, { key: null, clock: fixedClock() })).toThrowError(
      expect.objectContaining({ code: 'storage.newerSchema', values: { file: 'index.db', found: 99, known: schemaNumbers().index } }),
    );
    expect(readFileSync(path.join(folder, 'index.db')).equals(before)).toBe(true);
  });

  test('a file of another program is refused', () => {
    const folder = path.join(tempFolder(), 'profile');
    openProfile(folder, { key: null, clock: fixedClock() }).close();
    writeFileSync(path.join(folder, 'index.db'), 'Subject: not a database\r\n\r\n'.repeat(400));
    expect(() => openProfile(folder, { key: null, clock: fixedClock() })).toThrowError(expect.objectContaining({ code: 'storage.key' }));
  });
});

test.each([null, WRITER_KEY])('pages are of the sizes chosen, logs are write-ahead, keys between tables hold', (key) => {
  const store = tempProfile({ key });
  const asked = [
    'main.page_size',
    'idx.page_size',
    'main.journal_mode',
    'idx.journal_mode',
    'foreign_keys',
    'recursive_triggers',
    'main.synchronous',
    'idx.synchronous',
    'temp_store',
  ];
  expect(Object.fromEntries(asked.map((pragma) => [pragma, Object.values(store.inspect(pragma)[0] ?? {})[0]]))).toEqual({
    'main.page_size': 8_192,
    'idx.page_size': 4_096,
    'main.journal_mode': 'wal',
    'idx.journal_mode': 'wal',
    foreign_keys: 1,
    recursive_triggers: 1,
    'main.synchronous': 2,
    'idx.synchronous': 1,
    temp_store: 2,
  });
});

describe('transactions', () => {
  test('what throws leaves nothing behind', () => {
    const store = tempProfile();
    expect(() =>
      store.write((tx) => {
        saveSetting(tx, 'a', 1);
        throw new Error('cut');
      }),
    ).toThrow('cut');
    expect(store.read((tx) => setting(tx, 'a'))).toBe(null);
  });

  test('a reader cannot write, transactions do not nest and are not async', () => {
    const store = tempProfile();
    expect(() => store.read((tx) => tx.get(sql`INSERT INTO setting (name, value) VALUES ('a', '1') RETURNING name`, () => 1))).toThrow(
      'a reader tried to write',
    );
    expect(() => store.read(() => store.read(() => 1))).toThrow('a read inside a read');
    expect(() => store.write(async () => 1)).toThrow('cannot be async');
    store.write((tx) => saveSetting(tx, 'b', 2), { durable: true });
    expect(store.read((tx) => [setting(tx, 'a'), setting(tx, 'b')])).toEqual([null, 2]);
  });

  test('after a commit and only then', () => {
    const store = tempProfile();
    const heard: string[] = [];
    store.write((tx) => {
      tx.afterCommit(() => heard.push(String(store.read((read) => setting(read, 'a')))));
      saveSetting(tx, 'a', 1);
    });
    expect(() =>
      store.write((tx) => {
        tx.afterCommit(() => heard.push('never'));
        throw new Error('cut');
      }),
    ).toThrow('cut');
    expect(heard).toEqual(['1']);
  });
});

describe.skipIf(process.platform === 'win32')('LOC-02 rights (file modes are of POSIX systems)', () => {
  test('the folder and every file in it are their owner’s alone', () => {
    const store = tempProfile();
    store.write((tx) => saveSetting(tx, 'a', 1));
    const modes = readdirSync(store.folder).map((file) => [file, (statSync(path.join(store.folder, file)).mode & 0o777).toString(8)]);
    expect([(statSync(store.folder).mode & 0o777).toString(8), Object.fromEntries(modes)]).toEqual([
      '700',
      Object.fromEntries(
        ['archive.db', 'archive.db-shm', 'archive.db-wal', 'index.db', 'index.db-shm', 'index.db-wal', 'profile.lock'].map((file) => [
          file,
          '600',
        ]),
      ),
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('STO-05 a folder without the right to write is said as such (root may write anywhere)', () => {
    const folder = path.join(tempFolder(), 'profile');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect(() => open(folder)).toThrowError(expect.objectContaining({ code: 'storage.readOnly' }));
  });
});

describe('STO-05 the place of a profile fails', () => {
  const value = (store: ReturnType<typeof open>): unknown => store.read((tx) => setting(tx, 'a'));
  const put = (store: ReturnType<typeof open>, number: number): void =>
    store.write((tx) => saveSetting(tx, 'a', number), { durable: true });
  const io = expect.objectContaining({ code: 'storage.io', retry: 'later' });

  test.skipIf(process.platform === 'win32')('the folder moved away while running: nothing is written until it is back', () => {
    const folder = path.join(tempFolder(), 'profile');
    const store = open(folder);
    put(store, 1);
    renameSync(folder, `${folder}-elsewhere`);
    expect(() => put(store, 2)).toThrowError(io);
    // Another profile in its place is not taken for it.
    cpSync(`${folder}-elsewhere`, folder, { recursive: true });
    expect(() => put(store, 3)).toThrowError(io);
    rmSync(folder, { recursive: true });
    renameSync(`${folder}-elsewhere`, folder);
    expect(value(store)).toBe(1);
    put(store, 4);
    store.close();
    const again = open(folder);
    expect(value(again)).toBe(4);
    again.close();
  });

  test.skipIf(process.platform === 'win32')(
    'the folder removed while running: said at the next write, and what was there can still be read',
    () => {
      const folder = path.join(tempFolder(), 'profile');
      const store = open(folder);
      put(store, 1);
      rmSync(folder, { recursive: true });
      expect(() => put(store, 2)).toThrowError(io);
      expect([value(store), existsSync(folder)]).toEqual([1, false]);
      store.close();
    },
  );

  test.skipIf(!MAY_MOUNT)('a file system that may only be read (needs root on Linux for one of its own)', () => {
    const disk = path.join(tempFolder(), 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
    try {
      const folder = path.join(disk, 'profile');
      const store = open(folder);
      put(store, 1);
      store.close();
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(() => open(folder)).toThrowError(expect.objectContaining({ code: 'storage.readOnly', retry: 'afterUser' }));
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      const again = open(folder);
      expect(value(again)).toBe(1);
      again.close();
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test.each([
    ['EIO', 'storage.io'],
    ['SQLITE_IOERR_FSYNC', 'storage.io'],
    ['SQLITE_IOERR_WRITE', 'storage.io'],
    ['SQLITE_CANTOPEN', 'storage.io'],
    ['EROFS', 'storage.readOnly'],
    ['SQLITE_READONLY_DBMOVED', 'storage.readOnly'],
    ['EACCES', 'storage.readOnly'],
    ['ENOSPC', 'storage.full'],
    ['SQLITE_FULL', 'storage.full'],
  ])('%s is told as %s, and the transaction it came in left nothing', (cause, code) => {
    const store = tempProfile();
    store.write((tx) => saveSetting(tx, 'a', 1));
    const failing = (): void =>
      store.write((tx) => {
        saveSetting(tx, 'a', 2);
        throw Object.assign(new Error(cause), { code: cause });
      });
    expect(failing).toThrowError(expect.objectContaining({ code }));
    expect(value(store)).toBe(1);
  });
});

function setVersion(file: string, version: number): void {
  const require = createRequire(import.meta.url);
  const Sqlite = require('better-sqlite3') as new (file: string) => { pragma(text: string): unknown; close(): void };
  const database = new Sqlite(file);
  database.pragma(`user_version = ${version}`);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}
