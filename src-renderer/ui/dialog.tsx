// A modal dialog over react-aria: focus is kept inside and returns to where it was.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

export function Dialog({
  title,
  open,
  onClose,
  children,
  place = 'centre',
  hideTitle = false,
}: {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly place?: 'centre' | 'top' | 'wide';
  readonly hideTitle?: boolean;
}): ReactNode {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
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
