// One row: who, subject, one status line, time, box, unread weight. No controls inside: actions are
// commands (RENDERER §5).
import { Check, Paperclip, SendHorizontal } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ListRow } from '#shared/model/list';
import type { Instant } from '#shared/model/ids';
import type { Snippet } from '#shared/model/search';
import { BoxDot, type BoxIdentity } from '#ui/marks/box-dot.tsx';
import { HandlingChip } from '#ui/marks/handling-chip.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { MarkedText, SnippetLine } from '#ui/marks/snippet-line.tsx';
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
  /** In a search: where its words stand, null when they are in no text; otherwise left out. */
  readonly found?: Snippet | null | undefined;
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
  found,
  isCursor,
  isSelected,
  isOpen,
  onPress,
}: MessageRowProps): ReactNode {
  const words = useWords();
  const extras = rowExtras(row, words);
  // Words found in the very subject of the row are marked there, not said twice.
  const inSubject = found?.field === 'subject' && found.text === row.subject ? found : null;
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
        found !== undefined && styles['found'],
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
        <span className={styles['name']}>
          {inSubject === null ? <bdi>{rowSubject(row, words)}</bdi> : <MarkedText snippet={inSubject} />}
        </span>
      </span>
      <Comma />
      <span className={styles['status']}>{statusLine(row, words, density === 'compact')}</span>
      {found === undefined ? null : <Found snippet={inSubject === null ? found : null} preview={row.preview} />}
      {extras === '' ? null : <span className="visually-hidden">, {extras}</span>}
      <Comma />
      <span className={styles['time']}>{words.dates.short(row.date, now)}</span>
      <Marks row={row} box={box} />
    </div>
  );
});

function Marks({ row, box }: Pick<MessageRowProps, 'row' | 'box'>): ReactNode {
  return (
    <span className={styles['marks']}>
      {row.hasAttachments ? <Paperclip size={13} aria-hidden className={styles['clip']} /> : null}
      {box === null ? null : (
        <>
          <BoxDot box={box} />
          <span className="visually-hidden">, {box.label}</span>
        </>
      )}
    </span>
  );
}

// Where the sought words stand, else how the message begins.
function Found({ snippet, preview }: { readonly snippet: Snippet | null; readonly preview: string }): ReactNode {
  return (
    <span className={styles['snippet']}>
      <Comma />
      {snippet === null ? <bdi className={styles['name']}>{visibleText(preview)}</bdi> : <SnippetLine snippet={snippet} />}
    </span>
  );
}

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
  found,
}: {
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly density: 'normal' | 'compact';
  readonly found: boolean;
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
      className={classNames(styles['row'], styles[density], found && styles['found'])}
    >
      <span className={styles['lead']} />
      <span className={classNames(styles['bar'], styles['who'])} style={{ inlineSize: `${35 + ((index * 13) % 30)}%` }} />
      <span className={styles['time']} />
      <span className={classNames(styles['bar'], styles['subject'])} style={{ inlineSize: `${50 + ((index * 29) % 40)}%` }} />
    </div>
  );
}
