// One check: outcome, what was found, by which rule, and what it does not prove.
import type { ReactNode } from 'react';
import type { Check, VerificationReport } from '#shared/model/verification-report';
import { checkText } from '#shared/text/wording';
import { citationOf } from '#shared/text/sources';
import { visibleText } from '#ui/marks/plain-text.ts';
import { CheckMark } from '#ui/marks/check-mark.tsx';
import { useWords } from '#ui/ui/words.ts';
import { hasNote, isNote } from './check-groups.ts';
import styles from './check-line.module.css';

export function CheckLine({ check, report }: { readonly check: Check; readonly report: VerificationReport }): ReactNode {
  const { text } = useWords();
  const words = text.checks.words[check.id];
  const limit = check.status === 'passed' || hasNote(report, check) ? words.limit : null;
  return (
    <li className={styles['line']}>
      <CheckMark status={check.status} note={isNote(report, check) || hasNote(report, check)} />
      <div className={styles['text']}>
        <p>
          <span className={styles['title']}>{words.title}.</span> {visibleText(checkText(text, check))}
        </p>
        <p className={styles['source']}>
          {limit === null ? null : <span>{limit} </span>}
          <span className={styles['spec']}>
            {text.screen.why.source}: {citationOf(check.spec)}
          </span>
        </p>
      </div>
    </li>
  );
}
