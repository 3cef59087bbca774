// The status of a recipient or of a whole dispatch: a mark and a word.
import { Check, CheckCheck, CircleHelp, Clock, Mail, ArrowLeftRight, TriangleAlert, X, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DispatchSummary, RecipientStatus } from '#shared/model/dispatch';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './status.module.css';

type Tone = 'good' | 'going' | 'bad' | 'unsure' | 'quiet';

function toneOf(status: RecipientStatus): Tone {
  switch (status) {
    case 'delivered':
    case 'deliveredLate':
      return 'good';
    case 'accepted':
    case 'takenInCharge':
    case 'submitted':
      return 'going';
    case 'failed':
    case 'expired':
    case 'refused':
      return 'bad';
    case 'delayed':
    case 'conflict':
      return 'unsure';
    case 'ordinary':
    case 'unknown':
      return 'quiet';
  }
}

function iconOf(status: RecipientStatus, size: number): ReactNode {
  const look = { size, 'aria-hidden': true, strokeWidth: 2.25 } as const;
  switch (status) {
    case 'delivered':
      return <CheckCheck {...look} />;
    case 'deliveredLate':
      return <CheckCheck {...look} />;
    case 'accepted':
      return <Check {...look} />;
    case 'takenInCharge':
      return <ArrowLeftRight {...look} />;
    case 'submitted':
      return <Hourglass {...look} />;
    case 'failed':
    case 'expired':
    case 'refused':
      return <X {...look} />;
    case 'delayed':
      return <Clock {...look} />;
    case 'conflict':
      return <TriangleAlert {...look} />;
    case 'ordinary':
      return <Mail {...look} />;
    case 'unknown':
      return <CircleHelp {...look} />;
  }
}

/** `detail` follows the word: a cause, a time. */
export function StatusMark({
  status,
  detail = null,
  size = 14,
  wrap = false,
}: {
  readonly status: RecipientStatus;
  readonly detail?: string | null;
  readonly size?: number;
  readonly wrap?: boolean;
}): ReactNode {
  const { text } = useWords();
  return (
    <span className={classNames(styles['status'], styles[toneOf(status)], wrap && styles['wrap'])}>
      {iconOf(status, size)}
      <span>
        {text.mail.statuses[status]}
        {detail === null ? null : `: ${detail}`}
      </span>
    </span>
  );
}

/** The fold of a dispatch in one line: delivered and failed side by side, or one word for all. */
export function DispatchFold({ summary, brief = false }: { readonly summary: DispatchSummary; readonly brief?: boolean }): ReactNode {
  const { text } = useWords();
  const words = text.mail.summary(summary, brief);
  if (summary.state === 'someFailed') {
    const pieces = words.split(', ');
    const [delivered] = pieces;
    return (
      <span className={styles['fold']}>
        {pieces.length === 1 ? null : (
          <span className={classNames(styles['status'], styles['good'])}>
            <CheckCheck size={14} aria-hidden strokeWidth={2.25} />
            <span>{delivered}</span>
            <span className="visually-hidden">, </span>
          </span>
        )}
        <span className={classNames(styles['status'], styles['bad'])}>
          <X size={14} aria-hidden strokeWidth={2.25} />
          <span>{pieces.at(-1)}</span>
        </span>
      </span>
    );
  }
  const status = statusOf(summary);
  return (
    <span className={classNames(styles['status'], styles[toneOf(status)])}>
      {iconOf(status, 14)}
      <span>{words}</span>
    </span>
  );
}

function statusOf(summary: Exclude<DispatchSummary, { state: 'someFailed' }>): RecipientStatus {
  switch (summary.state) {
    case 'refused':
      return 'refused';
    case 'waitingForAcceptance':
      return 'submitted';
    case 'inProgress':
      return summary.overdue > 0 ? 'conflict' : summary.delayed > 0 ? 'delayed' : 'accepted';
    case 'allDelivered':
      return 'delivered';
    case 'ordinaryOnly':
      return 'ordinary';
    case 'needsAttention':
      return 'conflict';
  }
}
