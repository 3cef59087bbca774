// A dialog that asks for something: fields, and one button that says yes. Enter confirms.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { DialogActions, DialogBody } from './dialog-body.tsx';
import { Dialog } from './dialog.tsx';
import styles from './form-dialog.module.css';

export function FormDialog({
  title,
  confirm,
  cancel,
  busy = false,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  readonly confirm: string;
  readonly cancel: string;
  /** What was confirmed is under way. */
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Dialog title={title} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onConfirm();
        }}
      >
        <DialogBody>
          {children}
          <DialogActions>
            <Button tone="outlined" onPress={onClose}>
              {cancel}
            </Button>
            <button type="submit" className={styles['submit']} aria-disabled={busy || undefined}>
              {confirm}
            </button>
          </DialogActions>
        </DialogBody>
      </form>
    </Dialog>
  );
}
