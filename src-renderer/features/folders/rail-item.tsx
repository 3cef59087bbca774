// One view in the rail: icon, name, count of what waits.
import type { ReactNode } from 'react';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './rail-item.module.css';

export function RailItem({
  name,
  icon,
  count,
  counted,
  attention,
  current,
  narrow,
  onPress,
}: {
  readonly name: string;
  readonly icon: ReactNode;
  readonly count: number;
  /** What is counted, where it is not messages. */
  readonly counted?: (count: number) => string;
  readonly attention: boolean;
  readonly current: boolean;
  readonly narrow: boolean;
  readonly onPress: () => void;
}): ReactNode {
  const { text, number } = useWords();
  return (
    <li>
      <button
        type="button"
        className={classNames(styles['item'], narrow && styles['narrow'], current && styles['current'])}
        aria-current={current ? 'page' : undefined}

        title={narrow ? name : undefined}
        onClick={onPress}
      >
        {icon}
        <span className={narrow ? 'visually-hidden' : styles['name']}>{name}</span>
        {count === 0 ? null : (
          <span className={classNames(styles['count'], attention && styles['attention'])}>
            {number(count)}
            <span className="visually-hidden"> {(counted ?? text.screen.rail.waiting)(count)}</span>
          </span>
        )}
      </button>
    </li>
  );
}
