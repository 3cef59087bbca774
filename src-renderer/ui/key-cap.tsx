// A key as printed on it.
import type { ReactNode } from 'react';
import styles from './key-cap.module.css';

export function KeyCap({ children }: { readonly children: string }): ReactNode {
  return <kbd className={styles['cap']}>{children}</kbd>;
}
