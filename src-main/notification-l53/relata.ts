// The report of service as text (L. 53/1994 art. 3-bis c. 5 and 6): put together from the form, in the words
// of the one file where they are edited.
import type { NotificationForm } from '#shared/model/notification';
import type { Text } from '#shared/text/catalogue';

export function relataText(form: NotificationForm, from: string, text: Text): string {
  const words = text.notification.text;
  const blank = (value: string): string => (value.trim() === '' ? '…' : value.trim());
  const documents = form.documents.filter(({ kind }) => kind !== 'relata');
  const copies = documents.filter(({ kind }) => kind === 'copy').map(({ file }) => `«${file.name}»`);
  const day = (date: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? date.split('-').toReversed().join('/') : '…');
  return [
    words.heading,
    words.opening(
      blank(form.lawyerName),
      blank(form.lawyerTaxCode),
      blank(form.bar),
      blank(form.clientName),
      blank(form.clientTaxCode),
      from,
    ),
    documents.map(({ description, file }) => words.document(blank(description), file.name)).join('\n'),
    [
      words.to,
      ...form.recipients.map((one) =>
        words.recipient(blank(one.name), blank(one.address), one.register === '' ? '…' : one.register, day(one.consultedOn)),
      ),
    ].join('\n'),
    ...(form.office.trim() === ''
      ? []
      : [words.proceeding(form.office.trim(), form.section.trim(), blank(form.docketNumber), blank(form.docketYear))]),
    ...(copies.length === 0 ? [] : [words.conformity(copies.join(', '))]),
    words.signature(blank(form.lawyerName)),
  ].join('\n\n');
}
