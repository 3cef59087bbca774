// An attachment read as FatturaPA: asked for when the person opens it, and what stands in its way in one
// sentence. Which attachments may be one is told by their names alone.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AttachmentView, MessageView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { InvoiceSheet } from './invoice-sheet.tsx';
import styles from './invoice.module.css';

/** The provider's own XML is not offered as an invoice. */
export function mayBeInvoice({ name, role }: Pick<AttachmentView, 'name' | 'role'>): boolean {
  return role === 'ordinary' && /\.xml(?:\.p7m)*$/i.test(name.trim());
}

export function Invoice({ message, attachment }: { readonly message: MessageView; readonly attachment: AttachmentView }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.reader.invoice;
  const { hash, part, name } = attachment;
  const query = useQuery(queries.messages.invoice.queryOptions({ input: { account: message.account, hash, part, name } }));
  if (query.isError)
    return (
      <Notice kind="problem" live>
        {errorText(text, codedError(query.error))}
      </Notice>
    );
  if (query.data === undefined)
    return (
      <p className={styles['waiting']} role="status">
        {words.loading}
      </p>
    );
  if (query.data.state === 'refused')
    return (
      <Notice kind="problem" live>
        {words.refused[query.data.code] ?? words.refusedOther}
      </Notice>
    );
  return <InvoiceSheet invoice={query.data.invoice} />;
}
