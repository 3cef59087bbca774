// JSON of reports and message details, compressed: they repeat names, certificates and codes, so an
// earlier text like it as dictionary leaves a tenth. Dictionaries are kept until one holds what was erased.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { withoutGuards } from './guard.ts';
import { forgetRow, rowFromMemory } from './row-memory.ts';
import { saveSetting, setting } from './setting.ts';
import type { Row } from './sql.ts';
import { bytesOf, hashOf, integerOf, integerOrNull, sql } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';
import type { BlobHash } from '#shared/model/ids';
import type { PecMessage } from '#shared/model/pec-message';
import type { VerificationReport } from '#shared/model/verification-report';

export type Purpose = 'report' | 'detail';
/** `like`: what texts of a purpose have in common (certificate, sort of receipt). `of`: the message the text is about. */
export type TextSource = { readonly like: readonly (string | null | undefined)[]; readonly of: BlobHash };
export type PackedText = { readonly body: Uint8Array; readonly dictionary: number | null };

const LEVEL = { [constants.ZSTD_c_compressionLevel]: 3 };
/** What one costs grows with it, for it is read in anew for each text. */
const MOST_DICTIONARY_BYTES = 12_288;
/** What most texts come to; the usual 16 KiB are taken from the system and given back for each text. */
const CHUNK_BYTES = 2_048;
/** Shorter texts say nothing yet (a message that waits for its judgement): no dictionary, no sample. */
const SHORTEST_WITH_DICTIONARY = 200;
/** A kind of text gets a dictionary when so many were seen: what comes once is not worth one. */
const SEEN_BEFORE = 4;
const DICTIONARIES = 128;
const KINDS_WATCHED = 1_000;

const BODIES = 'store.textDictionary';

type Memory = {
  /** Dictionaries of committed transactions by kind; '' is the newest of any kind. */
  readonly numbers: Map<string, number>;
  /** Those of the transaction at hand. */
  readonly inWrite: WeakMap<WriteTx, Map<string, number>>;
  readonly seen: Map<string, number>;
};

/**
 * An earlier text like it is the dictionary of all later ones, so that little more than what is new is left
 * of them.
 */
export function packText(tx: WriteTx, purpose: Purpose, text: string, source: TextSource): PackedText {
  const bytes = Buffer.from(text);
  const number = bytes.length < SHORTEST_WITH_DICTIONARY ? null : dictionaryFor(tx, purpose, source, bytes);
  if (number === null) return { body: compressed(bytes), dictionary: null };
  return { body: compressed(bytes, dictionaryBody(tx, number)), dictionary: number };
}

export function reportKind({ facts, conclusion }: VerificationReport): TextSource['like'] {
  return [facts.claimKind, facts.certification?.tipo, facts.signers?.[0]?.certificate?.fingerprint, conclusion.indication];
}

export function detailKind({ claim }: { readonly claim: PecMessage }): TextSource['like'] {
  const certification = 'certification' in claim ? claim.certification : null;
  return [claim.kind, certification?.tipo, certification?.issuer];
}

/** One word, whatever a message wrote into it. */
function kindNamed(like: TextSource['like']): string {
  return like.map((part) => (part ?? '').slice(0, 80).replace(/[^!-z]/g, '')).join('~');
}

function compressed(bytes: Buffer, dictionary?: Uint8Array): Buffer {
  const options = { params: LEVEL, pledgedSrcSize: bytes.length, chunkSize: CHUNK_BYTES };
  return zstdCompressSync(bytes, dictionary === undefined ? options : { ...options, dictionary });
}

export function unpackText(tx: ReadTx, row: Row, bodyColumn: string, dictionaryColumn: string): string {
  const body = bytesOf(row, bodyColumn);
  const number = integerOrNull(row, dictionaryColumn);
  const bytes = number === null ? zstdDecompressSync(body) : zstdDecompressSync(body, { dictionary: dictionaryBody(tx, number) });
  return bytes.toString();
}

function dictionaryFor(tx: WriteTx, purpose: Purpose, { like, of }: TextSource, bytes: Buffer): number | null {
  const kind = kindNamed(like);
  const memory = memoryOf(tx, purpose);
  const retired = retiredIn(tx);
  const own = memory.inWrite.get(tx)?.get(kind) ?? memory.numbers.get(kind);
  if (own !== undefined && !retired.has(own)) return own;
  const seen = (memory.seen.get(kind) ?? 0) + 1;
  if (memory.seen.size >= KINDS_WATCHED) memory.seen.clear();
  memory.seen.set(kind, seen);
  // A text cut short could not be told from others when what it says has to go.
  const suits = seen > SEEN_BEFORE && bytes.length <= MOST_DICTIONARY_BYTES && countOf(tx, purpose) < DICTIONARIES;
  if (!suits) {
    const other = memory.numbers.get('');
    return other === undefined || retired.has(other) ? null : other;
  }
  const body = Buffer.concat([Buffer.from(`${KNOWN}${kind} ${of}\n`), bytes]);
  const { lastRowId } = tx.run(sql`INSERT INTO text_dictionary (purpose, body) VALUES (${purpose}, ${zstdCompressSync(body)})`);
  const inWrite = memory.inWrite.get(tx) ?? new Map<string, number>();
  memory.inWrite.set(tx, inWrite.set(kind, lastRowId));
  tx.afterCommit(() => {
    memory.inWrite.delete(tx);
    memory.numbers.set(kind, lastRowId).set('', lastRowId);
  });
  return lastRowId;
}

function countOf(tx: ReadTx, purpose: Purpose): number {
  return tx.get(sql`SELECT count(*) AS made FROM text_dictionary WHERE purpose = ${purpose}`, (row) => integerOf(row, 'made')) ?? 0;
}

function dictionaryBody(tx: ReadTx, number: number): Uint8Array {
  return rowFromMemory(tx, BODIES, number, () => {
    const body = tx.get(sql`SELECT body FROM text_dictionary WHERE number = ${number}`, (row) => zstdDecompressSync(bytesOf(row, 'body')));
    if (body === null) throw new Error(`text dictionary ${number} is missing`);
    return body;
  });
}

function memoryOf(tx: ReadTx, purpose: Purpose): Memory {
  return tx.memory(`store.packedText.${purpose}`, () => {
    const made = tx.all(sql`SELECT number, body FROM text_dictionary WHERE purpose = ${purpose} ORDER BY number`, (row) => ({
      number: integerOf(row, 'number'),
      kind: sourceOf(zstdDecompressSync(bytesOf(row, 'body'))).kind,
    }));
    const numbers = new Map<string, number>();
    for (const { number, kind } of made) numbers.set(kind, number).set('', number);
    return { numbers, inWrite: new WeakMap(), seen: new Map() };
  });
}

/** Before a dictionary that is one whole text stands its kind, and the message it is about. */
const KNOWN = 'of ';

/** Empty for a dictionary of pieces of several texts, as they once were. */
function sourceOf(body: Buffer): { readonly kind: string; readonly of: string } {
  const [known = '', kind = '', of = ''] = body.subarray(0, body.indexOf('\n')).toString().split(' ');
  return `${known} ` === KNOWN ? { kind, of } : { kind: '', of: '' };
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

/** Of dictionaries of pieces: a beginning cut off leaves this much of a sample to be known by. */
const KNOWN_BY_BYTES = 48;

/** Takes dictionaries that hold one of these texts, or the rest of one, out of use. `mark`: what only this text says; `of`: whose it is. */
export function retireTexts(
  tx: WriteTx,
  purpose: Purpose,
  texts: readonly { readonly text: string; readonly mark: string; readonly of: BlobHash }[],
): void {
  const dictionaries = tx.all(sql`SELECT number, body FROM text_dictionary WHERE purpose = ${purpose}`, (row) => ({
    number: integerOf(row, 'number'),
    body: zstdDecompressSync(bytesOf(row, 'body')),
  }));
  for (const { number, body } of dictionaries) {
    const source = sourceOf(body);
    const pieces = source.of === '';
    if (texts.some(({ text, mark, of }) => source.of === of || body.includes(mark) || (pieces && hasBeginning(text, body))))
      retiredIn(tx).add(number);
  }
  saveSetting(tx, RETIRED, [...retiredIn(tx)]);
}

function hasBeginning(text: string, body: Buffer): boolean {
  return Buffer.from(text).includes(body.subarray(0, KNOWN_BY_BYTES));
}

const REPACKED_AT_ONCE = 200;

/** One slice of texts packed anew without a retired dictionary, which goes when none leans on it. False when there is none left. */
export function repackTexts(tx: WriteTx): boolean {
  const [number] = retiredIn(tx);
  if (number === undefined) return false;
  const reports = tx.all(
    sql`SELECT number, subject, body, dictionary FROM report WHERE dictionary = ${number} LIMIT ${REPACKED_AT_ONCE}`,
    (row) => ({
      number: integerOf(row, 'number'),
      of: hashOf(row, 'subject'),
      text: unpackText(tx, row, 'body', 'dictionary'),
    }),
  );
  const details = tx.all(
    sql`SELECT number, hash, detail, detail_dictionary FROM message WHERE detail_dictionary = ${number} LIMIT ${REPACKED_AT_ONCE}`,
    (row) => ({ number: integerOf(row, 'number'), of: hashOf(row, 'hash'), text: unpackText(tx, row, 'detail', 'detail_dictionary') }),
  );
  withoutGuards(tx, ['idx.report'], () => {
    for (const { number: report, of, text } of reports) {
      const { body, dictionary } = packText(tx, 'report', text, { like: reportKind(JSON.parse(text) as VerificationReport), of });
      tx.run(sql`UPDATE report SET body = ${body}, dictionary = ${dictionary} WHERE number = ${report}`);
    }
  });
  for (const { number: message, of, text } of details) {
    const { body, dictionary } = packText(tx, 'detail', text, { like: detailKind(JSON.parse(text) as { claim: PecMessage }), of });
    tx.run(sql`UPDATE message SET detail = ${body}, detail_dictionary = ${dictionary} WHERE number = ${message}`);
  }
  if (reports.length === 0 && details.length === 0) {
    tx.run(sql`DELETE FROM text_dictionary WHERE number = ${number}`);
    retiredIn(tx).delete(number);
    // Its number may be given to another.
    forgetRow(tx, BODIES, number);
    for (const purpose of ['report', 'detail'] as const) {
      const { numbers } = memoryOf(tx, purpose);
      for (const [kind, known] of numbers) if (known === number) numbers.delete(kind);
    }
    saveSetting(tx, RETIRED, [...retiredIn(tx)]);
  }
  return true;
}
