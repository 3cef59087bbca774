// STO-06: a bit flipped in any table or index of either file is found by `plico doctor`. Profiles of the app and of
// the command line are encrypted, and the MAC of a page tells every bit of it. What tests and benches keep in clear
// has hashes for the archive and the structure of pages, and nothing for the values of other columns.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkProfile } from '#main/archive/verified-copy';
import { openProfile, type Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import { makeEveryTable, rowCounts, treesOf, type Tree } from '#tests/support/every-table';
import { WRITER_KEY } from '#tests/support/numbered-message';
import { fixedClock } from '#tests/support/temp-profile-clock';

const PAGE = { 'archive.db': 8_192, 'index.db': 4_096 } as const;
let home = '';
let sealed = '';
let clear = '';

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'plico-tables-'));
  sealed = path.join(home, 'sealed');
  clear = path.join(home, 'clear');
  makeEveryTable(sealed, WRITER_KEY);
  makeEveryTable(clear, null);
  return () => rmSync(home, { recursive: true, force: true });
});

/** What the doctor says of the profile with one bit flipped at `at` of a file. */
function doctorAfter(sound: string, key: Uint8Array | null, file: Tree['file'], at: number): string[] {
  const copy = path.join(home, 'copy');
  mkdirSync(copy);
  for (const name of ['archive.db', 'index.db']) copyFileSync(path.join(sound, name), path.join(copy, name));
  const bytes = readFileSync(path.join(copy, file));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
  writeFileSync(path.join(copy, file), bytes);
  let store: Store | null = null;
  try {
    store = openProfile(copy, { key, clock: fixedClock() });
    return checkProfile(store).findings.map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code];
  } finally {
    try {
      store?.close();
    } catch {
      // A damaged file need not close in order.
    }
    rmSync(copy, { recursive: true, force: true });
  }
}

describe('STO-06 one flipped bit', () => {
  test('the profile has a row in every table, and nothing is wrong with it', () => {
    const empty = [...rowCounts(sealed, WRITER_KEY)].flatMap(([name, rows]) => (rows === 0 ? [name] : []));
    const store = openProfile(sealed, { key: WRITER_KEY, clock: fixedClock() });
    const { findings } = checkProfile(store);
    store.close();
    expect({ empty, findings }).toEqual({ empty: [], findings: [] });
  });

  test('encrypted: in the rows of every table and in every index, by the MAC of the page', () => {
    const missed = treesOf(sealed, WRITER_KEY).flatMap(({ file, name, page }, index) => {
      // Rows fill a page from its end; each table has its bit elsewhere.
      const at = page * PAGE[file] - 100 - ((index * 37) % 900);
      const found = doctorAfter(sealed, WRITER_KEY, file, at);
      return found.length > 0 ? [] : [`${file} ${name}`];
    });
    expect(missed).toEqual([]);
  });

  // Told apart on purpose: what is promised for a profile in clear is the mail itself.
  test.each(['blob', 'part', 'spool'])('in clear: in %s, by the hash of the bytes', (table) => {
    const tree = treesOf(clear, null).find(({ name }) => name === table);
    const places = Array.from({ length: 8 }, (_, n) => (tree?.page ?? 0) * PAGE['archive.db'] - 8 - n * 19);
    expect(places.filter((at) => doctorAfter(clear, null, 'archive.db', at).length === 0)).toEqual([]);
  });
});
