// JSON of reports and message details, compressed: they repeat names, certificates and codes, so a
// dictionary made of earlier ones leaves a tenth. Dictionaries are kept for ever.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { rowFromMemory } from './row-memory.ts';
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
  const known = tx.get(sql`SELECT max(number) AS newest, count(*) AS made FROM text_dictionary WHERE purpose = ${purpose}`, (row) => ({
    newest: integerOrNull(row, 'newest'),
    made: integerOf(row, 'made'),
  }));
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
