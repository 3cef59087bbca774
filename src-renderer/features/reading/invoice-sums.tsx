// What an invoice adds up to and how it is paid: VAT, other items, payments, references, files inside.
import type { ReactNode } from 'react';
import type { InvoiceBody, InvoiceExtra, InvoicePayment, InvoiceVat } from '#shared/model/invoice';
import { dayText, decimalText } from '#shared/text/invoice-values';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './invoice.module.css';

type Cells = readonly [label: string, ...figures: string[]];

export function InvoiceSums({ body }: { readonly body: InvoiceBody }): ReactNode {
  const words = useWords();
  const text = words.text.reader.invoice;
  return (
    <>
      <Table caption={text.summary} heads={[text.vat, text.taxable, text.tax]} rows={body.vat.map((each) => vatCells(each, words))} />
      <Table caption={text.extras} heads={[text.description, text.amount]} rows={body.extras.map((each) => extraCells(each, words))} />
      <Table
        caption={text.payments}
        heads={[text.means, text.due, text.amount]}
        rows={body.payments.map((each) => paymentCells(each, words))}
      />
      <List
        title={text.references}
        lines={body.references.map(({ kind, id, date, cup, cig }) =>
          [
            `${text.referenceKinds[kind]} ${id}`,
            date === null ? '' : dayText(date),
            cup === null ? '' : `CUP ${cup}`,
            cig === null ? '' : `CIG ${cig}`,
          ]
            .filter((part) => part !== '')
            .join(' · '),
        )}
        note={null}
      />
      <List
        title={text.files}
        lines={body.files.map(({ name, about, sizeBytes }) =>
          [name, about ?? '', words.size(sizeBytes)].filter((part) => part !== '').join(' · '),
        )}
        note={text.filesMeans}
      />
    </>
  );
}

function amount(value: string | null, { language }: Words): string {
  return value === null ? '' : decimalText(language, value);
}

/** The word of a code with the code behind it; the code alone when it has no word. */
function coded(codes: Readonly<Record<string, string>>, code: string | null): string {
  if (code === null) return '';
  const word = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return word === undefined ? code : `${word} (${code})`;
}

function vatCells(vat: InvoiceVat, words: Words): Cells {
  const text = words.text.reader.invoice;
  const rate = vat.rate === null ? '' : `${decimalText(words.language, vat.rate).replace(/[.,]00$/, '')} %`;
  const what = [
    vat.nature === null ? rate : coded(text.natures, vat.nature),
    coded(text.chargeable, vat.due).replace(/ \(.\)$/, ''),
    vat.law ?? '',
  ];
  return [what.filter((part) => part !== '').join(' · '), amount(vat.taxable, words), amount(vat.tax, words)];
}

function extraCells(extra: InvoiceExtra, words: Words): Cells {
  const rate = extra.rate === null ? '' : `${decimalText(words.language, extra.rate).replace(/[.,]00$/, '')} %`;
  const what = [words.text.reader.invoice.extraKinds[extra.kind], extra.code ?? '', rate];
  return [what.filter((part) => part !== '').join(' '), amount(extra.amount, words)];
}

function paymentCells(payment: InvoicePayment, words: Words): Cells {
  const text = words.text.reader.invoice;
  const terms = payment.terms === null ? '' : (text.terms[payment.terms] ?? payment.terms);
  const what = [coded(text.meansCodes, payment.means), terms, payment.payee ?? '', payment.bank ?? '', payment.iban ?? ''];
  return [
    what.filter((part) => part !== '').join(' · '),
    payment.dueDate === null ? '' : dayText(payment.dueDate),
    amount(payment.amount, words),
  ];
}

function Table({
  caption,
  heads,
  rows,
}: {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly Cells[];
}): ReactNode {
  if (rows.length === 0) return null;
  return (
    <table className={styles['table']}>
      <caption className={styles['heading']}>{caption}</caption>
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th key={head} scope="col" className={index === 0 ? undefined : styles['figure']}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, ...figures], row) => (
          <tr key={`${row} ${label}`}>
            <td className={styles['long']}>
              <bdi>{visibleText(label)}</bdi>
            </td>
            {figures.map((figure, column) => (
              <td key={heads[column + 1]} className={styles['figure']}>
                {visibleText(figure)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({
  title,
  lines,
  note,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note: string | null;
}): ReactNode {
  if (lines.length === 0) return null;
  return (
    <div>
      <h4 className={styles['heading']}>{title}</h4>
      <ul>
        {lines.map((line, index) => (
          <li key={`${index} ${line}`}>
            <bdi>{visibleText(line)}</bdi>
          </li>
        ))}
      </ul>
      {note === null ? null : <p className={styles['small']}>{note}</p>}
    </div>
  );
}
