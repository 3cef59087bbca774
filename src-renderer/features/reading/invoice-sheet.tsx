// An invoice as one reads it on paper: who, to whom, what, how much, by when. Every value is text of the
// sender; codes are worded from the catalogue, and an unknown code is shown as it is.
import type { ReactNode } from 'react';
import type { Invoice, InvoiceBody, InvoiceLine, InvoiceParty } from '#shared/model/invoice';
import { dayText, decimalText } from '#shared/text/invoice-values';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords, type Words } from '#ui/ui/words.ts';
import { InvoiceSums } from './invoice-sums.tsx';
import styles from './invoice.module.css';

export function InvoiceSheet({ invoice }: { readonly invoice: Invoice }): ReactNode {
  const { text, number } = useWords();
  const words = text.reader.invoice;
  return (
    <div className={styles['file']}>
      <p className={styles['note']}>
        {words.readingOnly} {invoice.enveloped ? words.enveloped : null}
      </p>
      {invoice.bodies.map((body, index) => (
        // Invoices of one file have nothing else to tell them apart for certain.
        <section key={`${index} ${body.number}`} className={styles['sheet']} aria-label={words.label(visibleText(body.number))}>
          <Head body={body} />
          <div className={styles['parties']}>
            <Party title={words.seller} party={invoice.seller} />
            <Party title={words.buyer} party={invoice.buyer} />
            {invoice.issuer === null ? null : <Party title={words.issuer} party={invoice.issuer} />}
          </div>
          <Causes causes={body.causes} />
          <Lines body={body} />
          <InvoiceSums body={body} />
          <p className={styles['small']}>
            {words.transmission}: {visibleText(invoice.transmission.id)} · {visibleText(invoice.format)}
            {wordFor(words.formats, invoice.format, ' ')} · {words.recipient} {visibleText(invoice.transmission.recipient)}
            {invoice.transmission.pec === null ? null : ` · ${visibleText(invoice.transmission.pec)}`}
          </p>
        </section>
      ))}
      {invoice.bodyCount > invoice.bodies.length ? (
        <p className={styles['note']}>{words.moreBodies(number(invoice.bodies.length), number(invoice.bodyCount))}</p>
      ) : null}
    </div>
  );
}

function wordFor(codes: Readonly<Record<string, string>>, code: string, before: string): string {
  const word = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return word === undefined ? '' : before + word;
}

function Head({ body }: { readonly body: InvoiceBody }): ReactNode {
  const { text, language } = useWords();
  const words = text.reader.invoice;
  const type = wordFor(words.types, body.type, '');
  return (
    <header className={styles['head']}>
      <h3 className={styles['title']}>
        {type === '' ? visibleText(body.type) : type} <span>{words.number(visibleText(body.number), visibleText(dayText(body.date)))}</span>
      </h3>
      <p className={styles['total']}>
        <span className={styles['small']}>{body.total === null ? words.noTotal : words.total}</span>
        {body.total === null ? null : (
          <strong>
            {visibleText(decimalText(language, body.total))} {visibleText(body.currency)}
          </strong>
        )}
      </p>
    </header>
  );
}

function Party({ title, party }: { readonly title: string; readonly party: InvoiceParty }): ReactNode {
  const { text } = useWords();
  const words = text.reader.invoice;
  return (
    <div>
      <h4 className={styles['heading']}>{title}</h4>
      <p className={styles['name']}>
        <bdi>{visibleText(party.name)}</bdi>
      </p>
      {party.address === '' ? null : <p>{visibleText(party.address)}</p>}
      {party.vat === null ? null : (
        <p>
          {words.vatNumber} {visibleText(party.vat)}
        </p>
      )}
      {party.taxCode === null ? null : (
        <p>
          {words.taxCode} {visibleText(party.taxCode)}
        </p>
      )}
    </div>
  );
}

function Causes({ causes }: { readonly causes: readonly string[] }): ReactNode {
  const { text } = useWords();
  if (causes.length === 0) return null;
  return (
    <div>
      <h4 className={styles['heading']}>{text.reader.invoice.causes}</h4>
      <p>{causes.map((cause) => visibleText(cause)).join(' ')}</p>
    </div>
  );
}

function Lines({ body }: { readonly body: InvoiceBody }): ReactNode {
  const words = useWords();
  const text = words.text.reader.invoice;
  return (
    <>
      <table className={styles['table']}>
        <caption className={styles['heading']}>{text.lines}</caption>
        <thead>
          <tr>
            <th scope="col">{text.line}</th>
            <th scope="col">{text.description}</th>
            <th scope="col" className={styles['figure']}>
              {text.vat}
            </th>
            <th scope="col" className={styles['figure']}>
              {text.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {body.lines.map((line, index) => (
            <tr key={`${index} ${line.number}`}>
              <td>{visibleText(line.number)}</td>
              <td className={styles['long']}>
                <bdi>{visibleText(line.text)}</bdi>
                <span className={styles['small']}>{lineDetails(line, words)}</span>
              </td>
              <td className={styles['figure']}>{line.nature === null ? rateText(line.vatRate, words) : visibleText(line.nature)}</td>
              <td className={styles['figure']}>{line.total === null ? '' : visibleText(decimalText(words.language, line.total))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {body.lineCount > body.lines.length ? (
        <p className={styles['note']}>{text.moreLines(words.number(body.lines.length), words.number(body.lineCount))}</p>
      ) : null}
    </>
  );
}

function rateText(rate: string | null, { language }: Words): string {
  return rate === null ? '' : `${visibleText(decimalText(language, rate)).replace(/[.,]00$/, '')} %`;
}

/** "SC 10.00%" (TipoScontoMaggiorazione of the schema) in words; what is not written so is shown as it is. */
function adjustmentText(written: string, text: Words['text'], language: Words['language']): string {
  const [, kind, value = '', percent] = /^(SC|MG) (\d{1,15}(?:\.\d{1,8})?)(%)?$/.exec(written) ?? [];
  if (kind === undefined) return written;
  const amount = decimalText(language, value);
  const how = percent === undefined ? amount : `${amount.replace(/[.,]00$/, '')} %`;
  return kind === 'SC' ? text.reader.invoice.discount(how) : text.reader.invoice.surcharge(how);
}

function lineDetails(line: InvoiceLine, { text, language }: Words): string {
  const words = text.reader.invoice;
  const { quantity, unit, unitPrice, adjustments } = line;
  const [from, to] = line.period;
  const parts = [
    quantity === null || unitPrice === null
      ? ''
      : words.times(decimalText(language, quantity), unit ?? '', decimalText(language, unitPrice)),
    adjustments.map((each) => adjustmentText(each, text, language)).join(', '),
    from === null || to === null ? '' : words.period(dayText(from), dayText(to)),
  ];
  return visibleText(parts.filter((part) => part !== '').join(' · '));
}
