// A name or an address from outside: isolated from the text around it, never able to look like ours.
import { TriangleAlert } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import type { Person } from '#shared/model/views';
import { suspicionText } from '#shared/text/wording';
import { useWords } from '#ui/ui/words.ts';
import { asciiDomain, visibleText } from './plain-text.ts';
import styles from './sender-text.module.css';

/** An address that may break after @ and dots, nowhere else unless it must. */
export function AddressText({ address }: { readonly address: string }): ReactNode {
  const pieces = visibleText(address).split(/(?<=@)|(?=\.)/);
  return (
    <bdi className={styles['address']}>
      {pieces.map((piece, index) => (
        <Fragment key={index}>
          {index === 0 ? null : <wbr />}
          {piece}
        </Fragment>
      ))}
    </bdi>
  );
}

/** An address, with its name as a claim beside it and what deserves a second look. */
export function PersonText({ person }: { readonly person: Person }): ReactNode {
  const { text } = useWords();
  const ascii = asciiDomain(person.address);
  const name = visibleText(person.name);
  const showsName = name !== '' && name.toLowerCase() !== person.address.toLowerCase();
  const reasons = person.suspicious.map((code) => suspicionText(text, code));
  return (
    <span className={styles['person']}>
      <AddressText address={person.address} />
      {showsName ? <bdi className={styles['name']}>«{name}»</bdi> : null}
      {ascii === null ? null : <span className={styles['ascii']}>{text.screen.reading.domainAscii(ascii)}</span>}
      {reasons.length === 0 ? null : (
        <span className={styles['odd']} title={reasons.join(' ')}>
          <TriangleAlert size={13} aria-hidden />
          {text.screen.reading.oddAddress}
          <span className="visually-hidden">: {reasons.join(' ')}</span>
        </span>
      )}
    </span>
  );
}
