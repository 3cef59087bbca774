// Texts kept to be used again: primary data, written by people.
import type { Instant } from '#shared/model/ids';
import { asTemplateId, type MessageTemplate, type TemplateContent, type TemplateId } from '#shared/model/message-template';
import type { Row } from './sql.ts';
import { instantOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export function putTemplate(tx: WriteTx, id: TemplateId, { name, subject, text }: TemplateContent, at: Instant): void {
  tx.run(sql`INSERT INTO message_template (id, name, subject, body, changed_at) VALUES (${id}, ${name}, ${subject}, ${text}, ${at})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, subject = excluded.subject, body = excluded.body, changed_at = excluded.changed_at`);
}

export function removeTemplate(tx: WriteTx, id: TemplateId): void {
  tx.run(sql`DELETE FROM message_template WHERE id = ${id}`);
}

export function templateCount(tx: ReadTx): number {
  return tx.get(sql`SELECT count(*) AS n FROM message_template`, (row) => integerOf(row, 'n')) ?? 0;
}

/** By name. */
export function listTemplates(tx: ReadTx, take: number): MessageTemplate[] {
  return tx
    .all(sql`SELECT id, name, subject, body, changed_at FROM message_template LIMIT ${take}`, toTemplate)
    .toSorted((left, right) => left.name.localeCompare(right.name, 'it', { numeric: true }));
}

export function templateOf(tx: ReadTx, id: TemplateId): MessageTemplate | null {
  return tx.get(sql`SELECT id, name, subject, body, changed_at FROM message_template WHERE id = ${id}`, toTemplate);
}

function toTemplate(row: Row): MessageTemplate {
  return {
    id: asTemplateId(textOf(row, 'id')),
    name: textOf(row, 'name'),
    subject: textOf(row, 'subject'),
    text: textOf(row, 'body'),
    changedAt: instantOf(row, 'changed_at'),
  };
}
