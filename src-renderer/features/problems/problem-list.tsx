// "Problemi": one list over all boxes, most urgent first, each with its clock (SCREENS §Problemi). It
// takes the place of the list of messages and answers the same keys.
import { useQuery } from '@tanstack/react-query';
import { Check, CircleCheck } from 'lucide-react';
import { useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import type { AccountId, DispatchId } from '#shared/model/ids';
import type { RowKey } from '#shared/model/list';
import type { Radar, RadarEntry } from '#shared/model/radar';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import type { CursorMove } from '#ui/commands/command.ts';
import type { ListHandle } from '#ui/commands/list-handle.ts';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { ProblemMark } from '#ui/marks/problem-mark.tsx';
import { Button } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { ListHeader } from '#ui/ui/list-header.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import { aboutText, clockText } from './problem-words.ts';
import styles from './problem-list.module.css';

/** Clocks run out without a new message. */
const AGAIN_EVERY_MS = 60_000;

/** What is chosen, by the rows of the messages. */
export type ProblemSelection =
  | { readonly kind: 'toggle'; readonly key: RowKey }
  | { readonly kind: 'add'; readonly keys: readonly RowKey[] }
  | { readonly kind: 'none' };

export type ProblemListProps = {
  readonly ref?: Ref<ListHandle>;
  readonly account: AccountId | null;
  readonly scope: string;
  readonly accounts: readonly AccountView[];
  /** Of what the reading pane shows. */
  readonly openId: string | null;
  /** The list alone fills the window: the cursor does not open by itself. */
  readonly opensOnEnter: boolean;
  readonly isSelected: (key: RowKey) => boolean;
  readonly selected: number;
  readonly selectionActions: ReactNode;
  readonly onSelect: (change: ProblemSelection) => void;
  readonly onOpen: (dispatch: { readonly account: AccountId; readonly id: DispatchId }, how: { readonly focus: boolean }) => void;
  readonly onCount: (count: number) => void;
};

export function ProblemList(props: ProblemListProps): ReactNode {
  const { account, scope, accounts, openId, opensOnEnter, onOpen, onCount, onSelect } = props;
  const { queries } = useCore();
  const { text } = useWords();
  const query = useQuery({ ...queries.radar.list.queryOptions({ input: { account } }), refetchInterval: AGAIN_EVERY_MS });
  const entries = query.data?.entries ?? NONE;
  const [cursor, setCursor] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const at = entries.findIndex((entry) => entryId(entry) === cursor);
  useEffect(() => onCount(entries.length), [onCount, entries.length]);

  const put = (index: number, focus: boolean): void => {
    const entry = entries[Math.min(Math.max(0, index), entries.length - 1)];
    if (entry === undefined) return;
    setCursor(entryId(entry));
    document.getElementById(entryId(entry))?.scrollIntoView({ block: 'nearest' });
    if (focus || !opensOnEnter) onOpen({ account: entry.account, id: entry.dispatch }, { focus });
  };
  useImperativeHandle(props.ref, () => ({
    move(move) {
      const targets: Readonly<Record<CursorMove, number>> = {
        next: at + 1,
        previous: Math.max(0, at - 1),
        first: 0,
        last: entries.length - 1,
        pageDown: at + PAGE,
        pageUp: at - PAGE,
      };
      put(targets[move], false);
    },
    openCursor: () => put(Math.max(0, at), true),
    focus: () => list.current?.focus(),
    extend(step) {
      const to = Math.min(Math.max(0, at + step), entries.length - 1);
      onSelect({ kind: 'add', keys: keysOf(entries, Math.max(0, at), to) });
      put(to, false);
    },
    toggle() {
      const entry = entries[at];
      if (entry !== undefined) onSelect({ kind: 'toggle', key: entry.key });
    },
    selectAll: () => onSelect({ kind: 'add', keys: keysOf(entries, 0, entries.length - 1) }),
  }));

  return (
    <section className={styles['pane']} aria-label={text.screen.list.label} data-scope="list" data-pane="list" data-print="no">
      <ListHeader
        title={text.radar.title}
        scope={scope}
        count={query.data === undefined ? null : entries.length}
        counted={text.radar.count(entries.length, new Set(entries.map(({ dispatch }) => dispatch)).size)}
        selected={props.selected}
        selectionActions={props.selectionActions}
        onClear={() => onSelect({ kind: 'none' })}
      />
      {query.isError ? (
        <Notice
          kind="problem"
          live
          action={
            <Button tone="outlined" onPress={() => void query.refetch()}>
              {text.screen.banner.retry}
            </Button>
          }
        >
          {errorText(text, codedError(query.error))}
        </Notice>
      ) : null}
      {query.data !== undefined && entries.length === 0 ? (
        <Nothing recent={query.data.recent} />
      ) : (
        <div
          ref={list}
          className={styles['list']}
          role="listbox"
          tabIndex={0}
          aria-multiselectable="true"
          aria-label={text.radar.label}
          aria-busy={query.data === undefined}
          aria-activedescendant={at === -1 ? undefined : entryId(entries[at])}
        >
          {entries.map((entry) => (
            <Entry
              key={entryId(entry)}
              entry={entry}
              box={accounts.find((each) => each.id === entry.account) ?? null}
              isCursor={entryId(entry) === cursor}
              isOpen={entry.dispatch === openId}
              isSelected={props.isSelected(entry.key)}
              onPress={(how) => {
                setCursor(entryId(entry));
                if (how.toggle) return onSelect({ kind: 'toggle', key: entry.key });
                if (how.extend) return onSelect({ kind: 'add', keys: keysOf(entries, Math.max(0, at), entries.indexOf(entry)) });
                if (props.selected > 0) onSelect({ kind: 'none' });
                return onOpen({ account: entry.account, id: entry.dispatch }, { focus: opensOnEnter });
              }}
            />
          ))}
        </div>
      )}
      {query.data?.more === true ? <p className={styles['more']}>{text.radar.more}</p> : null}
    </section>
  );
}

const NONE: readonly RadarEntry[] = [];
const PAGE = 6;

/** Several problems of one message are one row. */
function keysOf(entries: readonly RadarEntry[], from: number, to: number): readonly RowKey[] {
  return entries.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ key }) => key);
}

function entryId(entry: RadarEntry | undefined): string {
  return entry === undefined
    ? ''
    : `problem-${entry.dispatch}-${entry.kind}-${entry.cause ?? ''}-${entry.statusCode ?? ''}`.replace(/[^\w-]/g, '_');
}

function Nothing({ recent }: { readonly recent: Radar['recent'] }): ReactNode {
  const { text } = useWords();
  return (
    <div className={styles['nothing']} role="status">
      <CircleCheck size={28} aria-hidden strokeWidth={1.5} />
      <p>{recent.complete < recent.sent ? text.radar.emptyWaiting(recent.complete, recent.sent) : text.radar.empty(recent.sent)}</p>
    </div>
  );
}

function Entry({
  entry,
  box,
  isCursor,
  isOpen,
  isSelected,
  onPress,
}: {
  readonly entry: RadarEntry;
  readonly box: AccountView | null;
  readonly isCursor: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onPress: (how: { readonly toggle: boolean; readonly extend: boolean }) => void;
}): ReactNode {
  const { text, dates } = useWords();
  const now = useNow();
  const urgent = text.radar.urgency[entry.urgency];
  return (
    <div
      id={entryId(entry)}
      className={classNames(styles['entry'], isCursor && styles['cursor'], isSelected && styles['selected'], isOpen && styles['open'])}
      role="option"
      aria-selected={isSelected || isOpen}
      onClick={(event) => onPress({ toggle: event.ctrlKey || event.metaKey, extend: event.shiftKey })}
    >
      <span className={styles['line']}>
        <span className={styles['mark']}>
          {isSelected ? (
            <span className={styles['check']}>
              <Check size={12} aria-hidden strokeWidth={3} />
            </span>
          ) : null}
          <ProblemMark problem={entry} />
        </span>
        <span className="visually-hidden">, {urgent}, </span>
        {entry.clock === null ? null : <span className={styles['clock']}>{clockText(text, entry.clock, now)}</span>}
      </span>
      <span className={styles['subject']}>{visibleText(entry.subject)}</span>
      <span className={styles['about']}>
        {box === null ? null : <BoxDot box={box} />}
        <bdi className={styles['who']}>{aboutText(text, entry, visibleText)}</bdi>
        <time className={styles['since']} dateTime={new Date(entry.since).toISOString()}>
          {text.radar.since(dates.short(entry.since, now))}
        </time>
      </span>
    </div>
  );
}
