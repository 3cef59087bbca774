// Revocation lists and OCSP responses, append-only: what a judgement leaned on can be shown and used
// again years later, with when and whence it came.
import type { BlobHash, Instant } from '#shared/model/ids';
import { asLiteral, bytesOf, hashOf, hashToBytes, instantOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type TrustObjectKind = 'crl' | 'ocsp';

export type TrustObject = {
  readonly hash: BlobHash;
  readonly kind: TrustObjectKind;
  /** URL it was fetched from, or a label such as 'host'. */
  readonly source: string;
  readonly fetchedAt: Instant;
  /** DER. */
  readonly body: Uint8Array;
};

/** Known bytes keep their first source and time. True when they are new. */
export function saveTrustObject(tx: WriteTx, object: TrustObject): boolean {
  const { hash, kind, source, fetchedAt, body } = object;
  return (
    tx.run(sql`INSERT INTO trust_object (hash, kind, source, fetched_at, body)
    VALUES (${hashToBytes(hash)}, ${kind}, ${source}, ${fetchedAt}, ${body}) ON CONFLICT DO NOTHING`).changes > 0
  );
}

/** Oldest first. */
export function trustObjects(tx: ReadTx): TrustObject[] {
  return tx.all(sql`SELECT hash, kind, source, fetched_at, body FROM trust_object ORDER BY fetched_at, hash`, (row) => ({
    hash: hashOf(row, 'hash'),
    kind: asLiteral<TrustObjectKind>(row, 'kind'),
    source: textOf(row, 'source'),
    fetchedAt: instantOf(row, 'fetched_at'),
    body: bytesOf(row, 'body'),
  }));
}
