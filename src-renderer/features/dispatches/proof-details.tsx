// The proof piece by piece: what is needed, there and missing; what differs; when things happened; and
// the moments of perfection, as information.
import { Check, CircleDashed, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { ProofItem, ReceiptContent } from '#shared/model/proof';
import type { DispatchView } from '#shared/model/views';
import { causeText, receiptText } from '#shared/text/wording';
import { visibleText } from '#ui/marks/plain-text.ts';
import { VerdictMark } from '#ui/marks/verdict.tsx';
import { IconButton } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords } from '#ui/ui/words.ts';
import { receiptLook } from './receipts.ts';
import { timelineOf, type TimelineEvent } from './timeline.ts';
import styles from './proof-details.module.css';

export type ProofDetailsProps = {
  readonly dispatch: DispatchView;
  readonly onWhy: (receipt: ReceiptRecord) => void;
};

export function ProofDetails({ dispatch, onWhy }: ProofDetailsProps): ReactNode {
  const { text } = useWords();
  const words = text.radar.detail;
  const { proof, contents, state, message, messageSource, perfection } = dispatch;
  const needed = proof.items.filter((item) => item.kind !== 'ordinary');
  const there = needed.filter(isThere);
  const events = timelineOf(state, messageSource === 'sentCopy' ? (message?.date ?? dispatch.date) : null);
  return (
    <section className={styles['section']} aria-label={words.title}>
      {contents
        .filter(({ outcome }) => outcome === 'different')
        .map((content) => (
          <Different key={content.receipt} content={content} />
        ))}
      <Disclosure title={words.completeness(there.length, needed.length)}>
        <ul className={styles['items']}>
          {proof.items.map((item) => (
            <Item key={'recipient' in item ? `${item.kind} ${item.recipient}` : item.kind} item={item} contents={contents} />
          ))}
        </ul>
      </Disclosure>
      <Disclosure title={words.timeline(events.length)}>
        <ol className={styles['events']}>
          {events.map((event) => (
            <Event key={event.kind === 'sent' ? 'sent' : event.receipt.hash} event={event} onWhy={onWhy} />
          ))}
        </ol>
      </Disclosure>
      {perfection.sender === null && perfection.recipients.length === 0 ? null : (
        <Disclosure title={words.perfection}>
          <Perfection dispatch={dispatch} />
        </Disclosure>
      )}
    </section>
  );
}

function isThere(item: ProofItem): boolean {
  switch (item.kind) {
    case 'sentCopy':
      return item.present;
    case 'acceptance':
    case 'delivery':
      return item.receipt !== null;
    case 'ordinary':
      return false;
  }
}

function Item({ item, contents }: { readonly item: ProofItem; readonly contents: readonly ReceiptContent[] }): ReactNode {
  const { text } = useWords();
  const words = text.radar.detail;
  const documented = item.kind === 'delivery' && item.receipt === null && item.failure !== null;
  const state = item.kind === 'ordinary' ? 'never' : isThere(item) ? 'there' : documented ? 'documented' : 'missing';
  const icons = {
    there: <Check size={14} aria-hidden strokeWidth={2.25} />,
    missing: <CircleDashed size={14} aria-hidden strokeWidth={2.25} />,
    never: <Minus size={14} aria-hidden strokeWidth={2.25} />,
    documented: <X size={14} aria-hidden strokeWidth={2.25} />,
  };
  return (
    <li className={classNames(styles['item'], state === 'missing' && styles['missing'])}>
      {icons[state]}
      <span className={styles['state']}>{words[state]}</span>
      <span className={styles['what']}>
        <bdi>{nameOf(item)}</bdi>
        {noteOf(item) === null ? null : <span className={styles['note']}> · {noteOf(item)}</span>}
      </span>
    </li>
  );

  function nameOf(named: ProofItem): string {
    switch (named.kind) {
      case 'sentCopy':
        return words.sentCopy;
      case 'acceptance':
        return words.acceptance;
      case 'delivery':
        return words.delivery(visibleText(named.recipient));
      case 'ordinary':
        return words.ordinary(visibleText(named.recipient));
    }
  }

  function noteOf(named: ProofItem): string | null {
    if (named.kind !== 'delivery' || named.receipt === null || named.extent === null) return null;
    const content = contents.find(({ receipt }) => receipt === named.receipt);
    const compared = content === undefined || named.extent === 'concise' ? null : words.content[content.outcome];
    return [words.extentNote[named.extent], compared].filter((part) => part !== null).join(', ');
  }
}

/** Contradiction: what they received is not what was sent, field by field. */
function Different({ content }: { readonly content: ReceiptContent }): ReactNode {
  const { text } = useWords();
  const words = text.radar.detail;
  const who = visibleText(content.recipient ?? '');
  return (
    <div className={styles['different']} role="note">
      <p className={styles['differentTitle']}>{content.extent === 'brief' ? words.differsBrief(who) : words.differs(who)}</p>
      <ul>
        {content.differences.map(({ field, signed, found }) => (
          <li key={field}>
            <bdi className={styles['field']}>{visibleText(field)}</bdi>: <bdi>{visibleText(signed ?? words.absent)}</bdi> ≠{' '}
            <bdi>{visibleText(found ?? words.absent)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Event({ event, onWhy }: { readonly event: TimelineEvent; readonly onWhy: (receipt: ReceiptRecord) => void }): ReactNode {
  const { text, dates } = useWords();
  const words = text.radar.detail;
  const time = (
    <time className={styles['time']} dateTime={new Date(event.at).toISOString()}>
      {dates.exact(event.at)}
    </time>
  );
  if (event.kind === 'sent')
    return (
      <li className={styles['event']}>
        {time}
        <span className={styles['mark']} />
        <span>{words.sent}</span>
      </li>
    );
  const { receipt, counted } = event;
  const what = receiptText(text, receipt.type, receipt.extent);
  const who = visibleText(receipt.recipient ?? receipt.issuer);
  const cause = receipt.type === 'delivery' || receipt.type === 'acceptance' ? null : causeText(text, receipt);
  return (
    <li className={classNames(styles['event'], !counted && styles['uncounted'])}>
      {time}
      <IconButton
        name={text.screen.reading.whyLabel(`${text.mail.looks[receiptLook(receipt)]}, ${what}, ${who}`)}
        icon={<VerdictMark look={receiptLook(receipt)} />}
        onPress={() => onWhy(receipt)}
      />
      <span className={styles['what']}>
        {what}
        {cause === null ? null : ` (${cause})`} · <bdi>{who}</bdi>
        {counted ? null : <span className={styles['note']}> · {words.notCounted}</span>}
      </span>
    </li>
  );
}

function Perfection({ dispatch }: { readonly dispatch: DispatchView }): ReactNode {
  const { text, dates } = useWords();
  const words = text.radar.detail;
  const { sender, recipients } = dispatch.perfection;
  return (
    <div className={styles['perfection']}>
      <ul>
        {sender === null ? null : <li>{words.forSender(dates.exact(sender))}</li>}
        {recipients.map(({ recipient, delivered, perfected }) => (
          <li key={recipient}>
            {words.forRecipient(visibleText(recipient), dates.exact(perfected))}
            {perfected === delivered ? null : ` (${words.night(dates.exact(delivered))})`}
          </li>
        ))}
      </ul>
      <p className={styles['means']}>{words.perfectionMeans}</p>
    </div>
  );
}
