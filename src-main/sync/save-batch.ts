// A batch of fetched messages into the profile, in the caller's transaction: bytes, rows and places
// together. A message nobody had before, which is every message of a first sync, takes a short road of
// one insert a table; everything else goes by `arrive`, with the same result.
import { hashOfBytes, putMessage } from '#main/archive/message';
import { arrive, arriveNew } from '#main/ingest/arrival';
import type { FetchedMessage } from '#main/ports';
import { hasAnyErased } from '#main/store/erasure';
import { hasAnyHandling } from '#main/store/list-row';
import { insertLocation, locationsBetween, saveLocation } from '#main/store/location';
import type { WriteTx } from '#main/store/transactions';
import { accountRowNumber } from '#main/store/account';
import { asInstant } from '#shared/model/ids';
import type { AccountId, BlobHash, FolderId, Instant } from '#shared/model/ids';
import type { SavedBatch, SavedMessage } from './sink.ts';

export type BatchToSave = {
  readonly account: AccountId;
  readonly folder: FolderId;
  /** For the provenance. */
  readonly path: string;
  /** The folder holds what was sent. */
  readonly sent: boolean;
  readonly uidValidity: number;
  readonly at: Instant;
};

// The column is not nullable; no server of today means 1970 when it says so.
export const UNKNOWN_DATE = asInstant(0);

/** Idempotent. `hashes` in the order of the messages. UIDs whose bytes differ from those held are named; both versions stay (SYNC-35). */
export function saveBatch(tx: WriteTx, batch: BatchToSave, messages: readonly FetchedMessage[], hashes: readonly BlobHash[]): SavedBatch {
  const uids = messages.map(({ uid }) => uid);
  const held = locationsBetween(tx, batch.folder, batch.uidValidity, Math.min(...uids), Math.max(...uids));
  // A row of a box taken away, a state somebody gave ahead or a message erased before needs the long road.
  const accountRow = hasAnyHandling(tx) || hasAnyErased(tx) ? null : accountRowNumber(tx, batch.account);
  const rewritten: number[] = [];
  const saved = messages.map((message, index): SavedMessage => {
    const { uid } = message;
    const hash = hashes[index] ?? hashOfBytes(message.bytes);
    const before = held.get(uid) ?? null;
    if (before !== null && before !== hash) rewritten.push(uid);
    const isNew = before === null && accountRow !== null && saveNew(tx, batch, accountRow, message, hash);
    return { uid, hash, known: isNew ? false : saveOther(tx, batch, message, hash) };
  });
  return { messages: saved, rewritten };
}

/** False when the archive had the bytes already: then nothing but their origin was written. */
function saveNew(tx: WriteTx, batch: BatchToSave, accountRow: number, message: FetchedMessage, hash: BlobHash): boolean {
  const origin = { account: batch.account, source: 'imap', detail: batch.path, at: batch.at } as const;
  if (putMessage(tx, message.bytes, { origin, hash }).known) return false;
  const { uid, flags, internalDate } = message;
  const place = { folder: batch.folder, uidValidity: batch.uidValidity, uid, hash, sizeBytes: message.bytes.length, flags };
  const { seen } = insertLocation(tx, { ...place, internalDate: internalDate ?? UNKNOWN_DATE });
  arriveNew(tx, arrivalOf(batch, message, hash), { accountRow, unread: !seen });
  return true;
}

function saveOther(tx: WriteTx, batch: BatchToSave, message: FetchedMessage, hash: BlobHash): boolean {
  const { uid, flags, internalDate } = message;
  // The place first: whether a message is unread is then known when its list row is made.
  const place = { folder: batch.folder, uidValidity: batch.uidValidity, uid, hash, sizeBytes: message.bytes.length, flags };
  saveLocation(tx, { ...place, internalDate: internalDate ?? UNKNOWN_DATE });
  return arrive(tx, arrivalOf(batch, message, hash)).known;
}

function arrivalOf(batch: BatchToSave, message: FetchedMessage, hash: BlobHash): Parameters<typeof arriveNew>[1] {
  const { account, path, sent, at } = batch;
  return { account, bytes: message.bytes, hash, source: 'imap', detail: path, sent, receivedAt: message.internalDate, at };
}
