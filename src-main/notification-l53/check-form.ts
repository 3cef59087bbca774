// What is missing or wrong in the form before anything is made of it (L. 53/1994 art. 3-bis c. 1 to 6).
import type { Finding } from '#shared/model/compose';
import type { NotificationDocument, NotificationForm } from '#shared/model/notification';
import { readRecipient } from '#shared/model/sendable-address';
import { blocking, warning } from '#main/outbox/finding';

/** What a document turned out to be: its first bytes, and for a signed file whether the signature holds. 'gone': its bytes are no longer kept. */
export type DocumentFact = { readonly pdf: boolean; readonly signature: 'valid' | 'invalid' | 'undecided' | 'none' | 'gone' };

const TAX_CODE = /^(?:[A-Z0-9]{16}|\d{11})$/i;
const DAY_MS = 86_400_000;

/** `today`: "2026-11-22", in Italy. `facts`: one for each document, in order. */
export function checkForm(form: NotificationForm, facts: readonly DocumentFact[], today: string): readonly Finding[] {
  return [
    ...peopleFindings(form),
    ...proceedingFindings(form),
    ...recipientFindings(form, today),
    ...documentFindings(form.documents, facts),
  ].toSorted((left, right) => Number(left.level === 'warning') - Number(right.level === 'warning'));
}

function peopleFindings(form: NotificationForm): readonly Finding[] {
  const found: Finding[] = [];
  for (const field of ['lawyerName', 'lawyerTaxCode', 'bar', 'clientName', 'clientTaxCode'] as const)
    if (form[field].trim() === '') found.push(blocking(`l53.missing.${field}`, 'message'));
  for (const field of ['lawyerTaxCode', 'clientTaxCode'] as const)
    if (form[field].trim() !== '' && !TAX_CODE.test(form[field].trim()))
      found.push(warning('l53.taxCode', 'message', { entry: form[field].slice(0, 40) }));
  return found;
}

/** Art. 3-bis c. 6: office, section, number and year, all of them when a proceeding is pending. */
function proceedingFindings({ office, docketNumber, docketYear }: NotificationForm): readonly Finding[] {
  const given = [office, docketNumber, docketYear].filter((text) => text.trim() !== '').length;
  return given === 0 || given === 3 ? [] : [blocking('l53.proceeding', 'message')];
}

function recipientFindings({ recipients }: NotificationForm, today: string): readonly Finding[] {
  const found: Finding[] = [];
  if (recipients.length === 0) found.push(blocking('to.none', 'to'));
  for (const [index, { name, address, register, consultedOn }] of recipients.entries()) {
    // Without an address there is no name to call the recipient by: the rest is asked for once it is there.
    if (address.trim() === '') {
      found.push(blocking('l53.noAddress', 'to', { number: index + 1 }));
      continue;
    }
    const read = readRecipient(address);
    if (read.state === 'invalid') found.push(blocking(`recipient.${read.fault}`, 'to', { entry: address.slice(0, 100) }));
    if (name.trim() === '') found.push(blocking('l53.recipientName', 'to', { address }));
    if (register === '') found.push(blocking('l53.register', 'to', { address }));
    const at = Date.parse(consultedOn);
    const now = Date.parse(today);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(consultedOn) || Number.isNaN(at) || at > now) found.push(blocking('l53.consulted', 'to', { address }));
    else if (now - at > DAY_MS) found.push(warning('l53.consultedLongAgo', 'to', { address }));
  }
  return found;
}

function documentFindings(documents: readonly NotificationDocument[], facts: readonly DocumentFact[]): readonly Finding[] {
  const found: Finding[] = [];
  if (!documents.some(({ kind }) => kind !== 'relata')) found.push(blocking('l53.noAct', 'attachments'));
  if (!documents.some(({ kind }) => kind === 'relata')) found.push(blocking('l53.noRelata', 'attachments'));
  for (const [index, { file, kind, description }] of documents.entries()) {
    const { name } = file;
    const fact = facts[index] ?? { pdf: false, signature: 'none' };
    if (fact.signature === 'gone') {
      found.push(blocking('l53.fileGone', 'attachments', { name }));
      continue;
    }
    const signed = /\.p7m$/i.test(name);
    if (fact.signature === 'invalid') found.push(blocking('l53.signatureInvalid', 'attachments', { name }));
    else if (signed && fact.signature !== 'valid') found.push(warning('l53.signatureUndecided', 'attachments', { name }));
    if (!signed && !fact.pdf) found.push(warning('l53.fileType', 'attachments', { name }));
    // A signature inside a PDF is not judged here: the lawyer is reminded.
    if (kind === 'relata' && !signed) found.push(warning('l53.relataSigned', 'attachments', { name }));
    if (kind !== 'relata' && description.trim() === '') found.push(blocking('l53.description', 'attachments', { name }));
  }
  return found;
}
