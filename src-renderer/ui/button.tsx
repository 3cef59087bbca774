// A push button: plain in toolbars, outlined in forms, filled for the one main action of a view.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './button.module.css';

export type ButtonProps = {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly tone?: 'plain' | 'outlined' | 'main' | 'danger';
  readonly icon?: ReactNode;
  readonly label?: string;
  readonly title?: string;
  readonly keyShortcuts?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly busy?: boolean;
  /** Where its container is narrow, or always, only the icon is drawn; the name stays. */
  readonly collapses?: boolean | 'always';
};

export function Button({
  children,
  onPress,
  tone = 'plain',
  icon,
  label,
  title,
  keyShortcuts,
  disabled = false,
  pressed,
  busy = false,
  collapses = false,
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={classNames(styles['button'], styles[tone])}
      onClick={() => {
        if (!disabled && !busy) onPress();
      }}
      aria-label={label}
      aria-keyshortcuts={keyShortcuts}
      aria-disabled={disabled || busy || undefined}
      aria-pressed={pressed}
      title={title}
    >
      {icon}
      {collapses === false ? children : <span className={styles[collapses === 'always' ? 'hidden' : 'collapses']}>{children}</span>}
    </button>
  );
}

/** A square button whose name is only spoken and shown as tooltip. */
export function IconButton({
  name,
  icon,
  onPress,
  keyShortcuts,
  title,
  disabled = false,
  pressed,
}: {
  readonly name: string;
  readonly icon: ReactNode;
  readonly onPress: () => void;
  readonly keyShortcuts?: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}): ReactNode {
  return (
    <button
      type="button"
      className={classNames(styles['button'], styles['icon'])}
      onClick={() => {
        if (!disabled) onPress();
      }}
      aria-label={name}
      title={title ?? name}
      aria-keyshortcuts={keyShortcuts}
      aria-disabled={disabled || undefined}
      aria-pressed={pressed}
    >
      {icon}
    </button>
  );
}
