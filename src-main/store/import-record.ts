// The record of an import: source, hash, when, how many, and what was refused with the reason.
import type { AccountId, BlobHash, Instant } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { asJson, hashOrNull, hashToBytes, instantOf, instantOrNull, integerOf, integerOrNull, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type Refusal = { readonly label: string; readonly reason: string };

export type ImportRecord = {
  readonly number: number;
  /** Of the import a file belongs to; null for the import itself. */
  readonly import: number | null;
  readonly at: Instant;
  /** Path as the person named it, or of a file below it. */
  readonly source: string;
  /** Of a file with several messages; null for a folder. A single message has its own in the archive. */
  readonly sha256: BlobHash | null;
  readonly sizeBytes: number | null;
  readonly stored: number;
  readonly known: number;
  readonly refused: number;
  /** The first thousand. */
  readonly refusals: readonly Refusal[];
  /** Null: stopped before its end. */
  readonly finishedAt: Instant | null;
};

const MOST_REFUSALS = 1_000;

export function beginImport(
  tx: WriteTx,
  account: AccountId,
  begun: Pick<ImportRecord, 'import' | 'at' | 'source' | 'sha256' | 'sizeBytes'>,
): number {
  const { lastRowId } =
    tx.run(sql`INSERT INTO import_record (account, import, at, source, sha256, size_bytes, stored, known, refused, refusals)
    VALUES (${accountNumber(account)}, ${begun.import}, ${begun.at}, ${begun.source},
      ${begun.sha256 === null ? null : hashToBytes(begun.sha256)}, ${begun.sizeBytes}, 0, 0, 0, '[]')`);
  return lastRowId;
}

export function endImport(
  tx: WriteTx,
  number: number,
  ended: Pick<ImportRecord, 'stored' | 'known' | 'refused' | 'refusals'> & { readonly at: Instant },
): void {
  tx.run(sql`UPDATE import_record SET stored = ${ended.stored}, known = ${ended.known}, refused = ${ended.refused},
    refusals = ${JSON.stringify(ended.refusals.slice(0, MOST_REFUSALS))}, finished_at = ${ended.at} WHERE number = ${number}`);
}

/** Of a box, newest first; at most a thousand. */
export function importRecords(tx: ReadTx, account: AccountId): ImportRecord[] {
  return tx.all(
    sql`SELECT number, import, at, source, sha256, size_bytes, stored, known, refused, refusals, finished_at FROM import_record
      WHERE account = ${accountNumber(account)} ORDER BY number DESC LIMIT 1000`,
    (row) => ({
      number: integerOf(row, 'number'),
      import: integerOrNull(row, 'import'),
      at: instantOf(row, 'at'),
      source: textOf(row, 'source'),
      sha256: hashOrNull(row, 'sha256'),
      sizeBytes: integerOrNull(row, 'size_bytes'),
      stored: integerOf(row, 'stored'),
      known: integerOf(row, 'known'),
      refused: integerOf(row, 'refused'),
      refusals: asJson<readonly Refusal[]>(row, 'refusals'),
      finishedAt: instantOrNull(row, 'finished_at'),
    }),
  );
}
