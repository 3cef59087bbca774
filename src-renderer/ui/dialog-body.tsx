// What stands in a dialog, and below it the answers.
import type { ReactNode } from 'react';
import styles from './dialog-body.module.css';

export function DialogBody({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles['body']}>{children}</div>;
}

export function DialogActions({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles['actions']}>{children}</div>;
}
