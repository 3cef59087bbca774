// Keeps the full-text index in step with the messages: what waits, what is written, how far it is.
// Everything here can be made again from the archive (`reindexAll`).
import type { AccountId, BlobHash } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { RowKind } from '#shared/model/list';
import type { ReceiptType } from '#shared/model/pec-message';
import type { IndexedText } from './full-text.ts';
import { accountFact, plainFact, TEXTS_PER_SECOND } from './full-text.ts';
import type { Direction } from './message.ts';
import type { Row } from './sql.ts';
import { asLiteral, asLiteralOrNull, booleanOf, hashOf, integerOf, integerOrNull, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** A message that waits for its text. */
export type TextWork = {
  readonly message: number;
  readonly account: AccountId;
  readonly hash: BlobHash;
  readonly sizeBytes: number;
  readonly kind: RowKind;
  /** A receipt that carries a sent message of which there is no copy here: its inner text counts. */
  readonly withInner: boolean;
};

export type TextState = { readonly state: 'whole' } | { readonly state: 'partial' | 'failed'; readonly reason: string };
export type TextEntry = { readonly message: number; readonly text: IndexedText; readonly outcome: TextState };
export type TextProgress = { readonly done: number; readonly waiting: number };

/** In the order of arrival, which on a first sync is newest first. */
export function textWork(tx: ReadTx, take: number): TextWork[] {
  return tx.all(
    sql`SELECT m.number, a.id, m.hash, m.size_bytes, m.kind,
        m.kind = 'receipt' AND NOT EXISTS (SELECT 1 FROM receipt_link l JOIN dispatch d ON d.number = l.dispatch
          WHERE l.message = m.number AND d.sent IS NOT NULL) AS with_inner
      FROM text_work w JOIN message m ON m.number = w.message JOIN account a ON a.number = m.account
      WHERE m.indication IS NOT NULL ORDER BY w.message LIMIT ${take}`,
    (row) => ({
      message: integerOf(row, 'number'),
      account: asAccountId(textOf(row, 'id')),
      hash: hashOf(row, 'hash'),
      sizeBytes: integerOf(row, 'size_bytes'),
      kind: asLiteral<RowKind>(row, 'kind'),
      withInner: booleanOf(row, 'with_inner'),
    }),
  );
}

export function textProgress(tx: ReadTx): TextProgress {
  return (
    tx.get(sql`SELECT (SELECT count(*) FROM text_entry) AS done, (SELECT count(*) FROM text_work) AS waiting`, (row) => ({
      done: integerOf(row, 'done'),
      waiting: integerOf(row, 'waiting'),
    })) ?? { done: 0, waiting: 0 }
  );
}

/** Messages whose attachments (or more) could not be read, newest first. */
export function unreadTexts(
  tx: ReadTx,
  take: number,
): { readonly hash: BlobHash; readonly state: 'partial' | 'failed'; readonly reason: string }[] {
  return tx.all(
    sql`SELECT m.hash, e.state, e.reason FROM text_entry e JOIN message m ON m.number = e.message WHERE e.state <> 'whole' ORDER BY e.number DESC LIMIT ${take}`,
    (row) => ({ hash: hashOf(row, 'hash'), state: asLiteral<'partial' | 'failed'>(row, 'state'), reason: textOf(row, 'reason') }),
  );
}

/** Writes a batch and takes it off the work. FTS5 wants rowids to grow within a transaction. */
export function saveTexts(tx: WriteTx, entries: readonly TextEntry[]): void {
  const places: { readonly number: number; readonly entry: TextEntry; readonly facts: string }[] = [];
  for (const entry of entries) {
    const about = aboutMessage(tx, entry.message);
    if (about === null) continue;
    if (about.entry !== null) removeText(tx, about.entry);
    const number = freeNumber(tx, about.rowDate, entry.message);
    const reason = entry.outcome.state === 'whole' ? null : entry.outcome.reason;
    tx.run(
      sql`INSERT INTO text_entry (number, message, state, reason) VALUES (${number}, ${entry.message}, ${entry.outcome.state}, ${reason})`,
    );
    places.push({ number, entry, facts: about.facts });
  }
  for (const { number, entry, facts } of places.toSorted((a, b) => a.number - b.number)) {
    const { subject, sender, recipients, body, files, content } = entry.text;
    tx.run(sql`INSERT INTO message_text (rowid, subject, sender, recipients, body, files, content, facts)
      VALUES (CAST(${number} AS INTEGER), ${unmarked(subject)}, ${unmarked(sender)}, ${unmarked(recipients)}, ${unmarked(body)},
        ${unmarked(files)}, ${unmarked(content)}, ${facts})`);
  }
  tx.run(
    sql`DELETE FROM text_work WHERE message IN (SELECT value FROM json_each(${JSON.stringify(entries.map(({ message }) => message))}))`,
  );
}

/** The message is gone: nothing of it can be found by its words. */
export function forgetText(tx: WriteTx, message: number): void {
  const number = tx.get(sql`SELECT number FROM text_entry WHERE message = ${message}`, (row) => integerOf(row, 'number'));
  if (number !== null) removeText(tx, number);
  tx.run(sql`DELETE FROM text_work WHERE message = ${message}`);
}

/** One step of writing the whole index anew without the words of what was removed; false at the end. */
export function purgeTexts(tx: WriteTx, first: boolean): boolean {
  const before = changesSoFar(tx);
  // sqlite.org/fts5.html §6.9: a negative number begins to merge everything, a positive one goes on with it.
  tx.run(sql`INSERT INTO message_text (message_text, rank) VALUES ('merge', ${first ? -500 : 500})`);
  return changesSoFar(tx) - before >= 2;
}

function removeText(tx: WriteTx, number: number): void {
  tx.run(sql`DELETE FROM message_text WHERE rowid = CAST(${number} AS INTEGER)`);
  tx.run(sql`DELETE FROM text_entry WHERE number = ${number}`);
}

/** Private-use characters would read as facts (full-text.ts). */
function unmarked(text: string): string {
  return text.replace(/[\p{Co}\0]+/gu, ' ');
}

type About = { readonly rowDate: number; readonly facts: string; readonly entry: number | null };

/** The date of the row the message is part of, so that hits come in the order of the list. */
function aboutMessage(tx: ReadTx, message: number): About | null {
  return tx.get(
    sql`SELECT m.account, m.kind, m.direction, m.receipt_type, m.has_attachments, e.number AS entry,
        coalesce((SELECT d.date FROM receipt_link l JOIN dispatch d ON d.number = l.dispatch WHERE l.message = m.number),
          (SELECT d.date FROM dispatch d WHERE d.sent = m.hash AND d.account = m.account), m.sort_date) AS row_date
      FROM message m LEFT JOIN text_entry e ON e.message = m.number WHERE m.number = ${message}`,
    toAbout,
  );
}

function toAbout(row: Row): About {
  const receipt = asLiteralOrNull<ReceiptType>(row, 'receipt_type');
  const facts = [
    plainFact({ fact: 'any' }),
    accountFact(integerOf(row, 'account')),
    plainFact({ fact: 'kind', kind: asLiteral<RowKind>(row, 'kind') }),
    plainFact({ fact: 'direction', direction: asLiteral<Direction>(row, 'direction') }),
    ...(receipt === null ? [] : [plainFact({ fact: 'receipt', receipt })]),
    ...(booleanOf(row, 'has_attachments') ? [plainFact({ fact: 'attachments' })] : []),
  ];
  return { rowDate: integerOf(row, 'row_date'), facts: facts.join(' '), entry: integerOrNull(row, 'entry') };
}

const LAST_SECOND = 253_402_300_799;

/**
 * The number of a text: second * 64 + n. Where a second is full, another one near it by a window
 * that grows fourfold, so that a million messages of one second still find their place quickly.
 */
function freeNumber(tx: ReadTx, rowDate: number, message: number): number {
  const second = Math.min(Math.max(0, Math.floor(rowDate / 1000)), LAST_SECOND);
  for (let window = 1; ; window *= 4) {
    const offset = window === 1 ? 0 : Math.imul(message, 0x9e3779b1) >>> 0;
    const first = (second + (offset % window)) * TEXTS_PER_SECOND;
    const last = tx.get(
      sql`SELECT max(number) AS last FROM text_entry WHERE number >= ${first} AND number < ${first + TEXTS_PER_SECOND}`,
      (row) => (row['last'] === null ? null : integerOf(row, 'last')),
    );
    if (last === null) return first;
    if (last < first + TEXTS_PER_SECOND - 1) return last + 1;
  }
}

/** Senders of the newest messages whose address or name begins so, the latest first. */
export function recentPeople(tx: ReadTx, start: string): string[] {
  const wanted = `${start.replace(/[\\%_]/g, '\\$&')}%`;
  return tx.all(
    sql`SELECT from_address FROM (SELECT number, from_address, from_name FROM message ORDER BY number DESC LIMIT 5000)
      WHERE from_address LIKE ${wanted} ESCAPE '\\' OR from_name LIKE ${wanted} ESCAPE '\\' GROUP BY from_address ORDER BY max(number) DESC LIMIT 12`,
    (row) => textOf(row, 'from_address'),
  );
}

// ---------------------------------------------------------------- upkeep

/** Empties the index and puts every judged message on the work again. */
export function reindexAll(tx: WriteTx): void {
  tx.run(sql`INSERT INTO message_text (message_text) VALUES ('delete-all')`);
  tx.run(sql`DELETE FROM text_entry`);
  tx.run(sql`INSERT OR IGNORE INTO text_work (message) SELECT number FROM message WHERE indication IS NOT NULL`);
}

/** One bounded step of merging segments; false when there is nothing left to gain. */
export function mergeTexts(tx: WriteTx): boolean {
  const before = changesSoFar(tx);
  tx.run(sql`INSERT INTO message_text (message_text, rank) VALUES ('merge', 64)`);
  // sqlite.org/fts5.html §6.9: fewer than two changes mean that no work was done.
  return changesSoFar(tx) - before >= 2;
}

/** Changes of this connection: a revision of everything, since there is one writer. */
export function changesSoFar(tx: ReadTx): number {
  return tx.get(sql`SELECT total_changes() AS changes`, (row) => integerOf(row, 'changes')) ?? 0;
}
