// The frame of the screens about evidence: title, what the screen is for, a way back.
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '#ui/ui/button.tsx';
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
    <div className={styles['page']} data-scope="global">
      <div className={styles['column']}>
        <header className={styles['head']}>
          <div>
            <h1 className={styles['title']}>{title}</h1>
            {means === null ? null : <p className={styles['means']}>{means}</p>}
          </div>
          <IconButton name={text.desk.close} icon={<X size={16} aria-hidden />} onPress={onClose} />
        </header>
        {children}
      </div>
    </div>
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
