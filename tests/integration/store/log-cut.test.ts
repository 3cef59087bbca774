// STO-03: a power cut leaves the write-ahead logs short, or with a page that is not whole. The profile
// opens with the transactions up to some point, in order, and never with a row without its bytes.
// PLICO_LOG_CUTS sets how many (500 in the long form).
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { putMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { messagesFrom, saveMessage } from '#main/store/message';
import { saveSetting, setting } from '#main/store/setting';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, NOW } from '#tests/support/temp-profile';

const CUTS = Number(process.env['PLICO_LOG_CUTS'] ?? 40);
const COMMITS = 30;
const account = accountRecord('a');
const origin = { account: account.id, source: 'imap', detail: '', at: NOW } as const;
const FILES = ['archive.db', 'index.db', 'archive.db-wal', 'index.db-wal'];
let root = '';
/** Length of both logs after each commit. */
const lengths: { readonly archive: number; readonly index: number }[] = [];

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plico-log-'));
  const folder = path.join(root, 'live');
  const start = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  start.write((tx) => saveAccount(tx, account));
  start.close();
  const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  const length = (file: string): number => statSync(path.join(folder, file), { throwIfNoEntry: false })?.size ?? 0;
  for (let n = 0; n < COMMITS; n += 1) {
    store.write((tx) => {
      const { hash } = putMessage(tx, numberedMessage(n), { origin });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending' }));
      saveSetting(tx, 'count', n + 1);
    });
    lengths.push({ archive: length('archive.db-wal'), index: length('index.db-wal') });
  }
  mkdirSync(path.join(root, 'cut'));
  for (const file of FILES) copyFileSync(path.join(folder, file), path.join(root, 'cut', file));
  store.close();
  return () => rmSync(root, { recursive: true, force: true });
});

/** What the profile says with these logs, or the code it refuses with. */
function opened(change: (file: string, bytes: Buffer) => Buffer): {
  readonly count: number;
  readonly rows: number;
  readonly findings: readonly string[];
} {
  const folder = path.join(root, 'opened');
  mkdirSync(folder);
  for (const file of FILES) writeFileSync(path.join(folder, file), change(file, readFileSync(path.join(root, 'cut', file))));
  try {
    const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
    const findings = [
      ...checkStore(store).findings,
      ...store.read((tx) => [...checkLinks(tx), ...checkMessages(tx, 0, 1_000).findings, ...checkParts(tx, 0, 1_000).findings]),
    ];
    const rows = store.read((tx) => messagesFrom(tx, 0, 1_000).length);
    const count = store.read((tx) => Number(setting(tx, 'count') ?? 0));
    store.close();
    return { count, rows, findings: findings.map(({ id }) => id).filter((id) => id !== 'archive.notIndexed') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commitsWithin(length: number): number {
  return lengths.filter(({ index }) => index <= length).length;
}

test('the logs were not folded into the files meanwhile', () => {
  expect(lengths.every(({ archive, index }, n) => archive > (lengths[n - 1]?.archive ?? 0) && index > (lengths[n - 1]?.index ?? 0))).toBe(
    true,
  );
});

test(`STO-03 ${CUTS} lengths of the logs, the archive's never behind`, () => {
  const total = lengths.at(-1) ?? { archive: 0, index: 0 };
  const wrong: string[] = [];
  for (let cut = 0; cut < CUTS; cut += 1) {
    const index = Math.floor(((cut * 0.618_034) % 1) * total.index);
    const commits = commitsWithin(index);
    // The archive's log was synced before that of the index: at least as far, anything beyond.
    const least = lengths[commits - 1]?.archive ?? 0;
    const archive = least + Math.floor(((cut * 0.414_214) % 1) * (total.archive - least));
    const found = opened((file, bytes) =>
      file === 'index.db-wal' ? bytes.subarray(0, index) : file === 'archive.db-wal' ? bytes.subarray(0, archive) : bytes,
    );
    if (found.count !== commits || found.rows !== commits || found.findings.length > 0)
      wrong.push(`${cut}: ${JSON.stringify({ commits, ...found })}`);
  }
  expect(wrong).toEqual([]);
});

test(`STO-03 ${CUTS} bits changed in the index's log: a prefix of what was committed`, () => {
  const total = lengths.at(-1)?.index ?? 0;
  const wrong: string[] = [];
  for (let flip = 0; flip < CUTS; flip += 1) {
    const at = Math.floor(((flip * 0.618_034) % 1) * total);
    const whole = commitsWithin(at);
    const found = opened((file, bytes) => {
      if (file === 'index.db-wal') bytes[at] = (bytes[at] ?? 0) ^ (1 << (flip % 8));
      return bytes;
    });
    // Not before the commit that holds the bit is reached, and either without it or, where the bit says nothing, whole.
    const sound = found.rows === found.count && (found.count === whole || found.count === COMMITS) && found.findings.length === 0;
    if (!sound) wrong.push(`${flip} at ${at}: ${JSON.stringify({ whole, ...found })}`);
  }
  expect(wrong).toEqual([]);
});
