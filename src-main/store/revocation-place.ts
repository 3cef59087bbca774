// Where revocation data was asked for, and which messages wait for it.
import { asAccountId, type AccountId, type BlobHash } from '#shared/model/ids';
import type { RevocationKind, RevocationOutcome, RevocationPlace } from '#shared/model/trust';
import { asLiteral, hashOf, hashToBytes, instantOf, instantOrNull, integerOf, sql, textOf, type Row } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export function saveRevocationPlace(tx: WriteTx, place: RevocationPlace): void {
  const { kind, url, about, askedAt, nextAt, outcome, validUntil } = place;
  tx.run(sql`INSERT INTO revocation_place (place, kind, url, about, asked_at, next_at, outcome, valid_until)
    VALUES (${place.place}, ${kind}, ${url}, ${hashToBytes(about)}, ${askedAt}, ${nextAt}, ${outcome}, ${validUntil})
    ON CONFLICT (place) DO UPDATE SET asked_at = excluded.asked_at, next_at = excluded.next_at, outcome = excluded.outcome,
      valid_until = coalesce(excluded.valid_until, valid_until)`);
}

export function revocationPlace(tx: ReadTx, place: string): RevocationPlace | null {
  return tx.get(sql`SELECT ${columns} FROM revocation_place WHERE place = ${place}`, toPlace);
}

/** Lists before responses, by address. */
export function revocationPlaces(tx: ReadTx): RevocationPlace[] {
  return tx.all(sql`SELECT ${columns} FROM revocation_place ORDER BY kind, url, place`, toPlace);
}

const columns = sql`place, kind, url, about, asked_at, next_at, outcome, valid_until`;

function toPlace(row: Row): RevocationPlace {
  return {
    place: textOf(row, 'place'),
    kind: asLiteral<RevocationKind>(row, 'kind'),
    url: textOf(row, 'url'),
    about: hashOf(row, 'about'),
    askedAt: instantOf(row, 'asked_at'),
    nextAt: instantOf(row, 'next_at'),
    outcome: asLiteral<RevocationOutcome>(row, 'outcome'),
    validUntil: instantOrNull(row, 'valid_until'),
  };
}

// ---------------------------------------------------------------- messages that wait

export type Unanswered = { readonly account: AccountId; readonly hash: BlobHash };

/** Keeps or forgets that a message waits for an answer about its signer. Null: it waits for none. */
export function markUnanswered(tx: WriteTx, { account, hash }: Unanswered, signer: BlobHash | null): void {
  const message = sql`(SELECT m.number FROM message m JOIN account a ON a.number = m.account
    WHERE m.hash = ${hashToBytes(hash)} AND a.id = ${account})`;
  tx.run(sql`DELETE FROM unanswered_revocation WHERE message = ${message}`);
  if (signer === null) return;
  tx.run(
    sql`INSERT INTO unanswered_revocation (signer, message) SELECT ${hashToBytes(signer)}, number FROM message WHERE number = ${message}`,
  );
}

/** Messages that wait for an answer about this signer. */
export function unansweredOf(tx: ReadTx, signer: BlobHash, take: number): Unanswered[] {
  return tx.all(
    sql`SELECT a.id AS account_id, m.hash FROM unanswered_revocation u JOIN message m ON m.number = u.message
      JOIN account a ON a.number = m.account WHERE u.signer = ${hashToBytes(signer)} LIMIT ${take}`,
    toUnanswered,
  );
}

export function countUnanswered(tx: ReadTx): number {
  return tx.get(sql`SELECT count(*) AS found FROM unanswered_revocation`, (row) => integerOf(row, 'found')) ?? 0;
}

/** The newest message in an account with a server for each signer that messages wait for: what may be asked about. */
export function unansweredSigners(tx: ReadTx, take: number): (Unanswered & { readonly signer: BlobHash })[] {
  return tx.all(
    sql`SELECT u.signer, max(m.number), a.id AS account_id, m.hash FROM unanswered_revocation u
      JOIN message m ON m.number = u.message JOIN account a ON a.number = m.account
      WHERE a.offline = 0 AND a.removed_at IS NULL GROUP BY u.signer LIMIT ${take}`,
    (row) => ({ ...toUnanswered(row), signer: hashOf(row, 'signer') }),
  );
}

function toUnanswered(row: Row): Unanswered {
  return { account: asAccountId(textOf(row, 'account_id')), hash: hashOf(row, 'hash') };
}
