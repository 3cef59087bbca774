// Findings of pre-flight, each with what to do; what stops a message is said in words, not by colour.
import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Finding } from '#shared/model/compose';
import { composeFindingText } from '#shared/text/compose-wording';
import { useWords } from '#ui/ui/words.ts';
import styles from './bulk.module.css';

export function FindingList({
  findings,
  more,
}: {
  readonly findings: readonly Finding[];
  readonly more?: (finding: Finding) => string;
}): ReactNode {
  const { text } = useWords();
  if (findings.length === 0) return null;
  return (
    <ul className={styles['findings']}>
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${index}`} className={styles['finding']}>
          {finding.level === 'blocking' ? <CircleAlert size={16} aria-hidden /> : <Info size={16} aria-hidden />}
          <span>
            {composeFindingText(text, finding)}
            {more === undefined ? null : <span className={styles['soft']}> {more(finding)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
