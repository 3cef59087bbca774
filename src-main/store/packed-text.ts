// JSON of reports and message details, compressed: they repeat names, certificates and codes, so a
// dictionary made of earlier ones leaves a tenth. Dictionaries are kept until one holds what was erased.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { withoutGuards } from './guard.ts';
import { rowFromMemory } from './row-memory.ts';
import { saveSetting, setting } from './setting.ts';
import type { Row } from './sql.ts';
import { bytesOf, integerOf, integerOrNull, sql } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type Purpose = 'report' | 'detail';
export type PackedText = { readonly body: Uint8Array; readonly dictionary: number | null };

const LEVEL = { [constants.ZSTD_c_compressionLevel]: 3 };
const DICTIONARY_SIZE = 32_768;
/** Shorter texts say nothing yet (a message that waits for its judgement): no dictionary, no sample. */
const SHORTEST_WITH_DICTIONARY = 200;
const SAMPLES_NEEDED = 8;
/** A second dictionary when the first samples are not like what came later, and so on. */
const DICTIONARIES = 4;
const TEXTS_BETWEEN = 2_000;

type Memory = { readonly samples: Record<Purpose, Buffer[]>; readonly seen: Record<Purpose, number> };

export function packText(tx: WriteTx, purpose: Purpose, text: string): PackedText {
  const bytes = Buffer.from(text);
  if (bytes.length < SHORTEST_WITH_DICTIONARY) return { body: zstdCompressSync(bytes, { params: LEVEL }), dictionary: null };
  const number = dictionaryFor(tx, purpose);
  keepSample(tx, purpose, bytes);
  if (number === null) return { body: zstdCompressSync(bytes, { params: LEVEL }), dictionary: null };
  return { body: zstdCompressSync(bytes, { params: LEVEL, dictionary: dictionaryBody(tx, number) }), dictionary: number };
}

export function unpackText(tx: ReadTx, row: Row, bodyColumn: string, dictionaryColumn: string): string {
  const body = bytesOf(row, bodyColumn);
  const number = integerOrNull(row, dictionaryColumn);
  const bytes = number === null ? zstdDecompressSync(body) : zstdDecompressSync(body, { dictionary: dictionaryBody(tx, number) });
  return bytes.toString();
}

function dictionaryFor(tx: WriteTx, purpose: Purpose): number | null {
  const retired = JSON.stringify([...retiredIn(tx)]);
  const known = tx.get(
    sql`SELECT max(number) AS newest, count(*) AS made FROM text_dictionary
      WHERE purpose = ${purpose} AND number NOT IN (SELECT value FROM json_each(${retired}))`,
    (row) => ({
      newest: integerOrNull(row, 'newest'),
      made: integerOf(row, 'made'),
    }),
  );
  const memory = memoryOf(tx);
  const made = known?.made ?? 0;
  const due = memory.samples[purpose].length >= SAMPLES_NEEDED && made < DICTIONARIES && memory.seen[purpose] >= made * TEXTS_BETWEEN;
  if (!due) return known?.newest ?? null;
  memory.seen[purpose] = 0;
  const body = Buffer.concat(memory.samples[purpose]).subarray(-DICTIONARY_SIZE);
  const { lastRowId } = tx.run(sql`INSERT INTO text_dictionary (purpose, body) VALUES (${purpose}, ${zstdCompressSync(body)})`);
  return lastRowId;
}

function keepSample(tx: ReadTx, purpose: Purpose, bytes: Buffer): void {
  const memory = memoryOf(tx);
  memory.seen[purpose] += 1;
  // Every sixteenth, so that the samples are not all of one minute.
  if (memory.samples[purpose].length >= SAMPLES_NEEDED && memory.seen[purpose] % 16 !== 0) return;
  memory.samples[purpose].push(bytes.subarray(0, DICTIONARY_SIZE / 4));
  if (memory.samples[purpose].length > SAMPLES_NEEDED) memory.samples[purpose].shift();
}

function dictionaryBody(tx: ReadTx, number: number): Uint8Array {
  return rowFromMemory(tx, 'store.textDictionary', number, () => {
    const body = tx.get(sql`SELECT body FROM text_dictionary WHERE number = ${number}`, (row) => zstdDecompressSync(bytesOf(row, 'body')));
    if (body === null) throw new Error(`text dictionary ${number} is missing`);
    return body;
  });
}

function memoryOf(tx: ReadTx): Memory {
  return tx.memory('store.packedText', () => ({ samples: { report: [], detail: [] }, seen: { report: 0, detail: 0 } }));
}

// ---------------------------------------------------------------- erasing

const RETIRED = 'store.retiredTexts';

/** Dictionaries on which nothing new is to lean; kept, so that a crash forgets none. */
function retiredIn(tx: ReadTx): Set<number> {
  return tx.memory(RETIRED, () => {
    const kept = setting(tx, RETIRED);
    return new Set(Array.isArray(kept) ? kept.filter((number) => typeof number === 'number') : []);
  });
}

/** A beginning cut off leaves this much of a sample to be known by. */
const KNOWN_BY_BYTES = 48;

/** Takes dictionaries that hold one of these texts, or the rest of one, out of use. `marks`: what only this text says. */
export function retireTexts(tx: WriteTx, purpose: Purpose, texts: readonly { readonly text: string; readonly mark: string }[]): void {
  const memory = memoryOf(tx);
  memory.samples[purpose] = [];
  const dictionaries = tx.all(sql`SELECT number, body FROM text_dictionary WHERE purpose = ${purpose}`, (row) => ({
    number: integerOf(row, 'number'),
    body: zstdDecompressSync(bytesOf(row, 'body')),
  }));
  for (const { number, body } of dictionaries)
    if (texts.some(({ text, mark }) => body.includes(mark) || Buffer.from(text).includes(body.subarray(0, KNOWN_BY_BYTES))))
      retiredIn(tx).add(number);
  saveSetting(tx, RETIRED, [...retiredIn(tx)]);
}

const REPACKED_AT_ONCE = 200;

/** One slice of texts packed anew without a retired dictionary, which goes when none leans on it. False when there is none left. */
export function repackTexts(tx: WriteTx): boolean {
  const [number] = retiredIn(tx);
  if (number === undefined) return false;
  const reports = tx.all(
    sql`SELECT number, body, dictionary FROM report WHERE dictionary = ${number} LIMIT ${REPACKED_AT_ONCE}`,
    (row) => ({
      number: integerOf(row, 'number'),
      text: unpackText(tx, row, 'body', 'dictionary'),
    }),
  );
  const details = tx.all(
    sql`SELECT number, detail, detail_dictionary FROM message WHERE detail_dictionary = ${number} LIMIT ${REPACKED_AT_ONCE}`,
    (row) => ({ number: integerOf(row, 'number'), text: unpackText(tx, row, 'detail', 'detail_dictionary') }),
  );
  withoutGuards(tx, ['idx.report'], () => {
    for (const { number: report, text } of reports) {
      const { body, dictionary } = packText(tx, 'report', text);
      tx.run(sql`UPDATE report SET body = ${body}, dictionary = ${dictionary} WHERE number = ${report}`);
    }
  });
  for (const { number: message, text } of details) {
    const { body, dictionary } = packText(tx, 'detail', text);
    tx.run(sql`UPDATE message SET detail = ${body}, detail_dictionary = ${dictionary} WHERE number = ${message}`);
  }
  if (reports.length === 0 && details.length === 0) {
    tx.run(sql`DELETE FROM text_dictionary WHERE number = ${number}`);
    retiredIn(tx).delete(number);
    saveSetting(tx, RETIRED, [...retiredIn(tx)]);
  }
  return true;
}
