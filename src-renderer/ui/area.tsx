// A text of several lines under its label.
import type { ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import styles from './pick.module.css';

export function Area({
  ref,
  label,
  value,
  onChange,
}: {
  readonly ref?: Ref<HTMLTextAreaElement>;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className={styles['label']}>
      {label}
      <textarea
        ref={ref}
        className={classNames(styles['control'], styles['area'])}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
