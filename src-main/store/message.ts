// Messages of an account: what was derived from their bytes. A row is made when bytes arrive, with
// the judgement pending, and replaced when it is there; the bytes alone can make it again.
import type { AccountId, BlobHash, Instant, MailAddress } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { RowKind } from '#shared/model/list';
import type { Defect, PecMessage, ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type { Indication, VerdictLook } from '#shared/model/verification-report';
import type { AttachmentView, Person } from '#shared/model/views';
import { accountNumber } from './account.ts';
import { readAttachments, replaceAttachments } from './attachment.ts';
import { refreshMessageRow } from './list-row.ts';
import { detailKind, packText, unpackText, type PackedText } from './packed-text.ts';
import type { Query, Row } from './sql.ts';
import {
  asJson,
  asLiteral,
  asLiteralOrNull,
  booleanOf,
  hashOf,
  hashToBytes,
  instantOf,
  instantOrNull,
  integerOf,
  sql,
  textOf,
  textOrNull,
} from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** 'service': neither mail nor a receipt about ours (bounces of the system, anchors, …). */
export type Direction = 'sent' | 'received' | 'receipt' | 'service';

/** Never searched or joined: kept as compressed JSON. */
export type MessageDetail = {
  readonly claim: PecMessage;
  readonly from: Person | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly references: readonly string[];
  readonly defects: readonly Defect[];
};

export type MessageSummary = {
  readonly account: AccountId;
  readonly hash: BlobHash;
  readonly parserVersion: number;
  readonly archivedAt: Instant;
  readonly sizeBytes: number;
  readonly direction: Direction;
  readonly kind: RowKind;
  readonly receiptType: ReceiptType | null;
  readonly extent: ReceiptExtent | null;
  /** The one recipient a receipt is about. */
  readonly recipient: MailAddress | null;
  /** Of the effective message, as are from, to, date and messageId. */
  readonly subject: string;
  readonly from: { readonly address: MailAddress; readonly name: string };
  /** At most three. */
  readonly toFirst: readonly MailAddress[];
  readonly toCount: number;
  readonly date: Instant | null;
  /** With angle brackets as written. */
  readonly messageId: string | null;
  readonly outerMessageId: string | null;
  readonly outerSubject: string;
  /** Without angle brackets, as daticert.xml writes it. */
  readonly identificativo: string | null;
  /** The msgid a receipt or envelope speaks of, with angle brackets. */
  readonly msgid: string | null;
  /** intestazione/mittente of the signed data. */
  readonly certifiedSender: MailAddress | null;
  /** data of the signed data. */
  readonly eventTime: Instant | null;
  readonly hasAttachments: boolean;
  readonly defectCount: number;
  /** Null while the judgement is pending. */
  readonly indication: Indication | null;
  readonly notes: boolean;
  readonly look: VerdictLook | 'pending';
  readonly preview: string;
  /** Where the message stands in the list. */
  readonly sortDate: Instant;
};

export type MessageRecord = MessageSummary & { readonly detail: MessageDetail; readonly attachments: readonly AttachmentView[] };

/**
 * Inserts or replaces the derived row of (account, hash) and its place in the list. `rowLater`: the caller changes
 * more of what the place depends on in this transaction, and refreshes it then.
 */
export function saveMessage(tx: WriteTx, record: MessageRecord, options: { readonly rowLater?: boolean } = {}): void {
  const packed = packText(tx, 'detail', JSON.stringify(record.detail), { like: detailKind(record.detail), of: record.hash });
  const known = tx.get(
    sql`SELECT m.number, m.parser_version, m.message_id, m.outer_message_id, m.identificativo, m.msgid,
        EXISTS (SELECT 1 FROM attachment t WHERE t.message = m.number) OR EXISTS (SELECT 1 FROM wrapped_message w WHERE w.message = m.number) AS has_files
      FROM message m WHERE m.hash = ${hashToBytes(record.hash)} AND m.account = ${accountNumber(record.account)}`,
    toKnown,
  );
  const number = known === null ? insertMessage(tx, record, packed) : updateMessage(tx, record, packed, known);
  replaceAttachments(tx, number, record.attachments, known?.hasFiles ?? false);
  if (options.rowLater !== true) refreshMessageRow(tx, number);
}

function insertMessage(tx: WriteTx, record: MessageRecord, packed: PackedText): number {
  return tx.run(sql`INSERT INTO message (account, hash, parser_version, archived_at, size_bytes, direction, kind, receipt_type, extent, recipient,
      subject, from_address, from_name, to_first, to_count, date, message_id, outer_message_id, outer_subject, identificativo, msgid,
      certified_sender, event_time, has_attachments, defect_count, indication, notes, look, preview, sort_date, detail, detail_dictionary)
    VALUES (${accountNumber(record.account)}, ${hashToBytes(record.hash)}, ${record.parserVersion}, ${record.archivedAt}, ${record.sizeBytes},
      ${record.direction}, ${record.kind}, ${record.receiptType}, ${record.extent}, ${record.recipient}, ${record.subject},
      ${record.from.address}, ${record.from.name}, ${JSON.stringify(record.toFirst)}, ${record.toCount}, ${record.date},
      ${record.messageId}, ${record.outerMessageId}, ${record.outerSubject}, ${record.identificativo}, ${record.msgid},
      ${record.certifiedSender}, ${record.eventTime}, ${Number(record.hasAttachments)}, ${record.defectCount}, ${record.indication},
      ${Number(record.notes)}, ${record.look}, ${record.preview}, ${record.sortDate}, ${packed.body}, ${packed.dictionary})`).lastRowId;
}

type Known = Pick<MessageRecord, 'parserVersion' | 'messageId' | 'outerMessageId' | 'identificativo' | 'msgid'> & {
  readonly number: number;
  readonly hasFiles: boolean;
};

/** What stands in an index is named only where it changed: SQLite would write the index anew otherwise. */
function updateMessage(tx: WriteTx, record: MessageRecord, packed: PackedText, known: Known): number {
  const { parserVersion, messageId, outerMessageId, identificativo, msgid } = record;
  const changed = sql`${parserVersion === known.parserVersion ? sql`` : sql`parser_version = ${parserVersion},`}
    ${messageId === known.messageId ? sql`` : sql`message_id = ${messageId},`}
    ${outerMessageId === known.outerMessageId ? sql`` : sql`outer_message_id = ${outerMessageId},`}
    ${identificativo === known.identificativo ? sql`` : sql`identificativo = ${identificativo},`}
    ${msgid === known.msgid ? sql`` : sql`msgid = ${msgid},`}`;
  tx.run(sql`UPDATE message SET ${changed} size_bytes = ${record.sizeBytes}, direction = ${record.direction}, kind = ${record.kind},
      receipt_type = ${record.receiptType}, extent = ${record.extent}, recipient = ${record.recipient}, subject = ${record.subject},
      from_address = ${record.from.address}, from_name = ${record.from.name}, to_first = ${JSON.stringify(record.toFirst)},
      to_count = ${record.toCount}, date = ${record.date}, outer_subject = ${record.outerSubject},
      certified_sender = ${record.certifiedSender}, event_time = ${record.eventTime}, has_attachments = ${Number(record.hasAttachments)},
      defect_count = ${record.defectCount}, indication = ${record.indication}, notes = ${Number(record.notes)}, look = ${record.look},
      preview = ${record.preview}, sort_date = ${record.sortDate}, detail = ${packed.body}, detail_dictionary = ${packed.dictionary}
    WHERE number = ${known.number}`);
  return known.number;
}

function toKnown(row: Row): Known {
  return {
    number: integerOf(row, 'number'),
    parserVersion: integerOf(row, 'parser_version'),
    messageId: textOrNull(row, 'message_id'),
    outerMessageId: textOrNull(row, 'outer_message_id'),
    identificativo: textOrNull(row, 'identificativo'),
    msgid: textOrNull(row, 'msgid'),
    hasFiles: booleanOf(row, 'has_files'),
  };
}

/** The row of a message just archived, which no row can name yet; returns its number. "detail" is that of every such message. */
export function insertPendingMessage(tx: WriteTx, accountRow: number, record: MessageRecord): number {
  const packed = tx.memory(
    'store.pendingDetail',
    () => packText(tx, 'detail', JSON.stringify(record.detail), { like: [], of: record.hash }).body,
  );
  return tx.run(sql`INSERT INTO message (account, hash, parser_version, archived_at, size_bytes, direction, kind, subject, from_address, from_name,
      to_first, to_count, date, message_id, outer_message_id, outer_subject, has_attachments, defect_count, notes, look, preview, sort_date, detail)
    VALUES (${accountRow}, ${hashToBytes(record.hash)}, ${record.parserVersion}, ${record.archivedAt}, ${record.sizeBytes}, ${record.direction},
      ${record.kind}, ${record.subject}, ${record.from.address}, ${record.from.name}, ${JSON.stringify(record.toFirst)}, ${record.toCount},
      ${record.date}, ${record.messageId}, ${record.outerMessageId}, ${record.outerSubject}, 0, 0, 0, ${record.look}, '', ${record.sortDate},
      ${packed})`).lastRowId;
}

/** The message waits for a judgement again; what was derived stays until then. */
export function judgeAgain(tx: WriteTx, account: AccountId, hash: BlobHash): void {
  tx.run(sql`UPDATE message SET indication = NULL WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`);
}

const summaryColumns = sql`a.id AS account_id, m.hash, m.parser_version, m.archived_at, m.size_bytes, m.direction, m.kind, m.receipt_type,
  m.extent, m.recipient, m.subject, m.from_address, m.from_name, m.to_first, m.to_count, m.date, m.message_id, m.outer_message_id,
  m.outer_subject, m.identificativo, m.msgid, m.certified_sender, m.event_time, m.has_attachments, m.defect_count, m.indication,
  m.notes, m.look, m.preview, m.sort_date`;
const source = sql`message m JOIN account a ON a.number = m.account`;

export function messageOf(tx: ReadTx, account: AccountId, hash: BlobHash): MessageRecord | null {
  return tx.get(
    sql`SELECT ${summaryColumns}, m.number, m.detail, m.detail_dictionary FROM ${source}
      WHERE m.hash = ${hashToBytes(hash)} AND m.account = ${accountNumber(account)}`,
    (row) => ({
      ...toSummary(row),
      detail: asDetail(unpackText(tx, row, 'detail', 'detail_dictionary')),
      attachments: readAttachments(tx, integerOf(row, 'number')),
    }),
  );
}

export function summaryOf(tx: ReadTx, account: AccountId, hash: BlobHash): MessageSummary | null {
  return tx.get(
    sql`SELECT ${summaryColumns} FROM ${source} WHERE m.hash = ${hashToBytes(hash)} AND m.account = ${accountNumber(account)}`,
    toSummary,
  );
}

export function isMessageKnown(tx: ReadTx, account: AccountId, hash: BlobHash): boolean {
  return (
    tx.get(sql`SELECT 1 AS known FROM message WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`, () => true) ??
    false
  );
}

/** Accounts that have these bytes, for `plico show HASH` and reports. */
export function accountsWith(tx: ReadTx, hash: BlobHash): AccountId[] {
  return tx.all(sql`SELECT a.id FROM ${source} WHERE m.hash = ${hashToBytes(hash)} ORDER BY a.number`, toAccountId);
}

/** Messages whose hash begins with these hexadecimal digits (at least 6), for people who type an id. */
export function messagesByPrefix(tx: ReadTx, prefix: string, take: number): { readonly account: AccountId; readonly hash: BlobHash }[] {
  if (!/^[0-9a-f]{6,64}$/.test(prefix)) return [];
  const low = Buffer.from(prefix.padEnd(64, '0'), 'hex');
  const high = Buffer.from(prefix.padEnd(64, 'f'), 'hex');
  return tx.all(sql`SELECT a.id, m.hash FROM ${source} WHERE m.hash BETWEEN ${low} AND ${high} ORDER BY m.hash LIMIT ${take}`, (row) => ({
    account: toAccountId(row),
    hash: hashOf(row, 'hash'),
  }));
}

/** Messages of the account with this Message-ID of the effective message: for sent copies and replies. */
export function messagesByMessageId(tx: ReadTx, account: AccountId, messageId: string): MessageSummary[] {
  return summaries(tx, sql`m.message_id = ${messageId} AND m.account = ${accountNumber(account)}`);
}

/** Receipts and envelopes whose signed data speak of this msgid. */
export function messagesAboutMsgid(tx: ReadTx, account: AccountId, msgid: string): MessageSummary[] {
  return summaries(tx, sql`m.msgid = ${msgid} AND m.account = ${accountNumber(account)}`);
}

export function messagesAboutIdentificativo(tx: ReadTx, account: AccountId, identificativo: string): MessageSummary[] {
  return summaries(tx, sql`m.identificativo = ${identificativo} AND m.account = ${accountNumber(account)}`);
}

function summaries(tx: ReadTx, condition: Query): MessageSummary[] {
  return tx.all(sql`SELECT ${summaryColumns} FROM ${source} WHERE ${condition} ORDER BY m.number LIMIT 1000`, toSummary);
}

export type MessageName = { readonly number: number; readonly account: AccountId; readonly hash: BlobHash };

/** Messages without a verdict, newest date first, as people see them in the list. */
export function pendingMessages(tx: ReadTx, take: number): (MessageName & { readonly sizeBytes: number })[] {
  return tx.all(
    sql`SELECT m.number, a.id, m.hash, m.size_bytes FROM ${source} WHERE m.indication IS NULL ORDER BY m.sort_date DESC, m.number DESC LIMIT ${take}`,
    (row) => ({ ...toName(row), sizeBytes: integerOf(row, 'size_bytes') }),
  );
}

/** Messages derived by an older parser, by number after `after`: to be derived again in slices. */
export function outdatedMessages(tx: ReadTx, parserVersion: number, take: number): MessageName[] {
  return tx.all(
    sql`SELECT m.number, a.id, m.hash FROM ${source} WHERE m.parser_version < ${parserVersion} ORDER BY m.parser_version, m.number LIMIT ${take}`,
    toName,
  );
}

/** Every message after `afterNumber`, for a full rebuild and for checks. */
export function messagesFrom(tx: ReadTx, afterNumber: number, take: number): MessageName[] {
  return tx.all(sql`SELECT m.number, a.id, m.hash FROM ${source} WHERE m.number > ${afterNumber} ORDER BY m.number LIMIT ${take}`, toName);
}

function toAccountId(row: Row): AccountId {
  return asAccountId(textOf(row, 'id'));
}

function toName(row: Row): MessageName {
  return { number: integerOf(row, 'number'), account: toAccountId(row), hash: hashOf(row, 'hash') };
}

function toSummary(row: Row): MessageSummary {
  return {
    account: asAccountId(textOf(row, 'account_id')),
    hash: hashOf(row, 'hash'),
    parserVersion: integerOf(row, 'parser_version'),
    archivedAt: instantOf(row, 'archived_at'),
    sizeBytes: integerOf(row, 'size_bytes'),
    direction: asLiteral<Direction>(row, 'direction'),
    kind: asLiteral<RowKind>(row, 'kind'),
    receiptType: asLiteralOrNull<ReceiptType>(row, 'receipt_type'),
    extent: asLiteralOrNull<ReceiptExtent>(row, 'extent'),
    recipient: textOrNull(row, 'recipient'),
    subject: textOf(row, 'subject'),
    from: { address: textOf(row, 'from_address'), name: textOf(row, 'from_name') },
    toFirst: asJson<readonly MailAddress[]>(row, 'to_first'),
    toCount: integerOf(row, 'to_count'),
    date: instantOrNull(row, 'date'),
    messageId: textOrNull(row, 'message_id'),
    outerMessageId: textOrNull(row, 'outer_message_id'),
    outerSubject: textOf(row, 'outer_subject'),
    identificativo: textOrNull(row, 'identificativo'),
    msgid: textOrNull(row, 'msgid'),
    certifiedSender: textOrNull(row, 'certified_sender'),
    eventTime: instantOrNull(row, 'event_time'),
    hasAttachments: booleanOf(row, 'has_attachments'),
    defectCount: integerOf(row, 'defect_count'),
    indication: asLiteralOrNull<Indication>(row, 'indication'),
    notes: booleanOf(row, 'notes'),
    look: asLiteral<VerdictLook | 'pending'>(row, 'look'),
    preview: textOf(row, 'preview'),
    sortDate: instantOf(row, 'sort_date'),
  };
}

function asDetail(json: string): MessageDetail {
  return JSON.parse(json) as MessageDetail;
}
