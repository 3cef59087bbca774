// A dialog that asks for something: fields, and one button that says yes. Enter confirms.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import styles from './form-dialog.module.css';

export function FormDialog({
  title,
  confirm,
  cancel,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Dialog title={title} open onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
        <div className={styles['actions']}>
          <Button tone="outlined" onPress={onClose}>
            {cancel}
          </Button>
          <button type="submit" className={styles['submit']}>
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
