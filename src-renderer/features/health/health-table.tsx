// The table of boxes. Each cell says a number or a word; a bar is never alone. Narrow windows lay a row
// out as a card, with the name of the column before each value.
import { CalendarClock, CircleCheck, KeyRound, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { needsPerson, type BoxHealth } from '#shared/model/box-health';
import type { AccountId, Instant } from '#shared/model/ids';
import { careSentences } from '#shared/text/box-health';
import { errorText } from '#shared/text/wording';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useNow } from '#ui/ui/now.ts';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords } from '#ui/ui/words.ts';
import type { HealthRow } from './health-rows.ts';
import { Spark } from './volume-chart.tsx';
import styles from './health-table.module.css';

export type HealthTableProps = {
  readonly rows: readonly HealthRow[];
  readonly busy: boolean;
  readonly onOpenBox: (account: AccountId) => void;
  readonly onOpenProblems: (account: AccountId) => void;
  readonly onChangePassword: (account: AccountId) => void;
  readonly onCare: (box: BoxHealth) => void;
  readonly onDismiss: (account: AccountId, notice: number) => void;
};

const COLUMNS = [
  'box',
  'state',
  'lastCheck',
  'recent',
  'unhandled',
  'waiting',
  'problems',
  'quota',
  'password',
  'expiry',
  'weeks',
  'actions',
] as const;

export function HealthTable(props: HealthTableProps): ReactNode {
  const { text } = useWords();
  const { columns } = text.health;
  return (
    <table role="table" className={styles['table']} aria-label={text.health.table} aria-busy={props.busy}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col" className={styles[column]}>
              {column === 'actions' ? <span className="visually-hidden">{columns.actions}</span> : columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.rows.map((row) => (
          <BoxRow key={row.box.account} row={row} {...props} />
        ))}
      </tbody>
    </table>
  );
}

function BoxRow({ row, ...props }: HealthTableProps & { readonly row: HealthRow }): ReactNode {
  const { text, dates, number } = useWords();
  const now = useNow();
  const words = text.health;
  const { box, figures, offline } = row;
  const cell = (column: (typeof COLUMNS)[number], content: ReactNode): ReactNode => (
    <td role="cell" className={styles[column]} data-label={words.columns[column]}>
      {content}
    </td>
  );
  const counted = (value: number | undefined): ReactNode =>
    value === undefined ? words.unknown : value === 0 ? <span className={styles['none']}>0</span> : number(value);
  return (
    <tr role="row" className={classNames(styles['row'], needsPerson(box) && styles['watched'])}>
      <th role="rowheader" scope="row" className={styles['box']}>
        <span className={styles['name']}>
          <BoxDot box={box} />
          <button
            type="button"
            className={styles['open']}
            onClick={() => props.onOpenBox(box.account)}
            title={offline ? words.archive : visibleText(box.address)}
            aria-label={words.openBox(box.label)}
          >
            {box.label}
          </button>
        </span>
      </th>
      {cell('state', <State {...props} box={box} />)}
      {cell('lastCheck', box.health.lastCheck === null ? words.never : checkedText(box.health.lastCheck))}
      {cell('recent', counted(box.recent))}
      {cell('unhandled', counted(figures?.unhandled))}
      {cell('waiting', counted(figures?.waiting))}
      {cell(
        'problems',
        (figures?.problems ?? 0) === 0 ? (
          counted(figures?.problems)
        ) : (
          <button type="button" className={styles['open']} onClick={() => props.onOpenProblems(box.account)}>
            {number(figures?.problems ?? 0)}
          </button>
        ),
      )}
      {cell('quota', <Quota box={box} />)}
      {cell('password', box.password.days === null ? words.unknown : words.passwordDays(box.password.days))}
      {cell(
        'expiry',
        box.expiry.at === null || box.expiry.days === null
          ? words.unknown
          : box.expiry.state === 'far'
            ? dates.day(box.expiry.at)
            : words.expiryIn(box.expiry.days),
      )}
      {cell(
        'weeks',
        figures === null ? words.unknown : <Spark counts={figures.received.map((count, week) => count + (figures.sent[week] ?? 0))} />,
      )}
      {cell('actions', offline ? null : <Actions box={box} {...props} />)}
    </tr>
  );

  function checkedText(at: Instant): string {
    const short = dates.short(at, now);
    return short === dates.time(at) ? short : `${short} ${dates.time(at)}`;
  }
}

function Actions({
  box,
  onChangePassword,
  onCare,
}: Pick<HealthTableProps, 'onChangePassword' | 'onCare'> & { readonly box: BoxHealth }): ReactNode {
  const { text } = useWords();
  return (
    <>
      <IconButton
        name={text.health.changePasswordOf(box.label)}
        icon={<KeyRound size={14} aria-hidden />}
        onPress={() => onChangePassword(box.account)}
      />
      <IconButton name={text.health.datesOf(box.label)} icon={<CalendarClock size={14} aria-hidden />} onPress={() => onCare(box)} />
    </>
  );
}

/** The gravest thing in one sentence, with its button; or that all is well. */
function State({
  box,
  onChangePassword,
  onDismiss,
}: Pick<HealthTableProps, 'onChangePassword' | 'onDismiss'> & { readonly box: BoxHealth }): ReactNode {
  const { text, language, number } = useWords();
  const now = useNow();
  const words = text.health;
  const { firstSync, health } = box;
  if (firstSync !== null && health.state !== 'error') {
    const { done, total, remainingSeconds } = firstSync;
    const label = words.firstSync(number(done), number(total));
    return (
      <span className={styles['syncing']}>
        <span>
          {label}
          {remainingSeconds === null ? null : ` · ${words.remaining(Math.round(remainingSeconds / 60))}`}
        </span>
        {total === 0 ? null : <Progress done={done} total={total} label={label} />}
      </span>
    );
  }
  const sentences = [
    ...(health.error === null ? [] : [errorText(text, health.error)]),
    ...careSentences(language, box, now),
    ...box.folderErrors.map(({ folder, error }) => `${words.folderFailed(visibleText(folder))}: ${errorText(text, error)}`),
  ];
  const [notice] = box.notices;
  if (sentences.length === 0)
    return (
      <span className={styles['well']}>
        <CircleCheck size={14} aria-hidden /> {words.well}
      </span>
    );
  return (
    <span className={styles['sentences']}>
      {sentences.map((sentence) => (
        <span key={sentence} className={styles['sentence']}>
          <TriangleAlert size={14} aria-hidden strokeWidth={2.25} />
          <span>{sentence}</span>
        </span>
      ))}
      {needsPassword(box) ? (
        <Button tone="outlined" onPress={() => onChangePassword(box.account)}>
          {words.password.button}
        </Button>
      ) : null}
      {notice === undefined ? null : (
        <Button tone="outlined" onPress={() => onDismiss(box.account, notice.number)}>
          {words.dismiss}
        </Button>
      )}
    </span>
  );
}

function needsPassword(box: BoxHealth): boolean {
  return (
    box.password.state === 'overdue' ||
    ['imap.auth', 'imap.passwordExpired', 'imap.appPasswordNeeded', 'smtp.auth', 'secret.unavailable'].includes(
      box.health.error?.code ?? '',
    )
  );
}

const DAY_MS = 86_400_000;

function Quota({ box }: { readonly box: BoxHealth }): ReactNode {
  const { text, size, language } = useWords();
  const now = useNow();
  const { quota } = box;
  if (quota === null) return text.health.unknown;
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(quota.share);
  const label = text.health.used(share, size(quota.usedBytes), size(quota.limitBytes));
  const days = quota.fullAt === null ? null : Math.round((quota.fullAt - now) / DAY_MS);
  return (
    <span className={styles['space']} title={days === null ? label : `${label}, ${text.health.fullIn(Math.round(days / 7), days)}`}>
      <Progress done={Math.round(quota.share * 100)} total={100} label={label} />
      <span>{share}</span>
    </span>
  );
}
