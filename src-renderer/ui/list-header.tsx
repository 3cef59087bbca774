// Name of the view, how many rows, and what is selected with what can be done to it.
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { useWords } from './words.ts';
import styles from './list-header.module.css';

export function ListHeader({
  title,
  scope,
  count,
  counted,
  more = false,
  actions = null,
  selected,
  selectionActions,
  onClear,
}: {
  readonly title: string;
  readonly scope: string;
  readonly count: number | null;
  /** In place of "12 rows". */
  readonly counted?: string;
  /** There are more than are counted: "1000+". */
  readonly more?: boolean;
  readonly actions?: ReactNode;
  readonly selected: number;
  readonly selectionActions: ReactNode;
  readonly onClear: () => void;
}): ReactNode {
  const { text, number } = useWords();
  return (
    <>
      <header className={styles['header']}>
        <h2 className={styles['title']}>
          {title}
          <span className={styles['scope']}> · {scope}</span>
        </h2>
        {selected > 0 ? (
          <span className={styles['selected']}>
            {text.screen.list.selected(number(selected))}
            <IconButton name={text.screen.list.clear} icon={<X size={14} aria-hidden />} onPress={onClear} />
          </span>
        ) : (
          <span className={styles['count']} title={more ? text.reader.search.more : undefined}>
            {count === null ? '' : (counted ?? text.screen.list.rows(`${number(count)}${more ? '+' : ''}`))}
            {more ? <span className="visually-hidden"> {text.reader.search.more}</span> : null}
            {actions}
          </span>
        )}
      </header>
      {selected > 0 && selectionActions !== undefined ? (
        <div className={styles['actions']} role="toolbar" aria-label={text.screen.list.selectionActions}>
          {selectionActions}
        </div>
      ) : null}
    </>
  );
}
