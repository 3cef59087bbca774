// A quiet line that says something about what is under it, with at most one action.
import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './notice.module.css';

export function Notice({
  kind = 'info',
  children,
  action,
  live = false,
}: {
  readonly kind?: 'info' | 'problem';
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly live?: boolean;
}): ReactNode {
  return (
    <div className={classNames(styles['notice'])} role={live ? 'status' : undefined}>
      {kind === 'problem' ? <CircleAlert size={16} aria-hidden /> : <Info size={16} aria-hidden />}
      <div className={classNames(styles['text'])}>{children}</div>
      {action}
    </div>
  );
}
