// The frame of a screen that takes the place of list and message: title, what it is for, a way back, one column.
import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './page.module.css';

export type PageProps = {
  readonly title: string;
  /** Under the title: what the screen is for, or what it shows. */
  readonly lead?: ReactNode;
  /** Text to read, one short form, or tables and two columns. */
  readonly width?: 'text' | 'form' | 'wide';
  /** Beside the way back. */
  readonly actions?: ReactNode;
  readonly close?: { readonly name: string; readonly onPress: () => void };
  readonly children: ReactNode;
};

export function Page({ title, lead = null, width = 'text', actions = null, close, children }: PageProps): ReactNode {
  return (
    <div className={styles['page']} data-scope="global" data-pane="page">
      <div className={classNames(styles['column'], styles[width])}>
        <header className={styles['head']}>
          <div className={styles['words']}>
            <PageTitle focuses>{title}</PageTitle>
            {lead === null ? null : typeof lead === 'string' ? <p className={styles['lead']}>{lead}</p> : lead}
          </div>
          <div className={styles['actions']}>
            {actions}
            {close === undefined ? null : <IconButton name={close.name} icon={<X size={16} aria-hidden />} onPress={close.onPress} />}
          </div>
        </header>
        {children}
      </div>
    </div>
  );
}

/** Takes the focus when its screen opens, so that the next Tab is the first control of it, unless a field took it. */
export function PageTitle({ focuses = false, children }: { readonly focuses?: boolean; readonly children: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const page = heading.current?.closest('[data-pane]') ?? null;
    if (focuses && page !== null && !page.contains(document.activeElement)) heading.current?.focus({ preventScroll: true });
  }, [focuses]);
  return (
    <h1 ref={heading} className={styles['title']} tabIndex={focuses ? -1 : undefined}>
      {children}
    </h1>
  );
}
