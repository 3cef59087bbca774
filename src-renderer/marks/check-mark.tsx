// The outcome of one check: ✓, note, ?, ✕ or nothing to say.
import { Check, CircleHelp, Info, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CheckStatus } from '#shared/model/verification-report';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './check-mark.module.css';

export function CheckMark({ status, note }: { readonly status: CheckStatus; readonly note: boolean }): ReactNode {
  const { text } = useWords();
  const word = note ? text.checks.noteWord : text.checks.statuses[status];
  return (
    <span className={classNames(styles['mark'], styles[note ? 'note' : status])} role="img" aria-label={word} title={word}>
      {iconOf(status, note)}
    </span>
  );
}

function iconOf(status: CheckStatus, note: boolean): ReactNode {
  const look = { size: 15, 'aria-hidden': true, strokeWidth: 2.25 } as const;
  if (note) return <Info {...look} />;
  switch (status) {
    case 'passed':
      return <Check {...look} />;
    case 'failed':
      return <X {...look} />;
    case 'indeterminate':
      return <CircleHelp {...look} />;
    case 'notApplicable':
    case 'notRun':
      return <Minus {...look} />;
  }
}
