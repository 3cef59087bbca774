// A modal dialog. What draws it (react-aria) is a file of its own, fetched when the window has
// settled, so that the first list does not wait for it.
import { lazy, Suspense, type ReactNode } from 'react';

export type DialogProps = {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly place?: 'centre' | 'top' | 'wide';
  readonly hideTitle?: boolean;
};

const load = (): Promise<typeof import('./modal-dialog.tsx')> => import('./modal-dialog.tsx');
const ModalDialog = lazy(async () => ({ default: (await load()).ModalDialog }));

/** Fetches the dialog's code ahead, so that the first one opens at once. */
export function prepareDialogs(): void {
  void load();
}

export function Dialog(props: DialogProps): ReactNode {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <ModalDialog {...props} />
    </Suspense>
  );
}
