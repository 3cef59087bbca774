// One row: who, subject, one status line, time, box, unread weight. No controls inside: actions are
// commands (RENDERER §5).
import { Check, Paperclip, SendHorizontal } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ListRow } from '#shared/model/list';
import type { Instant } from '#shared/model/ids';
import { BoxDot, type BoxIdentity } from '#ui/marks/box-dot.tsx';
import { HandlingChip } from '#ui/marks/handling-chip.tsx';
import { DispatchFold } from '#ui/marks/status.tsx';
import { Verdict } from '#ui/marks/verdict.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords, type Words } from '#ui/ui/words.ts';
import { rowExtras, rowPerson, rowSubject } from './row-name.ts';
import styles from './message-row.module.css';

export type MessageRowProps = {
  readonly row: ListRow;
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly box: BoxIdentity | null;
  readonly now: Instant;
  readonly density: 'normal' | 'compact';
  readonly isCursor: boolean;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly onPress: (index: number, how: { readonly toggle: boolean; readonly extend: boolean }) => void;
};

export const MessageRow = memo(function MessageRow({
  row,
  id,
  index,
  count,
  box,
  now,
  density,
  isCursor,
  isSelected,
  isOpen,
  onPress,
}: MessageRowProps): ReactNode {
  const words = useWords();
  const extras = rowExtras(row, words);
  return (
    <div
      id={id}
      role="option"
      aria-selected={isSelected || isOpen}
      aria-setsize={count}
      aria-posinset={index + 1}
      className={classNames(
        styles['row'],
        styles[density],
        row.unread && styles['unread'],
        isCursor && styles['cursor'],
        isSelected && styles['selected'],
        isOpen && styles['open'],
      )}
      onClick={(event) => onPress(index, { toggle: event.ctrlKey || event.metaKey, extend: event.shiftKey })}
    >
      <Lead selected={isSelected} unread={row.unread} />
      <span className={styles['who']}>
        {row.type === 'dispatch' ? <SendHorizontal size={13} aria-hidden className={styles['sent']} /> : null}
        <bdi className={styles['name']}>{rowPerson(row, words)}</bdi>
      </span>
      <Comma />
      <span className={styles['subject']}>
        <bdi className={styles['name']}>{rowSubject(row, words)}</bdi>
      </span>
      <Comma />
      <span className={styles['status']}>{statusLine(row, words, density === 'compact')}</span>
      {extras === '' ? null : <span className="visually-hidden">, {extras}</span>}
      <Comma />
      <span className={styles['time']}>{words.dates.short(row.date, now)}</span>
      <span className={styles['marks']}>
        {row.hasAttachments ? <Paperclip size={13} aria-hidden className={styles['clip']} /> : null}
        {box === null ? null : (
          <>
            <BoxDot box={box} />
            <span className="visually-hidden">, {box.label}</span>
          </>
        )}
      </span>
    </div>
  );
});

// The tick of a selected row, else the dot of an unread one: both are said in words elsewhere.
function Lead({ selected, unread }: { readonly selected: boolean; readonly unread: boolean }): ReactNode {
  return (
    <span className={styles['lead']} aria-hidden="true">
      {selected ? (
        <span className={styles['tick']}>
          <Check size={12} aria-hidden strokeWidth={3} />
        </span>
      ) : unread ? (
        <span className={styles['unreadDot']} />
      ) : null}
    </span>
  );
}

function Comma(): ReactNode {
  return <span className="visually-hidden">, </span>;
}

function statusLine(row: ListRow, words: Words, brief: boolean): ReactNode {
  if (row.kind === 'unreadable')
    return <span className={styles['plain']}>{brief ? words.text.mail.kinds.unreadable : words.text.screen.list.unreadable}</span>;
  return (
    <>
      {row.dispatch === null ? <Verdict look={row.look} /> : <DispatchFold summary={row.dispatch} brief={brief} />}
      {row.handling === null || row.handling.state === 'unhandled' ? null : (
        <span className={styles['handling']}>
          <Comma />
          <HandlingChip handling={row.handling} />
        </span>
      )}
    </>
  );
}

/** A row whose data is not here yet: same height, quiet bars. */
export function WaitingRow({
  id,
  index,
  count,
  density,
}: {
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly density: 'normal' | 'compact';
}): ReactNode {
  const { text } = useWords();
  return (
    <div
      id={id}
      role="option"
      aria-selected="false"
      aria-busy="true"
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-label={text.screen.list.loading}
      className={classNames(styles['row'], styles[density])}
    >
      <span className={styles['lead']} />
      <span className={classNames(styles['bar'], styles['who'])} style={{ inlineSize: `${35 + ((index * 13) % 30)}%` }} />
      <span className={styles['time']} />
      <span className={classNames(styles['bar'], styles['subject'])} style={{ inlineSize: `${50 + ((index * 29) % 40)}%` }} />
    </div>
  );
}
