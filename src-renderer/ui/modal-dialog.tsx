// The dialog itself, over react-aria: focus is kept inside and returns to where it was.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';
import type { DialogProps } from './dialog.tsx';

export function ModalDialog({ title, open, onClose, children, place = 'centre', hideTitle = false }: DialogProps): ReactNode {
  const changed = (next: boolean): void => {
    if (!next) onClose();
  };
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={changed}
      isDismissable
      className={classNames(styles['overlay'], place === 'top' && styles['overlayTop'])}
    >
      <Modal className={classNames(styles['modal'], styles[place])}>
        <AriaDialog className={classNames(styles['dialog'])}>
          <Heading slot="title" className={hideTitle ? 'visually-hidden' : classNames(styles['title'])}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
