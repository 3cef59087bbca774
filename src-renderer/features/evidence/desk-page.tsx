// The frame of the screens about evidence, and a figure on them.
import type { ReactNode } from 'react';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './desk.module.css';

export function DeskPage({
  title,
  means,
  onClose,
  children,
}: {
  readonly title: string;
  readonly means: string | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { text } = useWords();
  return (
    <Page title={title} lead={means} close={{ name: text.desk.close, onPress: onClose }}>
      {children}
    </Page>
  );
}

export function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles['figure']}>
      <span className={styles['means']}>{name}</span>
      <span className={styles['value']}>{children}</span>
    </div>
  );
}
