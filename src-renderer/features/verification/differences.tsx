// Values that disagree with the signed ones, side by side.
import type { ReactNode } from 'react';
import type { Difference } from '#shared/model/verification-report';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './differences.module.css';

export function Differences({ differences }: { readonly differences: readonly Difference[] }): ReactNode {
  const { text } = useWords();
  const { why } = text.screen;
  if (differences.length === 0) return null;
  const value = (raw: string | null): string => (raw === null ? why.absent : visibleText(raw));
  return (
    <table className={styles['table']}>
      <caption className={styles['caption']}>{why.differences}</caption>
      <thead>
        <tr>
          <th scope="col">{why.field}</th>
          <th scope="col">{why.signed}</th>
          <th scope="col">{why.found}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((each, index) => (
          <tr key={`${each.field}-${index}`}>
            <th scope="row">{visibleText(each.field)}</th>
            <td>{value(each.signed)}</td>
            <td>{value(each.found)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
