// Attachments of the sender, one row each; what the provider added is folded below (PRODUCT §5.2).
import { Download, FileText, ReceiptText, ShieldAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { AttachmentView, MessageView } from '#shared/model/views';
import { attachmentWarningText } from '#shared/text/wording';
import { download, partUrl } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords } from '#ui/ui/words.ts';
import { AttachmentSignature } from './signed-attachment.tsx';
import styles from './attachments.module.css';
import { Invoice, mayBeInvoice } from './invoice.tsx';

export function Attachments({ message }: { readonly message: MessageView }): ReactNode {
  const { text } = useWords();
  const own = message.attachments.filter((each) => each.role === 'ordinary');
  const technical = message.attachments.filter((each) => each.role === 'technical');
  if (message.attachments.length === 0) return null;
  return (
    <section className={styles['section']} aria-label={text.screen.reading.attachments(own.length)}>
      {own.length === 0 ? null : (
        <>
          <h2 className={styles['title']}>{text.screen.reading.attachments(own.length)}</h2>
          <AttachmentRows message={message} attachments={own} />
        </>
      )}
      {technical.length === 0 ? null : (
        <Disclosure title={text.screen.reading.technical(technical.length)}>
          <p className={styles['means']}>{text.screen.reading.technicalMeans}</p>
          <AttachmentRows message={message} attachments={technical} />
        </Disclosure>
      )}
    </section>
  );
}

function AttachmentRows({
  message,
  attachments,
}: {
  readonly message: MessageView;
  readonly attachments: readonly AttachmentView[];
}): ReactNode {
  return (
    <ul className={styles['rows']}>
      {attachments.map((each) => (
        <AttachmentRow key={`${each.hash}-${each.part}`} message={message} attachment={each} />
      ))}
    </ul>
  );
}

function AttachmentRow({ message, attachment }: { readonly message: MessageView; readonly attachment: AttachmentView }): ReactNode {
  const { core } = useCore();
  const { text, size } = useWords();
  const [reads, setReads] = useState(false);
  const name = visibleText(attachment.name);
  const words = text.reader.invoice;
  return (
    <li className={styles['item']}>
      <div className={styles['row']}>
        <FileText size={15} aria-hidden className={styles['icon']} />
        <span className={styles['text']}>
          <bdi className={styles['name']}>{name}</bdi>
          {attachment.warnings.map((code) => (
            <span key={code} className={styles['warning']}>
              <ShieldAlert size={13} aria-hidden /> {attachmentWarningText(text, code)}
            </span>
          ))}
        </span>
        <span className={styles['size']}>{size(attachment.sizeBytes)}</span>
        {mayBeInvoice(attachment) ? (
          <Button
            icon={<ReceiptText size={15} aria-hidden />}
            label={reads ? words.hide(name) : words.show(name)}
            onPress={() => setReads(!reads)}
          >
            {reads ? words.close : words.read}
          </Button>
        ) : null}
        <IconButton
          name={text.screen.reading.saveNamed(name)}
          icon={<Download size={15} aria-hidden />}
          onPress={() => download(partUrl(core.bytesBase, message.account, attachment.hash, attachment.part))}
        />
      </div>
      {attachment.role === 'ordinary' ? <AttachmentSignature account={message.account} attachment={attachment} /> : null}
      {reads ? (
        <div className={styles['opened']}>
          <Invoice message={message} attachment={attachment} />
        </div>
      ) : null}
    </li>
  );
}
