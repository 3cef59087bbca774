// Which dictionary a new message is compressed with, and when a class gets one. Samples are kept in
// memory only: a class that has none yet waits for a few messages more after each start.
import { bytesOf, integerOf, sql } from '#main/store/sql';
import { rowFromMemory } from '#main/store/row-memory';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import { classOf, compress, compressDictionary, compressWith, decompressDictionary, sha256, type Compressed } from './compression.ts';

const DICTIONARY_SIZE = 24_576;
const SAMPLES_NEEDED = 3;
/** Skeletons above this gain little from a dictionary. */
const LARGEST_SKELETON = 131_072;
const CLASSES_WATCHED = 512;
const DICTIONARIES_PER_CLASS = 16;
/** A class whose messages come out this much larger than they used to has changed its form. */
const WORSE = 1.8;
const NOT_WORTH_IMPROVING = 0.25;

type Watch = { samples: Buffer[]; average: number; baseline: number; seen: number };
type Memory = { readonly watches: Map<string, Watch> };

export type CompressedSkeleton = Compressed & { readonly dictionary: number | null };

export function compressSkeleton(tx: WriteTx, skeleton: Buffer): CompressedSkeleton {
  const name = skeleton.length > LARGEST_SKELETON ? '' : classOf(skeleton);
  if (name === '') return { ...compress(skeleton), dictionary: null };
  const memory = memoryOf(tx);
  const watch = watchOf(memory, name);
  const dictionary = newestOf(tx, name) ?? makeDictionary(tx, name, watch);
  keepSample(watch, skeleton);
  if (dictionary === null) return { ...compress(skeleton), dictionary: null };
  const compressed = compressWith(dictionaryBody(tx, dictionary), skeleton);
  follow(tx, name, watch, compressed.body.length / skeleton.length);
  return { ...compressed, dictionary: compressed.codec === 'zstdDictionary' ? dictionary : null };
}

export function dictionaryBody(tx: ReadTx, number: number): Uint8Array {
  return rowFromMemory(tx, 'archive.dictionary', number, () => {
    const body = tx.get(sql`SELECT body FROM dictionary WHERE number = ${number}`, (row) => decompressDictionary(bytesOf(row, 'body')));
    if (body === null) throw new Error(`dictionary ${number} is missing`);
    return body;
  });
}

function newestOf(tx: ReadTx, name: string): number | null {
  return tx.get(sql`SELECT number FROM dictionary WHERE class = ${name} ORDER BY number DESC LIMIT 1`, (row) => integerOf(row, 'number'));
}

/** Null until enough samples were seen. The newest sample stands last, where matches cost least. */
function makeDictionary(tx: WriteTx, name: string, watch: Watch): number | null {
  if (watch.samples.length < SAMPLES_NEEDED) return null;
  const body = Buffer.concat(watch.samples).subarray(-DICTIONARY_SIZE);
  const { lastRowId } = tx.run(sql`INSERT INTO dictionary (class, hash, body)
    VALUES (${name}, ${sha256(body)}, ${compressDictionary(body)})`);
  watch.average = 0;
  watch.baseline = 0;
  watch.seen = 0;
  return lastRowId;
}

/** Makes a new dictionary once messages of the class no longer look like the old one's samples. */
function follow(tx: WriteTx, name: string, watch: Watch, ratio: number): void {
  watch.seen += 1;
  watch.average = watch.seen === 1 ? ratio : watch.average * 0.95 + ratio * 0.05;
  if (watch.seen === 32) watch.baseline = watch.average;
  if (watch.seen < 64 || watch.average < NOT_WORTH_IMPROVING || watch.average < watch.baseline * WORSE) return;
  const count = tx.get(sql`SELECT count(*) AS made FROM dictionary WHERE class = ${name}`, (row) => integerOf(row, 'made')) ?? 0;
  if (count < DICTIONARIES_PER_CLASS) makeDictionary(tx, name, watch);
}

/** What of a skeleton may go into a dictionary. */
export function sampleOf(skeleton: Buffer): Buffer {
  return skeleton.subarray(0, DICTIONARY_SIZE);
}

/** Messages seen are no longer held in memory: one of them was erased. */
export function forgetSamples(tx: ReadTx): void {
  memoryOf(tx).watches.clear();
}

function keepSample(watch: Watch, skeleton: Buffer): void {
  watch.samples.push(Buffer.from(sampleOf(skeleton)));
  if (watch.samples.length > SAMPLES_NEEDED) watch.samples.shift();
}

function watchOf({ watches }: Memory, name: string): Watch {
  const known = watches.get(name);
  if (known !== undefined) {
    // The last one asked for stands last; the first one is forgotten first.
    watches.delete(name);
    watches.set(name, known);
    return known;
  }
  const made: Watch = { samples: [], average: 0, baseline: 0, seen: 0 };
  watches.set(name, made);
  for (const oldest of watches.keys()) {
    if (watches.size <= CLASSES_WATCHED) break;
    watches.delete(oldest);
  }
  return made;
}

function memoryOf(tx: ReadTx): Memory {
  return tx.memory('archive.dictionaries', () => ({ watches: new Map() }));
}
