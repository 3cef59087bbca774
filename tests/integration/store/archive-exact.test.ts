// Every message comes back byte for byte, after any mix of kinds, and takes the room it should.
import { statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  archiveTotals,
  arrivals,
  forEachMessage,
  hashOfBytes,
  hasMessage,
  originsOf,
  putMessage,
  readMessage,
} from '#main/archive/message';
import { compactArchive } from '#main/archive/compaction';
import { openProfile, type Store } from '#main/store/database';
import { sql } from '#main/store/sql';
import { asAccountId, asInstant, type BlobHash } from '#shared/model/ids';
import { generateMailbox, type GeneratorOptions } from '#tests/support/pec-mailbox';
import { fixedClock, NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const KEY = new Uint8Array(32).fill(3);
const origin = { account: asAccountId('a'), source: 'imap', detail: 'INBOX', at: NOW } as const;

const boxes: [name: string, options: GeneratorOptions, share: number][] = [
  ['a mixed box', { count: 1_500, seed: 11, sign: false }, 0.64],
  ['sent mail with complete receipts', { count: 600, seed: 12, sign: false, profile: 'archive' }, 0.21],
];
test.each(boxes)('%s: exact, stored once, and small', async (_name, options, share) => {
  const folder = path.join(tempFolder(), 'profile');
  const store = openProfile(folder, { key: KEY, clock: fixedClock() });
  const expected = new Map<BlobHash, Buffer>();
  let received = 0;
  let batch: Buffer[] = [];
  const flush = (): void => {
    store.write((tx) => {
      for (const bytes of batch.splice(0)) expected.set(putMessage(tx, bytes, { origin }).hash, bytes);
    });
  };
  for (const { raw } of await generateMailbox(options)) {
    received += raw.length;
    if (batch.push(raw) === 100) flush();
  }
  flush();
  batch = [...expected.values()].slice(0, 50);
  expect(store.write((tx) => batch.map((bytes) => putMessage(tx, bytes, { origin }).known))).toEqual(batch.map(() => true));
  const spooled = wrongOnes(store, expected);
  compactArchive(store);
  store.close();

  const again = openProfile(folder, { key: KEY, clock: fixedClock() });
  const sound = { wrong: [], seen: expected.size, totals: received };
  expect([spooled, wrongOnes(again, expected)]).toEqual([sound, sound]);
  again.close();
  expect(statSync(path.join(folder, 'archive.db')).size / received).toBeLessThan(share);
});

function wrongOnes(store: Store, expected: ReadonlyMap<BlobHash, Buffer>): { wrong: BlobHash[]; seen: number; totals: number } {
  const wrong: BlobHash[] = [];
  let seen = 0;
  return store.read((tx) => {
    forEachMessage(tx, (hash, bytes) => {
      seen += 1;
      if (expected.get(hash)?.equals(bytes) !== true) wrong.push(hash);
    });
    return { wrong, seen, totals: archiveTotals(tx).receivedBytes };
  });
}

test('any bytes at all', () => {
  const store = tempProfile();
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30_000 }), { minLength: 1, maxLength: 8 }), (messages) => {
      const hashes = store.write((tx) => messages.map((bytes) => putMessage(tx, bytes, { origin }).hash));
      if (messages.length % 2 === 0) compactArchive(store);
      const read = store.read((tx) => hashes.map((hash) => Buffer.from(readMessage(tx, hash)).toString('latin1')));
      expect(read).toEqual(messages.map((bytes) => Buffer.from(bytes).toString('latin1')));
    }),
    { numRuns: 60 },
  );
});

test('near copies of one message, as receipts of one provider are', () => {
  const store = tempProfile();
  const body = 'Il messaggio è stato consegnato nella casella di destinazione.\r\n'.repeat(60);
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { minLength: 3, maxLength: 30 }), (ids) => {
      const messages = ids.map((id) =>
        Buffer.from(`From: <pec@p.example>\r\nSubject: CONSEGNA: x\r\nMessage-ID: <${id}>\r\n\r\n${body}${id}`),
      );
      const hashes = store.write((tx) => messages.map((bytes) => putMessage(tx, bytes, { origin }).hash));
      compactArchive(store);
      expect(store.read((tx) => hashes.every((hash, index) => messages[index]?.equals(readMessage(tx, hash))))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a dictionary made in a transaction that failed is not used by the next one', () => {
  const store = tempProfile();
  const message = (n: number): Buffer =>
    Buffer.from(`From: <pec@p.example>\r\nSubject: CONSEGNA: x\r\n\r\n${'testo della ricevuta '.repeat(200)}${n}`);
  expect(() =>
    store.write((tx) => {
      for (let n = 0; n < 10; n += 1) putMessage(tx, message(n), { origin });
      throw new Error('cut');
    }),
  ).toThrow('cut');
  const other = (n: number): Buffer =>
    Buffer.from(`From: <pec@q.example>\r\nSubject: ALTRO: x\r\n\r\n${'tutt’altra cosa '.repeat(300)}${n}`);
  const hashes = store.write((tx) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => putMessage(tx, n % 2 === 0 ? other(n) : message(n), { origin }).hash),
  );
  store.write((tx) => {
    for (let n = 20; n < 30; n += 1) hashes.push(putMessage(tx, other(n), { origin }).hash, putMessage(tx, message(n), { origin }).hash);
  });
  compactArchive(store);
  expect(store.read((tx) => hashes.every((hash) => hashOfBytes(readMessage(tx, hash)) === hash))).toBe(true);
});

test('bytes of two accounts are stored once and know both origins', () => {
  const store = tempProfile();
  const bytes = Buffer.from('Subject: x\r\n\r\nhello');
  const other = { account: asAccountId('b'), source: 'import', detail: 'vecchio.mbox sha256:00', at: asInstant(NOW + 1) } as const;
  const answers = store.write((tx) => [
    putMessage(tx, bytes, { origin }),
    putMessage(tx, bytes, { origin: other }),
    putMessage(tx, bytes, { origin: other }),
  ]);
  const [{ hash } = { hash: hashOfBytes(bytes) }] = answers;
  expect(answers.map(({ known }) => known)).toEqual([false, true, true]);
  expect(
    store.read((tx) => [originsOf(tx, hash), arrivals(tx, 1, 9).map(({ number, account }) => [number, account]), hasMessage(tx, hash)]),
  ).toEqual([[origin, other], [[2, 'b']], true]);
});

test.each(['blob', 'part', 'blob_part', 'dictionary', 'origin', 'spool'])('nothing in %s can be changed or removed', async (table) => {
  const store = tempProfile();
  const messages = [...(await generateMailbox({ count: 40, seed: 3, sign: false }))];
  store.write((tx) => messages.forEach(({ raw }) => putMessage(tx, raw, { origin })));
  if (table !== 'spool') compactArchive(store);
  const column = table === 'blob_part' ? 'ordinal' : 'number';
  for (const text of [`UPDATE ${table} SET ${column} = ${column} + 1000000`, `DELETE FROM ${table}`]) {
    expect(() => store.write((tx) => tx.run({ ...sql``, text }))).toThrow('archive is append-only');
  }
});
