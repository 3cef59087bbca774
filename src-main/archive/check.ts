// Is every message of the archive still what it was? Each is put together and hashed again, each
// part and dictionary too, and what should point somewhere is followed. In slices, so that the app
// can do it in the background (THREATS STO-15) and `plico doctor` in one go.
import { bytesOf, hashFromBytes, hashOf, integerOf, sql, textOf } from '#main/store/sql';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import { CODECS, decompress, decompressDictionary, sha256 } from './compression.ts';
import { asBuffer } from './base64-lines.ts';
import { messageHashes, readMessage } from './message.ts';

export type ArchiveFinding = {
  readonly id:
    | 'archive.damaged'
    | 'archive.partDamaged'
    | 'archive.dictionaryDamaged'
    | 'archive.withoutOrigin'
    | 'archive.orphanPart'
    | 'archive.notIndexed'
    | 'archive.missing';
  /** Hash, number or account: what a person needs to find it. */
  readonly what: string;
};

export type CheckSlice = {
  readonly findings: readonly ArchiveFinding[];
  readonly checked: number;
  /** Where the next slice begins; null at the end. */
  readonly next: number | null;
};

/** Puts together and hashes messages after `after`, at most `take`. */
export function checkMessages(tx: ReadTx, after: number, take: number): CheckSlice {
  const page = namesOf(tx, after, take);
  const findings: ArchiveFinding[] = [];
  for (const { hash } of page) {
    try {
      readMessage(tx, hash);
    } catch (error) {
      if (!isDamage(error)) throw error;
      findings.push({ id: 'archive.damaged', what: hash });
    }
  }
  return { findings, checked: page.length, next: page.at(-1)?.number ?? null };
}

/** From the table, or, where a page of it cannot be read, from the index that holds the same names. */
function namesOf(tx: ReadTx, after: number, take: number): { readonly number: number; readonly hash: BlobHash }[] {
  try {
    return messageHashes(tx, after, take);
  } catch {
    const all = tx.all(sql`SELECT number, hash FROM blob UNION ALL SELECT number, hash FROM spool ORDER BY hash`, (row) => ({
      number: integerOf(row, 'number'),
      hash: hashOf(row, 'hash'),
    }));
    return all
      .filter(({ number }) => number > after)
      .sort((one, other) => one.number - other.number)
      .slice(0, take);
  }
}

/** Hashes the stored parts after `after`, at most `take`: also those no message needs. */
export function checkParts(tx: ReadTx, after: number, take: number): CheckSlice {
  const numbers = tx.all(sql`SELECT number FROM part WHERE number > ${after} ORDER BY number LIMIT ${take}`, (row) =>
    integerOf(row, 'number'),
  );
  const findings = numbers
    .filter((number) => !isPartSound(tx, number))
    .map((number): ArchiveFinding => ({ id: 'archive.partDamaged', what: `part ${number}` }));
  return { findings, checked: numbers.length, next: numbers.at(-1) ?? null };
}

/** Everything that is quick: dictionaries, and links between the tables of both files. */
export function checkLinks(tx: ReadTx): ArchiveFinding[] {
  const dictionaries = tx.all(sql`SELECT number FROM dictionary ORDER BY number`, (row) => integerOf(row, 'number'));
  const damaged = dictionaries.filter((number) => !isDictionarySound(tx, number));
  return [
    ...damaged.map((number): ArchiveFinding => ({ id: 'archive.dictionaryDamaged', what: `dictionary ${number}` })),
    ...tx.all(
      sql`SELECT b.number, b.hash FROM blob b WHERE NOT EXISTS (SELECT 1 FROM origin o WHERE o.blob = b.number)
        UNION ALL SELECT s.number, s.hash FROM spool s WHERE NOT EXISTS (SELECT 1 FROM origin o WHERE o.blob = s.number) ORDER BY 1`,
      (row): ArchiveFinding => ({ id: 'archive.withoutOrigin', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT p.number FROM part p WHERE NOT EXISTS (SELECT 1 FROM blob_part r WHERE r.part = p.number) ORDER BY p.number`,
      (row): ArchiveFinding => ({ id: 'archive.orphanPart', what: `part ${integerOf(row, 'number')}` }),
    ),
    ...tx.all(
      sql`SELECT coalesce(b.hash, s.hash) AS hash, o.account FROM origin o JOIN account a ON a.id = o.account
          LEFT JOIN blob b ON b.number = o.blob LEFT JOIN spool s ON s.number = o.blob
        WHERE (b.number IS NOT NULL OR s.number IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM message m WHERE m.hash = coalesce(b.hash, s.hash) AND m.account = a.number) ORDER BY o.number`,
      (row): ArchiveFinding => ({ id: 'archive.notIndexed', what: `${hashOf(row, 'hash')} ${textOf(row, 'account')}` }),
    ),
    ...tx.all(
      sql`SELECT m.hash FROM message m WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = m.hash)
        AND NOT EXISTS (SELECT 1 FROM spool s WHERE s.hash = m.hash) ORDER BY m.number`,
      (row): ArchiveFinding => ({ id: 'archive.missing', what: hashOf(row, 'hash') }),
    ),
    ...tx.all(
      sql`SELECT o.number FROM origin o WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.number = o.blob)
        AND NOT EXISTS (SELECT 1 FROM spool s WHERE s.number = o.blob) ORDER BY o.number`,
      (row): ArchiveFinding => ({ id: 'archive.missing', what: `origin ${integerOf(row, 'number')}` }),
    ),
  ];
}

function isPartSound(tx: ReadTx, number: number): boolean {
  return sound(() =>
    tx.get(sql`SELECT hash, size_bytes, codec, body FROM part WHERE number = ${number}`, (row) => {
      const codec = CODECS[integerOf(row, 'codec')];
      if (codec === undefined) return false;
      const content = asBuffer(decompress(codec, bytesOf(row, 'body'), null, integerOf(row, 'size_bytes')));
      return hashFromBytes(sha256(content)) === hashOf(row, 'hash');
    }),
  );
}

function isDictionarySound(tx: ReadTx, number: number): boolean {
  return sound(() =>
    tx.get(sql`SELECT hash, body FROM dictionary WHERE number = ${number}`, (row) => {
      return hashFromBytes(sha256(asBuffer(decompressDictionary(bytesOf(row, 'body'))))) === hashOf(row, 'hash');
    }),
  );
}

/** A part that cannot be read or unpacked is damaged, whatever the engine calls it. */
function sound(check: () => boolean | null): boolean {
  try {
    return check() === true;
  } catch {
    return false;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'storage.damaged';
}
