// What arrives lies in the spool as it is, is read, checked and backed up from there like everything
// else, and leaves it only for a small form that gives the same bytes.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkLinks, checkMessages } from '#main/archive/check';
import { compactArchive, compactSlice } from '#main/archive/compaction';
import {
  archiveTotals,
  arrivals,
  hashOfBytes,
  hasMessage,
  messageHashes,
  messageSize,
  originsOf,
  putMessage,
  readMessage,
} from '#main/archive/message';
import { copyProfile } from '#main/archive/verified-copy';
import { openProfile, type Store } from '#main/store/database';
import { integerOf, sql } from '#main/store/sql';
import { asAccountId } from '#shared/model/ids';
import { numberedMessage } from '#tests/support/numbered-message';
import { fixedClock, NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const origin = { account: asAccountId('a'), source: 'imap', detail: 'INBOX', at: NOW } as const;
const COUNT = 40;

function fill(store: Store, from = 0, to = COUNT): void {
  store.write((tx) => {
    for (let n = from; n < to; n += 1) putMessage(tx, numberedMessage(n), { origin });
  });
}

function rows(store: Store): { spool: number; blob: number } {
  const count = (table: 'spool' | 'blob'): number =>
    store.read((tx) => tx.get({ ...sql``, text: `SELECT count(*) AS rows FROM ${table}` }, (row) => integerOf(row, 'rows'))) ?? -1;
  return { spool: count('spool'), blob: count('blob') };
}

/** Everything the archive says of its messages. */
function said(store: Store): unknown {
  return store.read((tx) => {
    const names = messageHashes(tx, 0, 1_000);
    return {
      names,
      bytes: names.map(({ hash }) => Buffer.from(readMessage(tx, hash)).toString('latin1')),
      sizes: names.map(({ hash }) => messageSize(tx, hash)),
      origins: names.map(({ hash }) => originsOf(tx, hash)),
      arrivals: arrivals(tx, 0, 1_000),
      totals: { ...archiveTotals(tx), parts: 0 },
      links: checkLinks(tx),
      checked: checkMessages(tx, 0, 1_000),
    };
  });
}

test('says the same before, between and after making the archive small', () => {
  const store = tempProfile();
  fill(store);
  const before = said(store);
  const stages = [rows(store)];
  compactArchive(store);
  const after = said(store);
  stages.push(rows(store));
  fill(store);
  fill(store, COUNT, COUNT + 5);
  stages.push(rows(store));
  expect(after).toEqual(before);
  expect(stages).toEqual([
    { spool: COUNT, blob: 0 },
    { spool: 0, blob: COUNT },
    { spool: 5, blob: COUNT },
  ]);
  expect(store.read((tx) => messageHashes(tx, COUNT - 1, 3).map(({ number, hash }) => [number, hash]))).toEqual([
    [COUNT, hashOfBytes(numberedMessage(COUNT - 1))],
    [COUNT + 1, hashOfBytes(numberedMessage(COUNT))],
    [COUNT + 2, hashOfBytes(numberedMessage(COUNT + 1))],
  ]);
});

test('bytes leave the spool only when a small form of that name is there', () => {
  const store = tempProfile();
  fill(store, 0, 2);
  const other = Buffer.alloc(32, 1);
  for (const small of [
    sql`SELECT 1`,
    sql`INSERT INTO blob (number, hash, size_bytes, codec, dictionary, body) VALUES (1, ${other}, 1, 0, NULL, ${other})`,
  ]) {
    expect(() =>
      store.write((tx) => {
        if (small.text.startsWith('INSERT')) tx.run(small);
        tx.run(sql`DELETE FROM spool WHERE number = 1`);
      }),
    ).toThrow('archive is append-only');
  }
  expect(() =>
    store.write((tx) => tx.run(sql`INSERT INTO origin (blob, account, source, detail, at) VALUES (99, 'a', 'imap', '', 0)`)),
  ).toThrow('an origin of no message');
  expect(rows(store)).toEqual({ spool: 2, blob: 0 });
});

test('STO-06 a message damaged in the spool stays there and is named; the others are made small', () => {
  const folder = path.join(tempFolder(), 'profile');
  let store = openProfile(folder, { key: null, clock: fixedClock() });
  fill(store);
  store.close();
  const file = path.join(folder, 'archive.db');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('Ricevuta numero 7:');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  store = openProfile(folder, { key: null, clock: fixedClock() });
  compactArchive(store);
  const hash = hashOfBytes(numberedMessage(7));
  const findings = store.read((tx) => checkMessages(tx, 0, 1_000).findings);
  const after = rows(store);
  expect(() => store.read((tx) => readMessage(tx, hash))).toThrow('storage.damaged');
  expect([findings, after, store.read((tx) => hasMessage(tx, hash))]).toEqual([
    [{ id: 'archive.damaged', what: hash }],
    { spool: 1, blob: COUNT - 1 },
    true,
  ]);
  store.close();
});

test('a slice is bounded, and the pages of the spool go back to the file system', () => {
  const folder = path.join(tempFolder(), 'profile');
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  fill(store, 0, 600);
  const state = { after: 0 };
  expect(compactSlice(store, state)).toBe(true);
  expect(rows(store)).toEqual({ spool: 600 - 64, blob: 64 });
  while (compactSlice(store, state));
  expect(compactSlice(store, state)).toBe(false);
  const received = store.read((tx) => archiveTotals(tx).receivedBytes);
  store.close();
  expect(statSync(path.join(folder, 'archive.db')).size / received).toBeLessThan(0.25);
});

test('a copy taken while messages lie in the spool holds them', async () => {
  const store = tempProfile();
  fill(store, 0, 20);
  compactArchive(store);
  fill(store, 20, 40);
  const target = path.join(tempFolder(), 'copy');
  const report = await copyProfile(store, target, { key: null, clock: fixedClock() });
  const copy = openProfile(target, { key: null, clock: fixedClock() });
  expect([report.messages, rows(copy), said(copy)]).toEqual([COUNT, { spool: 20, blob: 20 }, said(store)]);
  copy.close();
});
