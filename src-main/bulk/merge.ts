// A template and a row make a message. A field is {{column}}; it is replaced once, and what comes in is
// only ever text: never another field, never a header, never an address of its own (THREATS SND-01, SND-09).
import type { BulkTemplate } from '#shared/model/bulk';
import { emptyDraft, type DraftContent, type Finding } from '#shared/model/compose';
import { fieldKey, fieldsOf, fillFields } from '#shared/model/message-template';
import { splitRecipients } from '#shared/model/sendable-address';
import { blocking, warning } from '#main/outbox/finding';

export type Merged = { readonly content: DraftContent; readonly findings: readonly Finding[] };

export function createMerge(
  template: BulkTemplate,
  columns: readonly string[],
): { readonly findings: readonly Finding[]; merge(cells: readonly string[]): Merged } {
  const places = new Map(columns.map((name, index) => [fieldKey(name), index]));
  const cellOf = (cells: readonly string[], name: string): string | null => {
    const place = places.get(fieldKey(name));
    return place === undefined ? null : (cells[place] ?? '');
  };
  const used = [...new Set([...fieldsOf(template.subject), ...fieldsOf(template.text)])];
  return {
    findings: templateFindings(template, used, (name) => places.has(fieldKey(name))),
    merge(cells) {
      const fill = (text: string): string => fillFields(text, (name) => cellOf(cells, name));
      const address = cellOf(cells, template.addressColumn) ?? '';
      const name = template.nameColumn === null ? '' : (cellOf(cells, template.nameColumn) ?? '');
      const findings: Finding[] = [];
      if (splitRecipients(address).length > 1) findings.push(blocking('row.several', 'to', { entry: shown(address) }));
      for (const field of used) if (cellOf(cells, field)?.trim() === '') findings.push(warning('row.emptyField', 'text', { field }));
      return {
        content: {
          ...emptyDraft(template.account),
          to: [recipientText(address.trim(), name)],
          // A subject is one line; a table may hold a break that nobody sees.
          subject: fill(template.subject).trim(),
          text: fill(template.text).replaceAll(/\r\n?/g, '\n'),
          receipt: template.receipt,
          attachments: template.attachments,
        },
        findings,
      };
    },
  };
}

function templateFindings(template: BulkTemplate, used: readonly string[], known: (name: string) => boolean): readonly Finding[] {
  const found: Finding[] = [];
  if (!known(template.addressColumn)) found.push(blocking('bulk.addressColumn', 'to', { column: template.addressColumn }));
  if (template.nameColumn !== null && !known(template.nameColumn))
    found.push(blocking('bulk.unknownField', 'to', { field: template.nameColumn }));
  for (const field of used) if (!known(field)) found.push(blocking('bulk.unknownField', 'text', { field }));
  const left = fillFields(`${template.subject}\n${template.text}`, () => '');
  if (left.includes('{{') || left.includes('}}')) found.push(warning('bulk.openField', 'text'));
  if (used.length === 0) found.push(warning('bulk.noField', 'text'));
  return found;
}

/** A name is a label only: what could be read as more is left out (as reply.ts does). */
function recipientText(address: string, name: string): string {
  const clean = name
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"\\<>]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, 100);
  if (clean === '' || clean.includes('@') || address.includes('<')) return address;
  return /[(),;:]/.test(clean) ? `"${clean}" <${address}>` : `${clean} <${address}>`;
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
