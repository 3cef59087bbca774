// The address book: learned from mail, and imported from a CSV or XLSX table or from vCards.
import { guessColumns } from '#main/bulk/guess-columns';
import { isVcard, readVcards, type CardEntry } from '#main/outbox/read-vcards';
import { contactOf, putContact, suggestContacts } from '#main/store/contact';
import { correspondentOf, suggestCorrespondents } from '#main/store/correspondent';
import { draftFile } from '#main/store/draft';
import type { ReadTx } from '#main/store/transactions';
import type { ImportPeopleResult } from '#shared/contract/compose';
import { AppError } from '#shared/model/app-error';
import type { Correspondent } from '#shared/model/compose';
import type { BlobHash, MailAddress } from '#shared/model/ids';
import { readRecipient, type Mailbox } from '#shared/model/sendable-address';
import { recipientOf } from './people-entry.ts';
import type { CoreServices } from './services.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_PEOPLE = 50_000;

/** Whom mail has taught us first, then whom somebody imported. */
export function suggestPeople(tx: ReadTx, text: string, take: number): Correspondent[] {
  const learned = suggestCorrespondents(tx, text, take);
  return learned.length >= take ? learned : [...learned, ...suggestContacts(tx, text, take - learned.length)];
}

export function personOf(tx: ReadTx, address: MailAddress): Correspondent | null {
  return correspondentOf(tx, address) ?? contactOf(tx, address);
}

/** Reads a file that came by `uploadPath`. Throws AppError notFound for one that did not. */
export async function importPeople(services: CoreServices, file: BlobHash): Promise<ImportPeopleResult> {
  const { store, clock } = services;
  const bytes = store.read((tx) => draftFile(tx, file));
  if (bytes === null) throw new AppError('notFound', { values: { what: 'file' } });
  const entries = bytes.byteLength > MOST_BYTES ? null : await entriesOf(services, bytes);
  if (entries === null || entries.length === 0) return { state: 'unreadable' };
  const people = entries.slice(0, MOST_PEOPLE).flatMap((entry): Mailbox[] => {
    const read = readRecipient(recipientOf(entry));
    return read.state === 'valid' ? [read.mailbox] : [];
  });
  if (people.length === 0) return { state: 'unreadable' };
  const now = clock.now();
  const added = store.write((tx) => people.filter((person) => putContact(tx, person, now)).length, { durable: true });
  return { state: 'read', added, known: people.length - added, refused: entries.length - people.length };
}

async function entriesOf({ pool }: CoreServices, bytes: Uint8Array): Promise<readonly CardEntry[] | null> {
  const text = Buffer.from(bytes).toString('utf8');
  if (isVcard(text)) return readVcards(text);
  const answer = await pool.table({ bytes, language: 'it' });
  if (answer.state !== 'done' || answer.value.state === 'refused') return null;
  const { columns, rows } = answer.value;
  const { addressColumn, nameColumn } = guessColumns(columns, rows);
  const address = columns.indexOf(addressColumn);
  const name = nameColumn === null ? -1 : columns.indexOf(nameColumn);
  return rows
    .map(({ cells }) => ({ address: (cells[address] ?? '').trim(), name: (cells[name] ?? '').trim() }))
    .filter((entry) => entry.address !== '');
}
