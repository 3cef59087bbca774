// A heading that opens and closes what is under it.
import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './disclosure.module.css';

export function Disclosure({
  title,
  children,
  startsOpen = false,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly startsOpen?: boolean;
}): ReactNode {
  const [open, setOpen] = useState(startsOpen);
  const id = useId();
  return (
    <div>
      <button type="button" className={classNames(styles['head'])} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <ChevronRight size={14} aria-hidden className={classNames(styles['mark'], open && styles['markOpen'])} />
        {title}
      </button>
      <div id={id} hidden={!open} className={classNames(styles['body'])}>
        {open ? children : null}
      </div>
    </div>
  );
}
