// JSON of reports and message details, compressed: they repeat names, certificates and codes, so a
// dictionary made of earlier ones leaves a tenth. Dictionaries are kept for ever.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Row } from './sql.ts';
import { bytesOf, integerOf, integerOrNull, sql } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type Purpose = 'report' | 'detail';
export type PackedText = { readonly body: Uint8Array; readonly dictionary: number | null };

const parameters = { [constants.ZSTD_c_compressionLevel]: 1 };

export function packText(tx: WriteTx, purpose: Purpose, text: string): PackedText {
  const bytes = Buffer.from(text);
  const dictionary = newestDictionary(tx, purpose);
  if (dictionary === null) return { body: zstdCompressSync(bytes, { params: parameters }), dictionary: null };
  return { body: zstdCompressSync(bytes, { params: parameters, dictionary: dictionary.body }), dictionary: dictionary.number };
}

export function unpackText(tx: ReadTx, row: Row, bodyColumn: string, dictionaryColumn: string): string {
  const body = bytesOf(row, bodyColumn);
  const number = integerOrNull(row, dictionaryColumn);
  if (number === null) return zstdDecompressSync(body).toString();
  return zstdDecompressSync(body, { dictionary: dictionaryBody(tx, number) }).toString();
}

type Dictionary = { readonly number: number; readonly body: Uint8Array };

function newestDictionary(tx: ReadTx, purpose: Purpose): Dictionary | null {
  return tx.get(sql`SELECT number, body FROM text_dictionary WHERE purpose = ${purpose} ORDER BY number DESC LIMIT 1`, (row) => ({
    number: integerOf(row, 'number'),
    body: bytesOf(row, 'body'),
  }));
}

function dictionaryBody(tx: ReadTx, number: number): Uint8Array {
  const body = tx.get(sql`SELECT body FROM text_dictionary WHERE number = ${number}`, (row) => bytesOf(row, 'body'));
  if (body === null) throw new Error(`text dictionary ${number} is missing`);
  return body;
}
