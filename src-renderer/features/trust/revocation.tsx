// What is known about revocation: which lists are in use, where was asked, and what came of it.
import type { ReactNode } from 'react';
import type { RevocationList, RevocationPlace, TrustView } from '#shared/model/trust';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import tones from '#ui/marks/tones.module.css';
import { commonName, inGroups } from './common-name.ts';
import styles from './trust.module.css';

export function Revocation({ view }: { readonly view: TrustView }): ReactNode {
  const { text, number } = useWords();
  const words = text.trust;
  return (
    <>
      <p className={styles['means']}>{words.revocationMeans}</p>
      {view.asksNetwork ? null : <Notice>{words.noNetwork}</Notice>}
      {view.unanswered === 0 ? null : <p>{words.waiting(number(view.unanswered))}</p>}
      {view.places.length === 0 && view.lists.length === 0 ? <p className={styles['means']}>{words.nothingAsked}</p> : null}
      {view.places.length === 0 ? null : (
        <ul className={styles['list']}>
          {view.places.map((place) => (
            <Place key={place.place} place={place} />
          ))}
        </ul>
      )}
      {view.lists.length === 0 ? null : (
        <Disclosure title={words.lists}>
          <ul className={styles['plain']}>
            {view.lists.map((list) => (
              <List key={list.hash} list={list} />
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}

function Place({ place }: { readonly place: RevocationPlace }): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust;
  const outcome =
    place.outcome === 'kept'
      ? place.validUntil === null
        ? words.outcome.keptAlready
        : words.outcome.kept(dates.day(place.validUntil))
      : words.outcome[place.outcome];
  return (
    <li className={styles['item']}>
      <div className={styles['itemHead']}>
        <span className={styles['itemName']}>{words.kinds[place.kind]}</span>
        <span className={place.outcome === 'refused' ? tones['bad'] : styles['means']}>{outcome}</span>
        <span className={styles['means']}>{words.asked(dates.long(place.askedAt))}</span>
      </div>
      <p className={styles['address']}>{visibleText(place.url)}</p>
    </li>
  );
}

function List({ list }: { readonly list: RevocationList }): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust;
  return (
    <li>
      {words.kinds[list.kind]} {list.kind === 'crl' ? commonName(list.issuer) : visibleText(list.issuer)}{' '}
      {words.listOf(dates.long(list.thisUpdate))}
      {list.nextUpdate === null ? '' : words.listUntil(dates.day(list.nextUpdate))}
      <p className={styles['hash']}>SHA-256 {inGroups(list.hash)}</p>
    </li>
  );
}
