// Names and values, one per line; long values break anywhere and can be selected.
import { Fragment, type ReactNode } from 'react';
import styles from './facts.module.css';

export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode {
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

export function Hash({ value }: { readonly value: string }): ReactNode {
  return <code className={styles['hash']}>{value}</code>;
}
