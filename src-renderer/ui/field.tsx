// A labelled input with its hint and its error, tied together for every reader.
import { useId, type HTMLInputTypeAttribute, type ReactNode, type Ref } from 'react';
import styles from './field.module.css';

export type FieldProps = {
  readonly ref?: Ref<HTMLInputElement>;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly type?: HTMLInputTypeAttribute;
  readonly placeholder?: string;
  readonly hint?: string | null;
  readonly error?: string | null;
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'email' | 'numeric' | 'url';
  readonly autoFocus?: boolean;
};

export function Field({
  ref,
  label,
  value,
  onChange,
  onBlur,
  type = 'text',
  placeholder,
  hint = null,
  error = null,
  autoComplete = 'off',
  inputMode,
  autoFocus = false,
}: FieldProps): ReactNode {
  const id = useId();
  const described = [hint === null ? null : `${id}-hint`, error === null ? null : `${id}-error`].filter((each) => each !== null).join(' ');
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        className={styles['input']}
        type={type}
        value={value}
        placeholder={placeholder}
        autoComplete={autoComplete}
        inputMode={inputMode}
        autoFocus={autoFocus}
        spellCheck={false}
        autoCapitalize="none"
        aria-invalid={error !== null}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
      />
      {hint === null ? null : (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error === null ? null : (
        <p id={`${id}-error`} className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  );
}
