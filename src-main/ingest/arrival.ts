// The first half of the road: bytes into the archive and a row that says they are there, in the
// caller's transaction, so that folder state and messages are kept together or not at all. What the
// message is, is found out later (examination-queue.ts).
import { appendAudit } from '#main/audit/append';
import { hashOfBytes, putMessage } from '#main/archive/message';
import { parseDate } from '#main/mime/dates';
import { decodedHeader, normaliseMessageId, rawHeader, topHeader } from '#main/mime/headers';
import { addressHeader } from '#main/mime/summary';
import { erasedAt, forgetErased } from '#main/store/erasure';
import { insertMessageRow } from '#main/store/list-row';
import { insertPendingMessage, isMessageKnown, saveMessage, type Direction } from '#main/store/message';
import type { WriteTx } from '#main/store/transactions';
import { asInstant, type AccountId, type BlobHash, type Instant } from '#shared/model/ids';

export type Arrival = {
  readonly account: AccountId;
  readonly bytes: Uint8Array;
  readonly source: 'imap' | 'sent' | 'import' | 'archive';
  /** Folder, file or session it came from: a label for the provenance, never a path to open. */
  readonly detail: string;
  /** True for mail we wrote or that lies in a Sent folder. */
  readonly sent: boolean;
  /** What the server or container says about when it came; null when nothing does. */
  readonly receivedAt: Instant | null;
  readonly at: Instant;
  /** SHA-256 of the bytes, where the caller has it. */
  readonly hash?: BlobHash;
};

export type Arrived = { readonly hash: BlobHash; readonly known: boolean };

/** Idempotent: the same bytes for the same account give the same state and `known: true`, as does what was erased from it. */
export function arrive(tx: WriteTx, arrival: Arrival): Arrived {
  const { account, bytes, source, detail, at } = arrival;
  const origin = { account, source, detail, at };
  const named = arrival.hash ?? hashOfBytes(bytes);
  if (erasedAt(tx, account, named) !== null) {
    // A server that still has it does not bring back what a person erased; a person can.
    if (source !== 'import') return { hash: named, known: true };
    forgetErased(tx, account, named);
  }
  const { hash } = putMessage(tx, bytes, { origin, hash: named });
  if (isMessageKnown(tx, account, hash)) return { hash, known: true };
  saveMessage(tx, pendingRecord(arrival, hash));
  appendAudit(tx, at, { event: 'message.stored', blob: hash, account, source });
  return { hash, known: false };
}

/** As `arrive`, for bytes put into the archive in this transaction and known to no account before. */
export function arriveNew(
  tx: WriteTx,
  arrival: Arrival & { readonly hash: BlobHash },
  place: { readonly accountRow: number; readonly unread: boolean },
): void {
  const record = pendingRecord(arrival, arrival.hash);
  const number = insertPendingMessage(tx, place.accountRow, record);
  const { direction, sortDate: at } = record;
  insertMessageRow(tx, number, { account: place.accountRow, sortDate: at, received: direction === 'received', unread: place.unread });
  appendAudit(tx, arrival.at, { event: 'message.stored', blob: arrival.hash, account: arrival.account, source: arrival.source });
}

const HEADER_BYTES = 64 * 1024;

/** A row for bytes that are in the archive already: after a crash between the two files. */
export function restoreRow(tx: WriteTx, arrival: Arrival, hash: BlobHash): void {
  if (isMessageKnown(tx, arrival.account, hash)) return;
  saveMessage(tx, pendingRecord(arrival, hash));
  appendAudit(tx, arrival.at, { event: 'message.stored', blob: hash, account: arrival.account, source: arrival.source });
}

// Headers only: the parsing process reads the rest. The list shows these until then.
function pendingRecord(arrival: Arrival, hash: BlobHash): Parameters<typeof saveMessage>[1] {
  const { account, bytes, at, receivedAt } = arrival;
  const header = headerSlice(bytes);
  const root = topHeader(header);
  const from = addressHeader(header, root, 'from').addresses[0];
  const to = addressHeader(header, root, 'to');
  const subject = decodedHeader(header, root, 'subject') ?? '';
  const messageId = normaliseMessageId(rawHeader(header, root, 'message-id'));
  const date = parseDate(rawHeader(header, root, 'date'))?.at ?? null;
  const direction: Direction = arrival.sent ? 'sent' : 'received';
  return {
    account,
    hash,
    parserVersion: 0,
    archivedAt: at,
    sizeBytes: bytes.byteLength,
    direction,
    kind: 'ordinary',
    receiptType: null,
    extent: null,
    recipient: null,
    subject,
    from: { address: from?.address ?? '', name: from?.displayName ?? '' },
    toFirst: to.addresses.slice(0, 3).map((address) => address.address),
    toCount: to.total,
    date,
    messageId,
    outerMessageId: messageId,
    outerSubject: subject,
    identificativo: null,
    msgid: null,
    certifiedSender: null,
    eventTime: null,
    hasAttachments: false,
    defectCount: 0,
    indication: null,
    notes: false,
    look: 'pending',
    preview: '',
    sortDate: sortDate(null, receivedAt, date, at),
    detail: { claim: { kind: 'ordinary' }, from: null, to: [], cc: [], references: [], defects: [] },
    attachments: [],
  };
}

function headerSlice(bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_BYTES));
  const crlf = view.indexOf('\r\n\r\n');
  const upTo = crlf < 0 ? view : view.subarray(0, crlf + 4);
  const lf = upTo.indexOf('\n\n');
  return lf < 0 ? upTo : upTo.subarray(0, lf + 2);
}

const YEAR_1990 = 631_152_000_000;
const DAY_MS = 86_400_000;

/** Signed time, else the server's, else the Date header if it is possible at all (THREATS HDR-06). */
export function sortDate(signed: Instant | null, received: Instant | null, date: Instant | null, archivedAt: Instant): Instant {
  for (const candidate of [signed, received, date]) {
    if (candidate !== null && candidate >= YEAR_1990 && candidate <= archivedAt + DAY_MS) return candidate;
  }
  return asInstant(archivedAt);
}
