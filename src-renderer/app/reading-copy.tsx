// What paper adds to the screen: that it is a copy for reading and when it was made, and where the
// originals are: digests, ids, and every receipt there is. Nothing here is drawn on screen.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { DispatchView, MessageView } from '#shared/model/views';
import { receiptText } from '#shared/text/wording';
import { useCore } from '#ui/client/queries.ts';
import { receiptLook } from '#ui/features/dispatches/receipts.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useLookWord, Verdict } from '#ui/marks/verdict.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './reading-copy.module.css';
import type { OpenItem } from './route.ts';

/** Stands above the message. */
export function CopyMark(): ReactNode {
  const { text, dates } = useWords();
  const now = useNow();
  const words = text.reader.copy;
  return (
    <div className={styles['mark']} data-print="only" aria-hidden="true">
      <p className={styles['title']}>
        <strong>{words.mark}</strong> · {text.screen.app} · {words.printed(dates.exact(now))}
      </p>
      <p>{words.markMeans}</p>
    </div>
  );
}

/** Stands below it. */
export function CopyFacts({ open }: { readonly open: OpenItem }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const asMessage = open.type === 'message' ? { account: open.account, hash: open.hash } : null;
  const message = useQuery(queries.messages.open.queryOptions({ input: asMessage ?? NO_MESSAGE, enabled: asMessage !== null })).data;
  const dispatch = useQuery(
    queries.dispatches.open.queryOptions({ input: { id: open.type === 'dispatch' ? open.id : '' }, enabled: open.type === 'dispatch' }),
  ).data;
  return (
    <section className={styles['facts']} data-print="only" aria-hidden="true">
      <h2 className={styles['heading']}>{text.reader.copy.title}</h2>
      {open.type === 'message' && message !== undefined ? <MessageFacts message={message} /> : null}
      {open.type === 'dispatch' && dispatch !== undefined ? <DispatchFacts dispatch={dispatch} /> : null}
    </section>
  );
}

const NO_MESSAGE = { account: '', hash: '' };

type Fact = readonly [name: string, value: string];

function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={styles['list']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function MessageFacts({ message }: { readonly message: MessageView }): ReactNode {
  const { text, dates } = useWords();
  const lookWord = useLookWord();
  const words = text.reader.copy;
  const { proof } = message;
  const certified: readonly Fact[] =
    proof === null
      ? []
      : [
          [
            words.certifiedBy,
            [visibleText(proof.issuer), proof.signer === null ? '' : visibleText(proof.signer)].filter((part) => part !== '').join(', '),
          ],
          [words.certifiedAt, dates.exact(proof.time)],
          ...(proof.identificativo === null ? [] : [[words.identificativo, visibleText(proof.identificativo)] as const]),
        ];
  return (
    <Facts
      facts={[
        [words.verdict, lookWord(message.look)],
        ...certified,
        [words.archived, dates.exact(message.archivedAt)],
        [words.sha256, message.hash],
      ]}
    />
  );
}

function DispatchFacts({ dispatch }: { readonly dispatch: DispatchView }): ReactNode {
  const { text } = useWords();
  const words = text.reader.copy;
  const { state, message, messageSource } = dispatch;
  const counted = [...state.general, ...state.recipients.flatMap((each) => each.receipts)];
  const claimed = [...state.generalClaimed, ...state.recipients.flatMap((each) => each.claimed)];
  return (
    <>
      <Facts
        facts={[
          [words.messageId, visibleText(dispatch.msgid)],
          ...dispatch.identificativi.map((id): Fact => [words.identificativo, visibleText(id)]),
          ...(message === null ? [] : [[messageSource === 'sentCopy' ? words.sentCopy : words.sha256, message.hash] as const]),
        ]}
      />
      <h2 className={styles['heading']}>{words.receipts}</h2>
      {counted.length + claimed.length === 0 ? <p>{words.noReceipts}</p> : null}
      <ul className={styles['receipts']}>
        {distinct(counted).map((receipt) => (
          <ReceiptLine key={receipt.hash} receipt={receipt} counts />
        ))}
        {distinct(claimed).map((receipt) => (
          <ReceiptLine key={receipt.hash} receipt={receipt} counts={false} />
        ))}
      </ul>
    </>
  );
}

function distinct(receipts: readonly ReceiptRecord[]): readonly ReceiptRecord[] {
  return [...new Map(receipts.map((receipt) => [receipt.hash, receipt])).values()].toSorted((a, b) => a.time - b.time);
}

function ReceiptLine({ receipt, counts }: { readonly receipt: ReceiptRecord; readonly counts: boolean }): ReactNode {
  const { text, dates } = useWords();
  const about = receipt.recipient === null ? '' : ` · ${visibleText(receipt.recipient)}`;
  return (
    <li>
      <p className={styles['receipt']}>
        <strong>
          {receiptText(text, receipt.type, receipt.extent)}
          {about}
        </strong>
        <span>{dates.exact(receipt.time)}</span>
        <span>{visibleText(receipt.issuer)}</span>
        <Verdict look={receiptLook(receipt)} />
        {counts ? null : <span>({text.reader.copy.unproven})</span>}
      </p>
      <p className={styles['digest']}>
        {visibleText(receipt.identificativo)} · SHA-256 {receipt.hash}
      </p>
    </li>
  );
}
