// A bar with its numbers beside it, never alone.
import type { ReactNode } from 'react';
import styles from './progress.module.css';

export function Progress({ done, total, label }: { readonly done: number; readonly total: number; readonly label: string }): ReactNode {
  return (
    <div
      className={styles['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={Math.min(done, total)}
      aria-valuetext={label}
    >
      <div className={styles['bar']} style={{ inlineSize: total === 0 ? '0%' : `${Math.min(100, (done / total) * 100)}%` }} />
    </div>
  );
}
