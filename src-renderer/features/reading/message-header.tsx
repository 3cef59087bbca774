// Who, to whom, when, in which box. Sender text is labelled as what it is and never sits where a
// verdict does (THREATS §3.5).
import type { ReactNode } from 'react';
import type { Instant } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import type { AccountView, Person } from '#shared/model/views';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { PersonText } from '#ui/marks/sender-text.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './message-header.module.css';

const MOST_PEOPLE = 6;

export type MessageHeaderProps = {
  readonly subject: string;
  readonly from: Person | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly date: Instant | null;
  readonly account: AccountView | null;
  readonly handling: Handling | null;
};

export function MessageHeader({ subject, from, to, cc, date, account, handling }: MessageHeaderProps): ReactNode {
  const { text, dates } = useWords();
  const shown = visibleText(subject);
  return (
    <header className={styles['header']}>
      <h1 className={styles['subject']}>
        <bdi>{shown === '' ? text.screen.list.noSubject : shown}</bdi>
      </h1>
      <dl className={styles['people']}>
        {from === null ? null : (
          <>
            <dt>{text.screen.reading.from}</dt>
            <dd className={styles['from']}>
              <PersonText person={from} />
            </dd>
          </>
        )}
        <People label={text.screen.reading.to} people={to} />
        <People label={text.screen.reading.cc} people={cc} />
      </dl>
      <div className={styles['side']}>
        {date === null ? null : <time dateTime={new Date(date).toISOString()}>{dates.long(date)}</time>}
        {account === null ? null : (
          <span className={styles['box']}>
            <BoxDot box={account} />
            <span className={styles['boxName']}>{account.label}</span>
          </span>
        )}
        {handling === null || handling.state === 'unhandled' ? null : (
          <span>
            {(handling.state === 'handled' ? text.screen.handling.doneBy : text.screen.handling.by)(
              visibleText(handling.by ?? '?'),
              handling.since === null ? '' : dates.long(handling.since),
            )}
          </span>
        )}
      </div>
    </header>
  );
}

function People({ label, people }: { readonly label: string; readonly people: readonly Person[] }): ReactNode {
  const { text } = useWords();
  if (people.length === 0) return null;
  const shown = people.slice(0, MOST_PEOPLE);
  return (
    <>
      <dt>{label}</dt>
      <dd className={styles['list']}>
        {shown.map((person, index) => (
          <span key={`${index}-${person.address}`}>
            <PersonText person={person} />
            {index < shown.length - 1 ? ',' : null}
          </span>
        ))}
        {people.length > shown.length ? <span>{text.screen.list.more(people.length - shown.length)}</span> : null}
      </dd>
    </>
  );
}
