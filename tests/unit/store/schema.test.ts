// The sum of all migrations, committed as a dump so that a change shows in review, and each step from
// the version before with rows in it.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { saveAccount, accounts } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { newestRows } from '#main/store/list-frame';
import { saveMessage } from '#main/store/message';
import { archiveMigrations, indexMigrations, type Migration } from '#main/store/migrations/all';
import { sql, textOf } from '#main/store/sql';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, tempFolder, tempProfile } from '#tests/support/temp-profile';

const DUMPS = path.join(import.meta.dirname, '..', '..', 'fixtures', 'store');

describe('schema dump', () => {
  test.each([
    ['archive.db', 'main', 'archive-schema.sql'],
    ['index.db', 'idx', 'index-schema.sql'],
  ])('%s is what the committed dump says (write it anew with `vitest -u`)', async (_file, schema, dump) => {
    const store = tempProfile();
    const table = schema === 'main' ? sql`main.sqlite_schema` : sql`idx.sqlite_schema`;
    const statements = store.read((tx) =>
      tx.all(sql`SELECT sql FROM ${table} WHERE sql IS NOT NULL ORDER BY name`, (row) => textOf(row, 'sql')),
    );
    await expect(`${statements.join(';\n\n')};\n`).toMatchFileSnapshot(path.join(DUMPS, dump));
  });

  test('every table is STRICT or virtual, and a key of another table is declared', () => {
    const tables = [...archiveMigrations, ...indexMigrations].flatMap(
      ({ statements }) => statements.match(/CREATE TABLE[\s\S]*?;\n/g) ?? [],
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter((table) => !/\) STRICT(, WITHOUT ROWID)?;/.test(table))).toEqual([]);
  });
});

describe('migrations', () => {
  test('are numbered without gap from one', () => {
    for (const list of [archiveMigrations, indexMigrations])
      expect(list.map(({ number }) => number)).toEqual(list.map((_, index) => index + 1));
  });

  test.each(indexMigrations.slice(1).map(({ number }) => [number - 1, number]))(
    'index %i → %i keeps every row, and a copy of the file as it was',
    (from) => {
      const folder = filledProfile();
      const names = goBackTo(folder, from);
      const store = openProfile(folder, { key: null, clock: fixedClock() });
      const found = store.read((tx) => [
        accounts(tx).map(({ address }) => address),
        newestRows(tx, { view: 'all', account: null }, 10).map(({ subject }) => subject),
      ]);
      const findings = checkStore(store).findings.filter(({ id }) => id !== 'store.reportMissing');
      store.close();
      expect([found, findings, readdirSync(folder).includes(`index.db.schema-${from}`), names.length > 0]).toEqual([
        [['a@pec.example'], ['subject 3', 'subject 2', 'subject 1']],
        [],
        true,
        true,
      ]);
    },
  );

  test('STO-09 a step that fails leaves the file as it was', () => {
    const folder = filledProfile();
    goBackTo(folder, 1);
    const file = path.join(folder, 'index.db');
    // Something of that name is there already: the step cannot run.
    const first = /CREATE (?:VIRTUAL )?TABLE (\w+)/.exec(indexMigrations[1]?.statements ?? '')?.[1] ?? '';
    change(file, `CREATE TABLE ${first} (own INTEGER)`);
    const before = readFileSync(file);
    expect(() => openProfile(folder, { key: null, clock: fixedClock() })).toThrow(/already exists/);
    expect(version(file)).toBe(1);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

function filledProfile(): string {
  const folder = path.join(tempFolder(), 'profile');
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (const n of [1, 2, 3]) saveMessage(tx, messageRecord(account.id, n));
  });
  store.close();
  return folder;
}

/** Takes away what later migrations made, so that the file is one of that version with rows in it. */
function goBackTo(folder: string, target: number): string[] {
  const later = indexMigrations.filter(({ number }) => number > target);
  const names = later.flatMap(objectsOf);
  change(
    path.join(folder, 'index.db'),
    [...names.map(({ kind, name }) => `DROP ${kind} IF EXISTS ${name}`), `PRAGMA user_version = ${target}`].join(';'),
  );
  return names.map(({ name }) => name);
}

function objectsOf({ statements }: Migration): { kind: string; name: string }[] {
  const found = [...statements.matchAll(/CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX|TRIGGER) (\w+)/g)].map(([, kind = '', name = '']) => ({
    kind,
    name,
  }));
  // Triggers and indexes go before their tables.
  return found.sort((a, b) => Number(a.kind === 'TABLE') - Number(b.kind === 'TABLE'));
}

type PlainDriver = { exec(text: string): void; pragma(text: string, options?: { simple: boolean }): unknown; close(): void };

function withFile<T>(file: string, action: (database: PlainDriver) => T): T {
  const require = createRequire(import.meta.url);
  const Sqlite = require('better-sqlite3') as new (file: string) => PlainDriver;
  const database = new Sqlite(file);
  try {
    return action(database);
  } finally {
    database.close();
  }
}

function change(file: string, statements: string): void {
  withFile(file, (database) => {
    database.exec(statements);
    database.pragma('wal_checkpoint(TRUNCATE)');
  });
}

function version(file: string): unknown {
  return withFile(file, (database) => database.pragma('user_version', { simple: true }));
}
