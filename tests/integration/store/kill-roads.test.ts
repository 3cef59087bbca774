// STO-01, STO-02: killed at any moment of a sync, an import with its judging, a migration or a backup, the
// profile opens whole: nothing lost, nothing twice, no row without bytes, no half backup; and the next run
// ends what was begun. PLICO_KILLS sets the number of kills over all roads (300 in the long form).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageHashes } from '#main/archive/message';
import { checkProfile } from '#main/archive/verified-copy';
import { restoreProfile } from '#main/core/backup';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { startImapServer, type ImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { accounts, saveAccount } from '#main/store/account';
import { openProfile, schemaNumbers } from '#main/store/database';
import { messagesFrom, saveMessage } from '#main/store/message';
import { putMessage } from '#main/archive/message';
import { indexMigrations } from '#main/store/migrations/all';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import type { Road } from '#tests/support/road-runner';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';
import { tlsIdentities, type TlsIdentities } from '#tests/support/tls-identities';

const ROADS = 4;
const KILLS = Math.max(1, Math.ceil(Number(process.env['PLICO_KILLS'] ?? 4) / ROADS));
const RUNNER = path.join(import.meta.dirname, '..', '..', 'support', 'road-runner.ts');
const COUNT = 120;

/** Killed `afterMs` after its start; null: runs to its end. True when it said that all is done. */
function run(road: Road, folder: string, detail: string, afterMs: number | null): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [RUNNER, road, folder, detail], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      if (out === '' && afterMs !== null) setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(out.includes('done')));
  });
}

/** Moments spread over the run, never the same twice. */
const moment = (kill: number, longest: number): number => Math.floor(((kill * 0.618_034 + 0.13) % 1) * longest);

/** Everything wrong with a profile that was killed; bytes whose row is still to be made are no fault. */
function faultsOf(folder: string, key: Uint8Array | null): string[] {
  const store = openProfile(folder, { key, clock: fixedClock() });
  try {
    const hashes = store.read((tx) => messageHashes(tx, 0, 10_000).map(({ hash }) => hash));
    const rows = store.read((tx) => messagesFrom(tx, 0, 10_000).map(({ account, hash }) => `${account} ${hash}`));
    const found = checkProfile(store).findings.flatMap(({ id, what }) => (id === 'archive.notIndexed' ? [] : [`${id} ${what}`]));
    if (new Set(hashes).size !== hashes.length) found.push('bytes twice');
    if (new Set(rows).size !== rows.length) found.push('a row twice');
    return found;
  } finally {
    store.close();
  }
}

function contents(folder: string, key: Uint8Array | null): { readonly blobs: readonly string[]; readonly rows: readonly string[] } {
  const store = openProfile(folder, { key, clock: fixedClock() });
  try {
    return store.read((tx) => ({
      blobs: messageHashes(tx, 0, 10_000)
        .map(({ hash }) => hash)
        .toSorted((a, b) => a.localeCompare(b)),
      rows: messagesFrom(tx, 0, 10_000)
        .map(({ hash }) => hash)
        .toSorted((a, b) => a.localeCompare(b)),
    }));
  } finally {
    store.close();
  }
}

function hashesOf(messages: readonly Uint8Array[]): string[] {
  return messages.map((bytes) => createHash('sha256').update(bytes).digest('hex')).toSorted((a, b) => a.localeCompare(b));
}

const mail = Array.from({ length: COUNT }, (_, n) =>
  Buffer.from(`From: a@pec.example\r\nMessage-ID: <${n}@pec.example>\r\nSubject: ${n}\r\n\r\n${`riga ${n} `.repeat(2_000)}\r\n`),
);

describe(`${KILLS} kills a road`, () => {
  let ids: TlsIdentities;
  let server: ImapServer | null = null;
  beforeAll(async () => {
    ids = await tlsIdentities();
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('STO-01 sync, with the thread that writes', { timeout: KILLS * 20_000 + 60_000 }, async () => {
    const box = createMailStore({ quotaBytes: 1e9, newUidValidity: () => 1_000 });
    box.createFolder('INBOX', null);
    for (const [n, bytes] of mail.entries()) box.append('INBOX', bytes, [], NOW - n * 60_000);
    server = await startImapServer({
      name: 'kill',
      tls: ids.valid,
      port: 0,
      findAccount: (login) => (login === 'anna' ? { address: 'anna@pec.example', login, password: 'p', store: box } : null),
    });
    const endpoint = { host: server.host, port: server.port, security: 'tls', extraRoot: ids.root };
    const detail = JSON.stringify({ endpoint, login: 'anna', password: 'p' });
    const faults: string[] = [];
    let folder = path.join(tempFolder(), 'profile');
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (await run('sync', folder, detail, moment(kill, 900))) folder = path.join(tempFolder(), 'profile');
      else faults.push(...faultsOf(folder, WRITER_KEY).map((fault) => `kill ${kill}: ${fault}`));
    }
    expect(await run('sync', folder, detail, null)).toBe(true);
    expect({ faults, ...contents(folder, WRITER_KEY) }).toEqual({ faults: [], blobs: hashesOf(mail), rows: hashesOf(mail) });
  });

  test('STO-01 STO-02 import, judging and the text index', { timeout: KILLS * 30_000 + 90_000 }, async () => {
    const source = path.join(tempFolder(), 'archivio');
    mkdirSync(source);
    for (const [n, bytes] of mail.entries()) writeFileSync(path.join(source, `${n}.eml`), bytes);
    const faults: string[] = [];
    let folder = path.join(tempFolder(), 'profile');
    const keyOf = async (): Promise<Uint8Array> => (await openProfileSecrets(folder, null)).key;
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (await run('import', folder, source, moment(kill, 1_500))) folder = path.join(tempFolder(), 'profile');
      else faults.push(...faultsOf(folder, await keyOf()).map((fault) => `kill ${kill}: ${fault}`));
    }
    expect(await run('import', folder, source, null)).toBe(true);
    expect({ faults, ...contents(folder, await keyOf()) }).toEqual({ faults: [], blobs: hashesOf(mail), rows: hashesOf(mail) });
  });

  test('STO-02 migration: the old state or the new one', { timeout: KILLS * 20_000 + 60_000 }, async () => {
    const old = oldProfile();
    const faults: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const folder = path.join(tempFolder(), 'profile');
      cpSync(old, folder, { recursive: true });
      await run('migration', folder, '', moment(kill, 120));
      // Opening it migrates what is left to migrate.
      const store = openProfile(folder, { key: null, clock: fixedClock() });
      const found = checkProfile(store).findings.filter(({ id }) => id !== 'store.reportMissing');
      const boxes = store.read((tx) => [accounts(tx).length, messagesFrom(tx, 0, 10).length]);
      store.close();
      const expected = [1, 3];
      if (boxes.join() !== expected.join() || version(folder) !== schemaNumbers().index)
        faults.push(`kill ${kill}: ${boxes.join()} ${String(version(folder))}`);
      faults.push(...found.map(({ id, what }) => `kill ${kill}: ${id} ${what}`));
    }
    expect(faults).toEqual([]);
  });

  test('STO-02 backup: whole or not there', { timeout: KILLS * 20_000 + 60_000 }, async () => {
    const folder = path.join(tempFolder(), 'profile');
    const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
    const account = accountRecord('a');
    store.write((tx) => {
      saveAccount(tx, account);
      for (let n = 0; n < 400; n += 1) {
        const { hash } = putMessage(tx, numberedMessage(n), { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
        saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending' }));
      }
    });
    store.close();
    const faults: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const place = tempFolder();
      await run('backup', folder, place, moment(kill, 400));
      for (const name of readdirSync(place).filter((entry) => !entry.endsWith('.part'))) {
        const copy = path.join(place, name);
        const options = { passphrase: 'una frase lunga', secrets: createMemorySecrets(), clock: fixedClock() };
        const report = await restoreProfile(copy, path.join(tempFolder(), 'back'), options);
        if (report.messages !== 400 || report.findings.length > 0) faults.push(`kill ${kill}: ${JSON.stringify(report)}`);
      }
      faults.push(...faultsOf(folder, WRITER_KEY).map((fault) => `kill ${kill}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

/** A profile of the first schema with rows in it. */
function oldProfile(): string {
  const folder = path.join(tempFolder(), 'profile');
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (const n of [1, 2, 3]) {
      const { hash } = putMessage(tx, numberedMessage(n), { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
      saveMessage(tx, messageRecord(account.id, n, { hash }));
    }
  });
  store.close();
  const later = indexMigrations.filter(({ number }) => number > 1).map(({ statements }) => statements);
  const made = later.flatMap((statements) => [...statements.matchAll(/CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX|TRIGGER) (\w+)/g)]);
  const drops = made
    .toSorted(([, a = ''], [, b = '']) => Number(a === 'TABLE') - Number(b === 'TABLE'))
    .map(([, kind, name]) => `DROP ${kind} IF EXISTS ${name}`);
  onFile(folder, (database) => database.exec([...drops, 'PRAGMA user_version = 1', 'PRAGMA wal_checkpoint(TRUNCATE)'].join(';')));
  return folder;
}

type PlainDriver = { exec(text: string): void; pragma(text: string, options?: { simple: boolean }): unknown; close(): void };

function onFile<T>(folder: string, action: (database: PlainDriver) => T): T {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (file: string) => PlainDriver;
  const database = new Sqlite(path.join(folder, 'index.db'));
  try {
    return action(database);
  } finally {
    database.close();
  }
}

function version(folder: string): unknown {
  return onFile(folder, (database) => database.pragma('user_version', { simple: true }));
}
