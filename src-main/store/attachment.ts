// Attachments of messages, with the SHA-256 of their decoded content: "where did this file travel". That of
// a message which a provider wrapped is not kept (index-0014-wrapped-message.ts).
import type { AccountId, BlobHash } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { AttachmentView } from '#shared/model/views';
import type { Row } from './sql.ts';
import { asJson, asLiteral, hashOf, hashOrNull, hashToBytes, integerOf, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** Called by message.ts with the row number of the message, and whether it has any by now. */
export function replaceAttachments(tx: WriteTx, message: number, attachments: readonly AttachmentView[], hasSome: boolean): void {
  if (hasSome) {
    tx.run(sql`DELETE FROM attachment WHERE message = ${message}`);
    tx.run(sql`DELETE FROM wrapped_message WHERE message = ${message}`);
  }
  for (const [ordinal, { part, name, type, sizeBytes, sha256, start, contentId, role, warnings }] of attachments.entries()) {
    if (sha256 === null)
      tx.run(sql`INSERT INTO wrapped_message (message, ordinal, part, name, type, size_bytes, start, content_id, role, warnings)
        VALUES (${message}, ${ordinal}, ${part}, ${name}, ${type}, ${sizeBytes}, ${start ?? 0}, ${contentId}, ${role}, ${JSON.stringify(warnings)})`);
    else
      tx.run(sql`INSERT INTO attachment (message, ordinal, part, name, type, size_bytes, sha256, content_id, role, warnings)
        VALUES (${message}, ${ordinal}, ${part}, ${name}, ${type}, ${sizeBytes}, ${hashToBytes(sha256)}, ${contentId}, ${role}, ${JSON.stringify(warnings)})`);
  }
}

export function readAttachments(tx: ReadTx, message: number): AttachmentView[] {
  return tx.all(
    sql`SELECT m.hash, t.part, t.name, t.type, t.size_bytes, t.sha256, NULL AS start, t.content_id, t.role, t.warnings, t.ordinal
      FROM attachment t JOIN message m ON m.number = t.message WHERE t.message = ${message}
      UNION ALL SELECT m.hash, w.part, w.name, w.type, w.size_bytes, NULL, w.start, w.content_id, w.role, w.warnings, w.ordinal
      FROM wrapped_message w JOIN message m ON m.number = w.message WHERE w.message = ${message} ORDER BY 11`,
    toAttachment,
  );
}

type Carrier = { readonly account: AccountId; readonly hash: BlobHash; readonly attachment: AttachmentView };

/** Messages in which a wrapped message of this size stands, oldest first. */
export function messagesWrapping(tx: ReadTx, sizeBytes: number, take: number): Carrier[] {
  return tx.all(
    sql`SELECT a.id, m.hash, w.part, w.name, w.type, w.size_bytes, NULL AS sha256, w.start, w.content_id, w.role, w.warnings
      FROM wrapped_message w JOIN message m ON m.number = w.message JOIN account a ON a.number = m.account
      WHERE w.size_bytes = ${sizeBytes} ORDER BY w.message LIMIT ${take}`,
    (row) => ({ account: asAccountId(textOf(row, 'id')), hash: hashOf(row, 'hash'), attachment: toAttachment(row) }),
  );
}

/** Every message that carries this very file, oldest first. */
export function messagesWithFile(tx: ReadTx, sha256: BlobHash, take: number): Carrier[] {
  return tx.all(
    sql`SELECT a.id, m.hash, t.part, t.name, t.type, t.size_bytes, t.sha256, NULL AS start, t.content_id, t.role, t.warnings
      FROM attachment t JOIN message m ON m.number = t.message JOIN account a ON a.number = m.account
      WHERE t.sha256 = ${hashToBytes(sha256)} ORDER BY t.message LIMIT ${take}`,
    (row) => ({ account: asAccountId(textOf(row, 'id')), hash: hashOf(row, 'hash'), attachment: toAttachment(row) }),
  );
}

function toAttachment(row: Row): AttachmentView {
  return {
    part: textOf(row, 'part'),
    hash: hashOf(row, 'hash'),
    name: textOf(row, 'name'),
    type: textOf(row, 'type'),
    sizeBytes: integerOf(row, 'size_bytes'),
    sha256: hashOrNull(row, 'sha256'),
    ...(row['start'] === null ? {} : { start: integerOf(row, 'start') }),
    contentId: textOrNull(row, 'content_id'),
    role: asLiteral<'ordinary' | 'technical'>(row, 'role'),
    warnings: asJson<readonly string[]>(row, 'warnings'),
  };
}
