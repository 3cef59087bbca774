// One box: colour and letters, name, unread, and its health when it is not well.
import { CloudOff, Layers2, RefreshCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AccountView } from '#shared/model/views';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './rail-item.module.css';

export function BoxItem({
  account,
  current,
  narrow,
  onPress,
}: {
  readonly account: AccountView | null;
  readonly current: boolean;
  readonly narrow: boolean;
  readonly onPress: () => void;
}): ReactNode {
  const words = useWords();
  const { text, number } = words;
  const name = account === null ? text.screen.rail.allBoxes : account.label;
  return (
    <li>
      <button
        type="button"
        className={classNames(styles['item'], narrow && styles['narrow'], current && styles['current'])}
        aria-current={current ? 'true' : undefined}
        title={account === null ? name : `${account.address} · ${healthWord(account, words)}`}
        onClick={onPress}
      >
        {account === null ? <Layers2 size={16} aria-hidden className={styles['plainIcon']} /> : <BoxDot box={account} />}
        <span className={narrow ? 'visually-hidden' : styles['name']}>{name}</span>
        {account === null || narrow ? null : <span className={styles['health']}>{healthIcon(account)}</span>}
        {account === null || account.unread === 0 ? null : (
          <span className={styles['count']}>
            {number(account.unread)}
            <span className="visually-hidden"> {text.screen.rail.unread}</span>
          </span>
        )}
        {account === null ? null : (
          <span className="visually-hidden">
            , {account.address}, {healthWord(account, words)}
          </span>
        )}
      </button>
    </li>
  );
}

function healthIcon(account: AccountView): ReactNode {
  switch (account.health.state) {
    case 'error':
      return <TriangleAlert size={14} aria-hidden strokeWidth={2.25} />;
    case 'offline':
      return account.offline ? null : <CloudOff size={14} aria-hidden />;
    case 'syncing':
      return <RefreshCw size={13} aria-hidden />;
    case 'ok':
    case 'never':
      return null;
  }
}

function healthWord(account: AccountView, words: Words): string {
  return account.offline ? words.text.screen.health.archive : words.text.screen.health[account.health.state];
}
