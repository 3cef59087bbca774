// The table that answers "was it delivered, to whom, when": one row per recipient, its receipt and
// the verdict on that receipt. Claimed receipts are listed below and never counted.
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DispatchRecipient, ReceiptRecord } from '#shared/model/dispatch';
import type { DispatchView } from '#shared/model/views';
import { causeText, receiptText } from '#shared/text/wording';
import { visibleText } from '#ui/marks/plain-text.ts';
import { AddressText } from '#ui/marks/sender-text.tsx';
import { StatusMark } from '#ui/marks/status.tsx';
import { VerdictMark } from '#ui/marks/verdict.tsx';
import { IconButton } from '#ui/ui/button.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import { generalReceipt, outcomeReceipt, receiptLook } from './receipts.ts';
import styles from './recipients.module.css';

export type RecipientsProps = {
  readonly dispatch: DispatchView;
  readonly onWhy: (receipt: ReceiptRecord) => void;
  readonly onOpen: (receipt: ReceiptRecord) => void;
};

export function Recipients({ dispatch, onWhy, onOpen }: RecipientsProps): ReactNode {
  const { text } = useWords();
  const words = text.screen.dispatch;
  const { state } = dispatch;
  const general = generalReceipt(state);
  const claimed = [...state.generalClaimed, ...state.recipients.flatMap((each) => each.claimed)];
  return (
    <div className={styles['section']}>
      <table role="table" className={styles['table']} aria-label={words.table}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {words.recipient}
            </th>
            <th role="columnheader" scope="col" className={styles['acceptance']}>
              {words.accepted}
            </th>
            <th role="columnheader" scope="col">
              {words.delivery}
            </th>
            <th role="columnheader" scope="col" className={styles['kind']}>
              {words.receipt}
            </th>
            <th role="columnheader" scope="col" className={styles['proof']}>
              {words.proof}
            </th>
            <th role="columnheader" scope="col">
              <span className="visually-hidden">{words.open}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {state.recipients.map((recipient) => (
            <RecipientRow key={recipient.address} recipient={recipient} general={general} onWhy={onWhy} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {claimed.length === 0 ? null : <Claimed receipts={claimed} onWhy={onWhy} onOpen={onOpen} />}
    </div>
  );
}

function RecipientRow({
  recipient,
  general,
  onWhy,
  onOpen,
}: { readonly recipient: DispatchRecipient; readonly general: ReceiptRecord | null } & Pick<
  RecipientsProps,
  'onWhy' | 'onOpen'
>): ReactNode {
  const { text, dates } = useWords();
  const now = useNow();
  const words = text.screen.dispatch;
  const outcome = outcomeReceipt(recipient);
  const address = visibleText(recipient.address);
  const cause = outcome === null || outcome.type === 'delivery' ? null : causeText(text, outcome);
  const accepted = general !== null && general.type === 'acceptance' ? general : null;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={styles['recipient']}>
        <AddressText address={recipient.address} />
        {recipient.role === 'to' ? null : <span className={styles['role']}> {text.mail.roles[recipient.role]}</span>}
      </th>
      <td role="cell" className={styles['acceptance']}>
        {accepted === null ? (
          words.none
        ) : (
          <time dateTime={new Date(accepted.time).toISOString()} title={dates.exact(accepted.time)}>
            {dates.table(accepted.time, now)}
          </time>
        )}
      </td>
      <td role="cell" className={styles['delivery']}>
        <StatusMark status={recipient.status} detail={recipient.status === 'failed' ? cause : null} wrap />
        {outcome === null ? null : (
          <time className={styles['time']} dateTime={new Date(outcome.time).toISOString()} title={dates.exact(outcome.time)}>
            {dates.table(outcome.time, now)}
          </time>
        )}
      </td>
      <td role="cell" className={styles['kind']}>
        {outcome === null
          ? words.none
          : outcome.type !== 'delivery' || outcome.extent === null
            ? words.notice
            : text.mail.extents[outcome.extent]}
      </td>
      <td role="cell" className={styles['proof']}>
        {outcome === null ? (
          words.none
        ) : (
          <IconButton
            name={text.screen.reading.whyLabel(`${text.mail.looks[receiptLook(outcome)]}, ${address}`)}
            icon={<VerdictMark look={receiptLook(outcome)} />}
            onPress={() => onWhy(outcome)}
          />
        )}
      </td>
      <td role="cell" className={styles['open']}>
        {outcome === null ? null : (
          <IconButton
            name={words.openReceipt(receiptText(text, outcome.type, outcome.extent), address)}
            icon={<ChevronRight size={16} aria-hidden />}
            onPress={() => onOpen(outcome)}
          />
        )}
      </td>
    </tr>
  );
}

function Claimed({
  receipts,
  onWhy,
  onOpen,
}: { readonly receipts: readonly ReceiptRecord[] } & Pick<RecipientsProps, 'onWhy' | 'onOpen'>): ReactNode {
  const { text } = useWords();
  const words = text.screen.dispatch;
  return (
    <section className={styles['claimed']}>
      <h2 className={styles['claimedTitle']}>{words.claimedTitle(receipts.length)}</h2>
      <ul>
        {receipts.map((receipt) => {
          const what = receiptText(text, receipt.type, receipt.extent);
          const who = visibleText(receipt.recipient ?? receipt.issuer);
          return (
            <li key={receipt.hash} className={styles['claimedRow']}>
              <IconButton
                name={text.screen.reading.whyLabel(`${text.mail.looks[receiptLook(receipt)]}, ${what}, ${who}`)}
                icon={<VerdictMark look={receiptLook(receipt)} />}
                onPress={() => onWhy(receipt)}
              />
              <span className={styles['claimedText']}>
                {what} · <bdi>{who}</bdi>
                <span className={styles['claimedNote']}> {words.claimed}</span>
              </span>
              <IconButton
                name={words.openReceipt(what, who)}
                icon={<ChevronRight size={16} aria-hidden />}
                onPress={() => onOpen(receipt)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
