// The archive: the exact bytes of every message, once, under their SHA-256. Nothing is updated or
// deleted (triggers refuse); what arrives lies in the spool as it is until compaction.ts has made it
// small. A read checks the hash in either form, so damaged bytes are never served as good.
import { integerOf, bytesOf, hashOf, hashToBytes, sql, textOf, instantOf } from '#main/store/sql';
import type { Row } from '#main/store/sql';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash, Instant } from '#shared/model/ids';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import { asBuffer, letGo, type LineEnd } from './base64-lines.ts';
import { CODECS, decompress, sha256, type Codec } from './compression.ts';
import { dictionaryBody } from './dictionaries.ts';
import { putTogether, type Piece } from './message-parts.ts';

/** How bytes came here; `detail` names the source file of an import and its hash, '' for a server. */
export type Origin = {
  readonly account: AccountId;
  readonly source: 'imap' | 'sent' | 'import' | 'archive';
  readonly detail: string;
  readonly at: Instant;
};

/** SHA-256 of the bytes as the archive names them. */
export function hashOfBytes(bytes: Uint8Array): BlobHash {
  return asBlobHash(sha256(asBuffer(bytes)).toString('hex'));
}

/**
 * Stores the bytes unless they are here already, and says how they came. In the transaction of the
 * rows that name them: the archive is the first file to commit. `hash` saves hashing again when the
 * caller has it; a wrong one would make the message unreadable, never another message.
 */
export function putMessage(
  tx: WriteTx,
  bytes: Uint8Array,
  arrival: { readonly origin: Origin; readonly hash?: BlobHash },
): { readonly hash: BlobHash; readonly known: boolean } {
  const { origin } = arrival;
  const hash = arrival.hash ?? hashOfBytes(bytes);
  const known = numberOf(tx, hash);
  const number = known ?? spool(tx, hash, bytes);
  tx.run(sql`INSERT INTO origin (blob, account, source, detail, at)
    VALUES (${number}, ${origin.account}, ${origin.source}, ${origin.detail}, ${origin.at}) ON CONFLICT DO NOTHING`);
  return { hash, known: known !== null };
}

export function hasMessage(tx: ReadTx, hash: BlobHash): boolean {
  return numberOf(tx, hash) !== null;
}

/** Byte for byte what was put. Throws AppError notFound, or storage.damaged naming the hash. */
export function readMessage(tx: ReadTx, hash: BlobHash): Uint8Array {
  let bytes: Buffer | null;
  try {
    bytes = reassemble(tx, hash);
  } catch (error) {
    // A page that fails its check, a frame that does not unpack, a part that is not there.
    throw new AppError('storage.damaged', { values: { hash }, cause: error });
  }
  if (bytes === null) throw new AppError('notFound', { values: { hash } });
  if (hashOfBytes(bytes) !== hash) throw new AppError('storage.damaged', { values: { hash } });
  return bytes;
}

export function messageSize(tx: ReadTx, hash: BlobHash): number | null {
  const name = hashToBytes(hash);
  return tx.get(sql`SELECT size_bytes FROM blob WHERE hash = ${name} UNION ALL SELECT size_bytes FROM spool WHERE hash = ${name}`, (row) =>
    integerOf(row, 'size_bytes'),
  );
}

/** In the order of arrival; `number` is where to go on. */
export function messageHashes(tx: ReadTx, afterNumber: number, take: number): { readonly number: number; readonly hash: BlobHash }[] {
  return tx.all(
    sql`SELECT number, hash FROM blob WHERE number > ${afterNumber} UNION ALL SELECT number, hash FROM spool WHERE number > ${afterNumber}
      ORDER BY number LIMIT ${take}`,
    (row) => ({ number: integerOf(row, 'number'), hash: hashOf(row, 'hash') }),
  );
}

/** Every message in the order of arrival, inside one transaction: for exports of everything. */
export function forEachMessage(tx: ReadTx, visit: (hash: BlobHash, bytes: Uint8Array) => void): void {
  let page = messageHashes(tx, 0, 500);
  while (page.length > 0) {
    for (const { hash } of page) visit(hash, readMessage(tx, hash));
    page = messageHashes(tx, page.at(-1)?.number ?? 0, 500);
  }
}

/** How often and whence these bytes came, oldest first. */
export function originsOf(tx: ReadTx, hash: BlobHash): Origin[] {
  return tx.all(sql`SELECT account, source, detail, at FROM origin WHERE blob = ${numberOf(tx, hash)} ORDER BY number`, toOrigin);
}

/**
 * Arrivals after origin number `after`: compared with the message rows at start-up, so that bytes
 * whose row was lost with a crash are ingested again.
 */
export function arrivals(tx: ReadTx, after: number, take: number): (Origin & { readonly number: number; readonly hash: BlobHash })[] {
  return tx.all(
    sql`SELECT o.number, coalesce(b.hash, s.hash) AS hash, o.account, o.source, o.detail, o.at
      FROM origin o LEFT JOIN blob b ON b.number = o.blob LEFT JOIN spool s ON s.number = o.blob
      WHERE o.number > ${after} AND (b.number IS NOT NULL OR s.number IS NOT NULL) ORDER BY o.number LIMIT ${take}`,
    (row) => ({ ...toOrigin(row), number: integerOf(row, 'number'), hash: hashOf(row, 'hash') }),
  );
}

/** Every box that mail ever came from, oldest first. */
export function originAccounts(tx: ReadTx): AccountId[] {
  return tx.all(sql`SELECT account FROM origin GROUP BY account ORDER BY min(number)`, (row) => asAccountId(textOf(row, 'account')));
}

/** Messages, their size as received, and what the parts taken out of them count. */
export function archiveTotals(tx: ReadTx): { readonly messages: number; readonly receivedBytes: number; readonly parts: number } {
  const totals = tx.get(
    sql`SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM spool) AS messages,
      (SELECT coalesce(sum(size_bytes), 0) FROM blob) + (SELECT coalesce(sum(size_bytes), 0) FROM spool) AS bytes,
      (SELECT count(*) FROM part) AS parts`,
    (row) => ({ messages: integerOf(row, 'messages'), receivedBytes: integerOf(row, 'bytes'), parts: integerOf(row, 'parts') }),
  );
  return totals ?? { messages: 0, receivedBytes: 0, parts: 0 };
}

// ---------------------------------------------------------------- writing

/** Numbers rise over both tables, so that small forms are appended in the order of arrival. */
function spool(tx: WriteTx, hash: BlobHash, bytes: Uint8Array): number {
  return tx.run(sql`INSERT INTO spool (number, hash, size_bytes, body)
    VALUES (1 + max(coalesce((SELECT max(number) FROM blob), 0), coalesce((SELECT max(number) FROM spool), 0)),
      ${hashToBytes(hash)}, ${bytes.length}, ${bytes})`).lastRowId;
}

function numberOf(tx: ReadTx, hash: BlobHash): number | null {
  const name = hashToBytes(hash);
  return tx.get(sql`SELECT number FROM blob WHERE hash = ${name} UNION ALL SELECT number FROM spool WHERE hash = ${name}`, (row) =>
    integerOf(row, 'number'),
  );
}

// ---------------------------------------------------------------- reading

type Stored = {
  readonly number: number;
  readonly sizeBytes: number;
  readonly codec: Codec;
  readonly dictionary: number | null;
  readonly body: Uint8Array;
};

/** From the small form; from the spool where that is not made yet. */
function reassemble(tx: ReadTx, hash: BlobHash): Buffer | null {
  return (
    readSmallForm(tx, hash) ??
    tx.get(sql`SELECT body FROM spool WHERE hash = ${hashToBytes(hash)}`, (row) => asBuffer(bytesOf(row, 'body')))
  );
}

/** Put together from `blob` and its parts, unchecked; null when the message is not there or only spooled. */
export function readSmallForm(tx: ReadTx, hash: BlobHash): Buffer | null {
  const stored = tx.get(sql`SELECT number, size_bytes, codec, dictionary, body FROM blob WHERE hash = ${hashToBytes(hash)}`, toStored);
  if (stored === null) return null;
  const dictionary = stored.dictionary === null ? null : dictionaryBody(tx, stored.dictionary);
  const skeleton = asBuffer(decompress(stored.codec, stored.body, dictionary, stored.sizeBytes));
  const pieces = readPieces(tx, stored);
  if (pieces.length === 0) return skeleton;
  const bytes = putTogether({ skeleton, pieces });
  for (const { content } of pieces) letGo(content);
  letGo(skeleton);
  return bytes;
}

function readPieces(tx: ReadTx, stored: Stored): Piece[] {
  return tx.all(
    sql`SELECT r.position, r.line_length, r.line_end, p.codec, p.size_bytes, p.body
      FROM blob_part r JOIN part p ON p.number = r.part WHERE r.blob = ${stored.number} ORDER BY r.ordinal`,
    (row) => ({
      position: integerOf(row, 'position'),
      content: asBuffer(decompress(codecOf(row), bytesOf(row, 'body'), null, integerOf(row, 'size_bytes'))),
      lineLength: integerOf(row, 'line_length'),
      lineEnd: lineEndOf(row),
    }),
  );
}

function toStored(row: Row): Stored {
  return {
    number: integerOf(row, 'number'),
    sizeBytes: integerOf(row, 'size_bytes'),
    codec: codecOf(row),
    dictionary: row['dictionary'] === null ? null : integerOf(row, 'dictionary'),
    body: bytesOf(row, 'body'),
  };
}

function codecOf(row: Row): Codec {
  const codec = CODECS[integerOf(row, 'codec')];
  if (codec === undefined) throw new Error('unknown codec');
  return codec;
}

function lineEndOf(row: Row): LineEnd {
  const value = integerOf(row, 'line_end');
  if (value !== 0 && value !== 1 && value !== 2) throw new Error('unknown line end');
  return value;
}

function toOrigin(row: Row): Origin {
  return {
    account: asAccountId(textOf(row, 'account')),
    source: asSource(textOf(row, 'source')),
    detail: textOf(row, 'detail'),
    at: instantOf(row, 'at'),
  };
}

function asSource(text: string): Origin['source'] {
  return text as Origin['source'];
}
