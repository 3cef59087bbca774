// An encrypted profile shows nothing to who has no key, opens with no other, and tells every bit that
// was changed.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { forEachMessage, hashOfBytes, putMessage, readMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { openProfile, type Store } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { newestRows } from '#main/store/list-frame';
import { saveMessage } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

const FLIPS = Number(process.env['PLICO_FLIPS'] ?? 60);
const account = accountRecord('a');
const origin = { account: account.id, source: 'imap', detail: '', at: NOW } as const;
const MESSAGES = 90;
let sound = '';

function fill(folder: string, key: Uint8Array | null): void {
  const store = openProfile(folder, { key, clock: fixedClock() });
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 0; n < MESSAGES; n += 1) {
      const { hash } = putMessage(tx, numberedMessage(n), { origin });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending', subject: `canarino ${n}` }));
    }
  });
  store.close();
}

function copyOf(folder: string): string {
  const copy = path.join(tempFolder(), 'copy');
  mkdirSync(copy);
  for (const file of readdirSync(folder)) copyFileSync(path.join(folder, file), path.join(copy, file));
  return copy;
}

/** Everything a profile says, or the code of what it throws. */
function findingsOf(folder: string, key: Uint8Array | null): string[] {
  let store: Store | null = null;
  try {
    store = openProfile(folder, { key, clock: fixedClock() });
    const pages = checkStore(store).findings.map(({ id }) => id);
    const found = store.read((tx) =>
      [checkMessages(tx, 0, 1000), checkParts(tx, 0, 1000)].flatMap(({ findings }) => findings.map(({ id, what }) => `${id} ${what}`)),
    );
    const links = pages.length === 0 ? store.read(checkLinks).map(({ id }) => id) : [];
    return [...pages, ...found, ...links];
  } catch (error) {
    return [error instanceof AppError ? error.code : `unexpected ${String(error)}`];
  } finally {
    try {
      store?.close();
    } catch {
      // A damaged file need not be closable in order; the process lets go of it.
    }
  }
}

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plico-damage-'));
  sound = path.join(folder, 'sound');
  fill(sound, WRITER_KEY);
  return () => rmSync(folder, { recursive: true, force: true });
});

describe('LOC-01 LOC-03 key', () => {
  test('no word of a message or of its list row is in any file', () => {
    for (const file of readdirSync(sound)) {
      const bytes = readFileSync(path.join(sound, file));
      for (const word of ['canarino', 'messaggio', 'p.example', 'CONSEGNA', 'CREATE TABLE'])
        expect([file, word, bytes.includes(word)]).toEqual([file, word, false]);
    }
  });

  const wrong: [what: string, key: Uint8Array | null][] = [
    ['another key', new Uint8Array(32).fill(6)],
    ['no key', null],
  ];
  test.each(wrong)('%s does not open it and changes nothing', (_what, key) => {
    const copy = copyOf(sound);
    expect(findingsOf(copy, key)).toEqual(['storage.key']);
    expect(findingsOf(copy, WRITER_KEY)).toEqual([]);
  });

  test('a profile in clear does not open with a key', () => {
    const plain = path.join(tempFolder(), 'plain');
    fill(plain, null);
    expect([findingsOf(plain, WRITER_KEY), findingsOf(plain, null)]).toEqual([['storage.key'], []]);
  });

  test('archive of one profile and index of another', () => {
    const other = path.join(tempFolder(), 'other');
    const store = openProfile(other, { key: new Uint8Array(32).fill(6), clock: fixedClock() });
    store.close();
    const copy = copyOf(sound);
    copyFileSync(path.join(other, 'index.db'), path.join(copy, 'index.db'));
    expect(findingsOf(copy, WRITER_KEY)).toEqual(['storage.key']);
  });
});

describe('STO-06 one bit changed anywhere', () => {
  test.each(['archive.db', 'index.db'])(`%s, ${FLIPS} times, encrypted: found, or no byte of any message or row is different`, (file) => {
    const bytes = readFileSync(path.join(sound, file));
    const missed: number[] = [];
    for (let flip = 0; flip < FLIPS; flip += 1) {
      // The first hundred bytes, which are partly in clear, then all over the file.
      const at = flip < 20 ? flip * 5 : Math.floor(((flip * 0.618_034) % 1) * bytes.length);
      const copy = copyOf(sound);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (flip % 8));
      writeFileSync(path.join(copy, file), changed);
      if (findingsOf(copy, WRITER_KEY).length === 0 && !saysTheSame(copy)) missed.push(at);
      rmSync(copy, { recursive: true, force: true });
    }
    expect(missed).toEqual([]);
  });

  test(`archive.db, ${FLIPS} times, in clear: the hashes find what the pages do not`, () => {
    const plain = path.join(tempFolder(), 'plain');
    fill(plain, null);
    const bytes = readFileSync(path.join(plain, 'archive.db'));
    const served: number[] = [];
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const at = Math.floor(((flip * 0.618_034) % 1) * bytes.length);
      const copy = copyOf(plain);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (flip % 8));
      writeFileSync(path.join(copy, 'archive.db'), changed);
      if (servesWrongBytes(copy)) served.push(at);
      rmSync(copy, { recursive: true, force: true });
    }
    expect(served).toEqual([]);
  });
});

describe('STO-07 files lost or cut', () => {
  const rows: [what: string, harm: (folder: string) => void, findings: string[]][] = [
    ['archive deleted', (folder) => rmSync(path.join(folder, 'archive.db')), ['storage.damaged']],
    ['archive emptied', (folder) => truncateSync(path.join(folder, 'archive.db')), ['storage.damaged']],
    ['index emptied: made anew, messages to be ingested again', (folder) => truncateSync(path.join(folder, 'index.db')), []],
    [
      'files swapped',
      (folder) => {
        copyFileSync(path.join(folder, 'index.db'), path.join(folder, 'x'));
        copyFileSync(path.join(folder, 'archive.db'), path.join(folder, 'index.db'));
        copyFileSync(path.join(folder, 'x'), path.join(folder, 'archive.db'));
      },
      ['storage.damaged'],
    ],
  ];
  test.each(rows)('%s', (_what, harm, findings) => {
    const copy = copyOf(sound);
    harm(copy);
    expect(findingsOf(copy, WRITER_KEY)).toEqual(findings);
  });

  test('an archive cut in the middle is refused, never served as good', () => {
    const copy = copyOf(sound);
    const file = path.join(copy, 'archive.db');
    truncateSync(file, Math.floor(readFileSync(file).length / 2 / 8192) * 8192);
    const findings = findingsOf(copy, WRITER_KEY);
    expect(findings).toEqual(['storage.damaged']);
    expect(servesWrongBytes(copy, WRITER_KEY)).toBe(false);
  });

  test('an index lost: the store says so, once', () => {
    const copy = copyOf(sound);
    rmSync(path.join(copy, 'index.db'));
    const flags = [1, 2].map(() => {
      const store = openProfile(copy, { key: WRITER_KEY, clock: fixedClock() });
      const missing = store.indexWasMissing;
      store.close();
      return missing;
    });
    expect(flags).toEqual([true, false]);
  });
});

function saysTheSame(folder: string): boolean {
  const say = (from: string): string => {
    const store = openProfile(from, { key: WRITER_KEY, clock: fixedClock() });
    const hashes: string[] = [];
    const rows = store.read((tx) => {
      forEachMessage(tx, (hash) => hashes.push(hash));
      return newestRows(tx, { view: 'all', account: null }, 1000);
    });
    store.close();
    return JSON.stringify([hashes, rows]);
  };
  return say(folder) === say(sound);
}

/** Reading a message gives its own bytes or an error, never other bytes. */
function servesWrongBytes(folder: string, key: Uint8Array | null = null): boolean {
  let store: Store;
  try {
    store = openProfile(folder, { key, clock: fixedClock() });
  } catch (error) {
    return !(error instanceof AppError);
  }
  let wrong = false;
  for (let n = 0; n < MESSAGES; n += 1) {
    const expected = numberedMessage(n);
    try {
      const bytes = store.read((tx) => readMessage(tx, hashOfBytes(expected)));
      if (!expected.equals(bytes)) wrong = true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  try {
    store.close();
  } catch {
    // As above.
  }
  return wrong;
}
