// The `sql` tag: values become bound parameters, nested queries become part of the text. Nothing
// that is not a literal of our own source can get into the text of a statement.
import type { BlobHash, Instant } from '#shared/model/ids';
import { asBlobHash, asInstant } from '#shared/model/ids';

export type SqlValue = string | number | bigint | Uint8Array | null;
export type Query = { readonly text: string; readonly parameters: readonly SqlValue[] };
export type Row = Readonly<Record<string, unknown>>;

/** The text last made at each place of our source: the same string again needs no joining and no new hash. */
const made = new WeakMap<
  TemplateStringsArray,
  { readonly nested: readonly string[]; readonly text: string; readonly nestsNothing: boolean }
>();

/** Template tag: sql`SELECT size FROM t WHERE id = ${id} AND ${condition}`; `condition` may be a Query. */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Query)[]): Query {
  const before = made.get(strings);
  // Most queries nest no other: their text is always the same.
  if (before?.nestsNothing === true && values.every(isValue)) return { text: before.text, parameters: values };
  const parameters: SqlValue[] = [];
  const nested: string[] = [];
  for (const value of values) {
    if (isQuery(value)) {
      nested.push(value.text);
      parameters.push(...value.parameters);
    } else {
      nested.push('?');
      parameters.push(value);
    }
  }
  if (before?.nested.every((text, index) => text === nested[index]) === true) return { text: before.text, parameters };
  const text = strings.map((literal, index) => literal + (nested[index] ?? '')).join('');
  made.set(strings, { nested, text, nestsNothing: values.every(isValue) });
  return { text, parameters };
}

function isQuery(value: SqlValue | Query): value is Query {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function isValue(value: SqlValue | Query): value is SqlValue {
  return !isQuery(value);
}

/** Hashes are 32 bytes in the database, 64 hexadecimal digits everywhere else. */
export function hashToBytes(hash: BlobHash): Uint8Array {
  return Buffer.from(hash, 'hex');
}

export function hashFromBytes(bytes: Uint8Array): BlobHash {
  return asBlobHash(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'));
}

// Readers of one column. A wrong type is a bug of the query or a damaged database: they throw.

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw wrongType(column, 'text', value);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw wrongType(column, 'integer', value);
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integerOf(row, column);
}

export function booleanOf(row: Row, column: string): boolean {
  return integerOf(row, column) !== 0;
}

export function instantOf(row: Row, column: string): Instant {
  return asInstant(integerOf(row, column));
}

export function instantOrNull(row: Row, column: string): Instant | null {
  return row[column] === null ? null : instantOf(row, column);
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw wrongType(column, 'bytes', value);
  return value;
}

export function hashOf(row: Row, column: string): BlobHash {
  return hashFromBytes(bytesOf(row, column));
}

export function hashOrNull(row: Row, column: string): BlobHash | null {
  return row[column] === null ? null : hashOf(row, column);
}

/** JSON that this program wrote. The type is the writer's word; columns hold it only where nothing searches. */
export function asJson<T>(row: Row, column: string): T {
  return JSON.parse(textOf(row, column)) as T;
}

/** A literal this program wrote into a column with a CHECK on its values. */
export function asLiteral<T extends string>(row: Row, column: string): T {
  return textOf(row, column) as T;
}

export function asLiteralOrNull<T extends string>(row: Row, column: string): T | null {
  return textOrNull(row, column) as T | null;
}

function wrongType(column: string, expected: string, value: unknown): Error {
  return new Error(`column ${column}: expected ${expected}, found ${value === undefined ? 'no such column' : typeof value}`);
}
