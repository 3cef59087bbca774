// What a certificate says of itself, one fact a line; the fingerprint in groups, because it is compared by eye.
import { Fragment, type ReactNode } from 'react';
import type { CertificateFacts as Facts } from '#shared/model/verification-report';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import { inGroups } from './common-name.ts';
import styles from './trust.module.css';

export function CertificateFacts({
  certificate,
  more = [],
}: {
  readonly certificate: Facts;
  readonly more?: readonly (readonly [name: string, value: string])[];
}): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      words.fingerprint,
      <code key="hash" className={styles['hash']}>
        {inGroups(certificate.fingerprint)}
      </code>,
    ],
    [words.subject, visibleText(certificate.subject)],
    [words.issuer, visibleText(certificate.issuer)],
    [words.validity, words.fromTo(dates.day(certificate.notBefore), dates.day(certificate.notAfter))],
    [words.key, `${certificate.key}, ${certificate.signatureAlgorithm}`],
    ...more,
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
