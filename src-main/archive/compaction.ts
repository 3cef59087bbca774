// Makes what arrived small: large parts stored once, the rest compressed (message-parts.ts,
// dictionaries.ts). Hashing is all that arriving costs, this is done when nothing else waits. The raw
// bytes go only in the transaction in which the small form was read back and was the same.
import type { Store } from '#main/store/database';
import type { Row } from '#main/store/sql';
import { bytesOf, hashOf, hashToBytes, integerOf, sql } from '#main/store/sql';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { BlobHash } from '#shared/model/ids';
import { asBuffer, letGo } from './base64-lines.ts';
import { CODECS, compress, sha256 } from './compression.ts';
import { compressSkeleton } from './dictionaries.ts';
import { hashOfBytes, readSmallForm } from './message.ts';
import { takeApart } from './message-parts.ts';

/** A slice holds the thread for some fifty milliseconds. */
const SLICE_MESSAGES = 64;
const SLICE_BYTES = 1024 * 1024;
/** Free pages kept for the next arrivals, and how many are given back in one go. */
const SPARE_PAGES = 32;
const PAGES_AT_ONCE = 2_000;

/** A power cut that takes the small form back leaves the message in the spool, where it was. */
const LAZY = { lazy: true };

type Spooled = { readonly number: number; readonly hash: BlobHash; readonly bytes: Buffer };

/** What one run remembers: damaged or unexplained messages stay as they arrived, for the doctor to name. */
export type CompactionState = { after: number };

class NotTheSame extends Error {
  readonly number: number;
  constructor(number: number) {
    super(`message ${number} of the archive does not come back from its small form`);
    this.number = number;
  }
}

/**
 * One slice, oldest first, in one transaction; then, once nothing is left, pages given back to the
 * file system. True when there is more to do. Throws AppErrors of `Store.write`; nothing is lost then.
 */
export function compactSlice(store: Store, state: CompactionState): boolean {
  const numbers = store.read((tx) => sliceAfter(tx, state.after));
  if (numbers.length === 0) return releasePages(store);
  try {
    store.write((tx) => numbers.forEach((number) => compactOne(tx, number)), LAZY);
  } catch (error) {
    if (!(error instanceof NotTheSame)) throw error;
    // What stands before it is made small; it is passed over from now on.
    const before = numbers.filter((number) => number < error.number);
    if (before.length > 0) store.write((tx) => before.forEach((number) => compactOne(tx, number)), LAZY);
    state.after = error.number;
    return true;
  }
  state.after = numbers.at(-1) ?? state.after;
  return true;
}

/** Everything in one go: for commands and tests. */
export function compactArchive(store: Store): void {
  const state: CompactionState = { after: 0 };
  while (compactSlice(store, state));
}

function sliceAfter(tx: ReadTx, after: number): number[] {
  const rows = tx.all(sql`SELECT number, size_bytes FROM spool WHERE number > ${after} ORDER BY number LIMIT ${SLICE_MESSAGES}`, (row) => ({
    number: integerOf(row, 'number'),
    sizeBytes: integerOf(row, 'size_bytes'),
  }));
  let bytes = 0;
  return rows
    .filter(({ sizeBytes }, index) => {
      bytes += sizeBytes;
      return index === 0 || bytes <= SLICE_BYTES;
    })
    .map(({ number }) => number);
}

function compactOne(tx: WriteTx, number: number): void {
  const spooled = tx.get(sql`SELECT number, hash, body FROM spool WHERE number = ${number}`, toSpooled);
  // Damaged where it lies: making it small would hide where the damage is.
  if (spooled === null || hashOfBytes(spooled.bytes) !== spooled.hash) return;
  insertBlob(tx, spooled);
  const small = readSmallForm(tx, spooled.hash);
  if (small?.equals(spooled.bytes) !== true) throw new NotTheSame(number);
  tx.run(sql`DELETE FROM spool WHERE number = ${number}`);
  letGo(small);
  letGo(spooled.bytes);
}

function insertBlob(tx: WriteTx, { number, hash, bytes }: Spooled): void {
  const { skeleton, pieces } = takeApart(bytes);
  const { codec, body, dictionary } = compressSkeleton(tx, skeleton);
  tx.run(sql`INSERT INTO blob (number, hash, size_bytes, codec, dictionary, body)
    VALUES (${number}, ${hashToBytes(hash)}, ${bytes.length}, ${CODECS.indexOf(codec)}, ${dictionary}, ${body})`);
  for (const [ordinal, { position, content, lineLength, lineEnd }] of pieces.entries()) {
    tx.run(sql`INSERT INTO blob_part (blob, ordinal, position, part, line_length, line_end)
      VALUES (${number}, ${ordinal}, ${position}, ${partNumber(tx, content)}, ${lineLength}, ${lineEnd})`);
    letGo(content);
  }
  if (pieces.length > 0) letGo(skeleton);
}

function partNumber(tx: WriteTx, content: Buffer): number {
  const hash = sha256(content);
  const known = tx.get(sql`SELECT number FROM part WHERE hash = ${hash}`, (row) => integerOf(row, 'number'));
  if (known !== null) return known;
  const { codec, body } = compress(content);
  return tx.run(
    sql`INSERT INTO part (hash, size_bytes, codec, body) VALUES (${hash}, ${content.length}, ${CODECS.indexOf(codec)}, ${body})`,
  ).lastRowId;
}

/** True while more than the spare pages are free; a file made without auto_vacuum keeps its pages. */
function releasePages(store: Store): boolean {
  const free = pragmaNumber(store, 'main.freelist_count', 'freelist_count');
  if (free <= SPARE_PAGES || pragmaNumber(store, 'main.auto_vacuum', 'auto_vacuum') !== 2) return false;
  store.inspect(`main.incremental_vacuum(${Math.min(PAGES_AT_ONCE, free - SPARE_PAGES)})`);
  return pragmaNumber(store, 'main.freelist_count', 'freelist_count') < free;
}

function pragmaNumber(store: Store, pragma: string, column: string): number {
  const [row] = store.inspect(pragma);
  return row === undefined ? 0 : integerOf(row, column);
}

function toSpooled(row: Row): Spooled {
  return { number: integerOf(row, 'number'), hash: hashOf(row, 'hash'), bytes: asBuffer(bytesOf(row, 'body')) };
}
