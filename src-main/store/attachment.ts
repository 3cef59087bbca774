// Attachments of messages, with the SHA-256 of their decoded content: "where did this file travel".
import type { AccountId, BlobHash } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { AttachmentView } from '#shared/model/views';
import type { Row } from './sql.ts';
import { asJson, asLiteral, hashOf, hashToBytes, integerOf, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** Called by message.ts with the row number of the message. */
export function replaceAttachments(tx: WriteTx, message: number, attachments: readonly AttachmentView[]): void {
  tx.run(sql`DELETE FROM attachment WHERE message = ${message}`);
  for (const [ordinal, { part, name, type, sizeBytes, sha256, contentId, role, warnings }] of attachments.entries()) {
    tx.run(sql`INSERT INTO attachment (message, ordinal, part, name, type, size_bytes, sha256, content_id, role, warnings)
      VALUES (${message}, ${ordinal}, ${part}, ${name}, ${type}, ${sizeBytes}, ${hashToBytes(sha256)}, ${contentId}, ${role}, ${JSON.stringify(warnings)})`);
  }
}

export function readAttachments(tx: ReadTx, message: number): AttachmentView[] {
  return tx.all(
    sql`SELECT m.hash, t.part, t.name, t.type, t.size_bytes, t.sha256, t.content_id, t.role, t.warnings
      FROM attachment t JOIN message m ON m.number = t.message WHERE t.message = ${message} ORDER BY t.ordinal`,
    toAttachment,
  );
}

/** Every message that carries this very file, oldest first. */
export function messagesWithFile(
  tx: ReadTx,
  sha256: BlobHash,
  take: number,
): { readonly account: AccountId; readonly hash: BlobHash; readonly attachment: AttachmentView }[] {
  return tx.all(
    sql`SELECT a.id, m.hash, t.part, t.name, t.type, t.size_bytes, t.sha256, t.content_id, t.role, t.warnings
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
    sha256: hashOf(row, 'sha256'),
    contentId: textOrNull(row, 'content_id'),
    role: asLiteral<'ordinary' | 'technical'>(row, 'role'),
    warnings: asJson<readonly string[]>(row, 'warnings'),
  };
}
