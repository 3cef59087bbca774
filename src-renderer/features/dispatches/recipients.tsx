// The table that answers "was it delivered, to whom, when": one row per recipient, its receipt and
// the verdict on that receipt. Claimed receipts are listed below and never counted.
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DispatchRecipient, ReceiptRecord } from '#shared/model/dispatch';
import type { Instant } from '#shared/model/ids';
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

type RowActions = Pick<RecipientsProps, 'onWhy' | 'onOpen'>;

function RecipientRow({
  recipient,
  general,
  onWhy,
  onOpen,
}: { readonly recipient: DispatchRecipient; readonly general: ReceiptRecord | null } & RowActions): ReactNode {
  const { text } = useWords();
  const words = text.screen.dispatch;
  const outcome = outcomeReceipt(recipient);
  const cause = outcome === null || recipient.status !== 'failed' ? null : causeText(text, outcome);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={styles['recipient']}>
        <AddressText address={recipient.address} />
        {recipient.role === 'to' ? null : <span className={styles['role']}> {text.mail.roles[recipient.role]}</span>}
      </th>
      <td role="cell" className={styles['acceptance']}>
        {general === null || general.type !== 'acceptance' ? words.none : <EventTime at={general.time} />}
      </td>
      <td role="cell" className={styles['delivery']}>
        <StatusMark status={recipient.status} detail={cause} wrap />
        {outcome === null ? null : <EventTime at={outcome.time} className={styles['time']} />}
      </td>
      <td role="cell" className={styles['kind']}>
        {outcome === null
          ? words.none
          : outcome.type !== 'delivery' || outcome.extent === null
            ? words.notice
            : text.mail.extents[outcome.extent]}
      </td>
      <OutcomeCells outcome={outcome} address={visibleText(recipient.address)} onWhy={onWhy} onOpen={onOpen} />
    </tr>
  );
}

function EventTime({ at, className }: { readonly at: Instant; readonly className?: string | undefined }): ReactNode {
  const { dates } = useWords();
  const now = useNow();
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={dates.exact(at)}>
      {dates.table(at, now)}
    </time>
  );
}

/** The verdict on the receipt that decides, and the way to the receipt itself. */
function OutcomeCells({
  outcome,
  address,
  onWhy,
  onOpen,
}: { readonly outcome: ReceiptRecord | null; readonly address: string } & RowActions): ReactNode {
  const { text } = useWords();
  const words = text.screen.dispatch;
  if (outcome === null)
    return (
      <>
        <td role="cell" className={styles['proof']}>
          {words.none}
        </td>
        <td role="cell" className={styles['open']}>
          <span className="visually-hidden">{words.none}</span>
        </td>
      </>
    );
  const look = receiptLook(outcome);
  return (
    <>
      <td role="cell" className={styles['proof']}>
        <IconButton
          name={text.screen.reading.whyLabel(`${text.mail.looks[look]}, ${address}`)}
          icon={<VerdictMark look={look} />}
          onPress={() => onWhy(outcome)}
        />
      </td>
      <td role="cell" className={styles['open']}>
        <IconButton
          name={words.openReceipt(receiptText(text, outcome.type, outcome.extent), address)}
          icon={<ChevronRight size={16} aria-hidden />}
          onPress={() => onOpen(outcome)}
        />
      </td>
    </>
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
      <p className={styles['claimedNote']}>{words.claimed}</p>
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
