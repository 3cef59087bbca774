// The one way out of the archive, called only for what a person confirmed twice (core/erasing.ts). What
// another box still has stays; parts that other messages hold stay; the pages are overwritten with zeros
// (secure_delete, set by the caller).
import { withoutGuards } from '#main/store/guard';
import { bytesOf, hashOf, hashToBytes, integerOf, sql } from '#main/store/sql';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { AccountId, BlobHash } from '#shared/model/ids';
import { asBuffer } from './base64-lines.ts';
import { CODECS, decompress, decompressDictionary } from './compression.ts';
import { compressSkeleton, forgetSamples, sampleOf } from './dictionaries.ts';
import { hashOfBytes, readSmallForm } from './message.ts';

/**
 * Takes the account's claim on these bytes away, and the bytes with it when nobody else has one.
 * 'absent': they were not there, because an earlier try got this far.
 */
export function eraseBytes(tx: WriteTx, account: AccountId, hash: BlobHash): 'gone' | 'shared' | 'absent' {
  const name = hashToBytes(hash);
  const number = tx.get(sql`SELECT number FROM blob WHERE hash = ${name} UNION ALL SELECT number FROM spool WHERE hash = ${name}`, (row) =>
    integerOf(row, 'number'),
  );
  if (number === null) return 'absent';
  return withoutGuards(tx, ['main.origin', 'main.blob_part', 'main.blob', 'main.spool', 'main.part'], () => {
    tx.run(sql`DELETE FROM origin WHERE blob = ${number} AND account = ${account}`);
    if (tx.get(sql`SELECT 1 AS found FROM origin WHERE blob = ${number} LIMIT 1`, () => true) !== null) return 'shared';
    const parts = tx.all(sql`SELECT DISTINCT part FROM blob_part WHERE blob = ${number}`, (row) => integerOf(row, 'part'));
    tx.run(sql`DELETE FROM blob_part WHERE blob = ${number}`);
    tx.run(sql`DELETE FROM blob WHERE number = ${number}`);
    tx.run(sql`DELETE FROM spool WHERE number = ${number}`);
    for (const part of parts)
      tx.run(sql`DELETE FROM part WHERE number = ${part} AND NOT EXISTS (SELECT 1 FROM blob_part r WHERE r.part = part.number)`);
    forgetSamples(tx);
    return 'gone';
  });
}

/** So much of the end of a sample is looked for in a dictionary; the tails of two messages differ within it. */
const TAIL_BYTES = 96;

/**
 * Dictionaries are made of whole messages (dictionaries.ts), so one may hold what is to be erased. Those
 * that do take no new message from now on, and are named. Call before the bytes go.
 */
export function dictionariesHolding(tx: WriteTx, hash: BlobHash): readonly number[] {
  const skeleton = skeletonOf(tx, hash);
  if (skeleton === null) return [];
  const sample = sampleOf(skeleton);
  const tail = sample.subarray(-TAIL_BYTES);
  const found = tx
    .all(sql`SELECT number, body FROM dictionary`, (row) => ({
      number: integerOf(row, 'number'),
      body: asBuffer(decompressDictionary(bytesOf(row, 'body'))),
    }))
    // A sample cut at the beginning of the dictionary still ends with its tail, or is a part of it.
    .filter(({ body }) => body.includes(tail) || sample.includes(body.subarray(0, TAIL_BYTES / 2)))
    .map(({ number }) => number);
  if (found.length > 0)
    withoutGuards(tx, ['main.dictionary'], () => {
      for (const number of found) tx.run(sql`UPDATE dictionary SET class = ${RETIRED} WHERE number = ${number}`);
    });
  return found;
}

/** No class of messages has this name. */
const RETIRED = '\u0000retired';
const RETIRED_AT_ONCE = 100;

/**
 * One slice of messages that lean on a retired dictionary gets a form without it, by another dictionary of its class, each read back and
 * compared; the dictionary goes when none leans on it. False when no retired one is left.
 */
export function retireDictionaries(tx: WriteTx): boolean {
  const dictionary = tx.get(sql`SELECT number FROM dictionary WHERE class = ${RETIRED} LIMIT 1`, (row) => integerOf(row, 'number'));
  if (dictionary === null) return false;
  const leaning = tx.all(sql`SELECT number, hash FROM blob WHERE dictionary = ${dictionary} LIMIT ${RETIRED_AT_ONCE}`, (row) => ({
    number: integerOf(row, 'number'),
    hash: hashOf(row, 'hash'),
  }));
  withoutGuards(tx, ['main.blob', 'main.dictionary'], () => {
    for (const { number, hash } of leaning) {
      const skeleton = skeletonOf(tx, hash);
      if (skeleton === null) continue;
      const { codec, body, dictionary: other } = compressSkeleton(tx, skeleton);
      tx.run(sql`UPDATE blob SET codec = ${CODECS.indexOf(codec)}, dictionary = ${other}, body = ${body} WHERE number = ${number}`);
      const again = readSmallForm(tx, hash);
      if (again === null || hashOfBytes(again) !== hash) throw new Error(`message ${number} of the archive does not come back`);
    }
    if (leaning.length === 0) tx.run(sql`DELETE FROM dictionary WHERE number = ${dictionary}`);
  });
  return true;
}

/** The bytes a dictionary would have seen; null where the message is not there or has no small form yet. */
function skeletonOf(tx: ReadTx, hash: BlobHash): Buffer | null {
  return tx.get(
    sql`SELECT b.codec, b.body, b.size_bytes, d.body AS dictionary FROM blob b LEFT JOIN dictionary d ON d.number = b.dictionary
      WHERE b.hash = ${hashToBytes(hash)}`,
    (row) => {
      const codec = CODECS[integerOf(row, 'codec')];
      if (codec === undefined) throw new Error('unknown codec');
      const dictionary = row['dictionary'] === null ? null : decompressDictionary(bytesOf(row, 'dictionary'));
      return asBuffer(decompress(codec, bytesOf(row, 'body'), dictionary, integerOf(row, 'size_bytes')));
    },
  );
}
