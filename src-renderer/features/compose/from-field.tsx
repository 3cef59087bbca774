// Which box the message leaves from: its colour runs along the composer, its name is always in sight.
import type { ReactNode } from 'react';
import type { AccountId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';

export function FromField({
  accounts,
  account,
  onChange,
}: {
  readonly accounts: readonly AccountView[];
  readonly account: AccountId;
  readonly onChange: (account: AccountId) => void;
}): ReactNode {
  const { text } = useWords();
  const current = accounts.find((each) => each.id === account);
  const senders = accounts.filter((each) => !each.offline || each.id === account);
  return (
    <div className={styles['from']} data-field="from">
      <span className={styles['fromLabel']}>{text.composer.from}</span>
      {current === undefined ? null : <BoxDot box={current} />}
      {senders.length < 2 && current !== undefined ? (
        <strong className={styles['fromName']}>
          {current.label} · {current.address}
        </strong>
      ) : (
        <select
          className={styles['fromSelect']}
          aria-label={text.composer.fromLabel}
          value={account}
          onChange={(event) => {
            const next = senders.find((each) => each.id === event.target.value);
            if (next !== undefined) onChange(next.id);
          }}
        >
          {senders.map((each) => (
            <option key={each.id} value={each.id}>
              {each.label} · {each.address}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
