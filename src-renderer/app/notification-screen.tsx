// The guided form of L. 53/1994: what was typed is kept while the window is open, wherever the person goes.
import type { ReactNode } from 'react';
import { create } from 'zustand';
import type { NotificationForm } from '#shared/model/notification';
import type { AccountView } from '#shared/model/views';
import { FileCheckResult } from '#ui/features/dispatches/file-check-result.tsx';
import { Notification } from '#ui/features/notification/notification.tsx';
import { openDraft } from './where.ts';

const useKept = create<{ readonly form: NotificationForm | null }>(() => ({ form: null }));

export function NotificationScreen({
  accounts,
  onClose,
}: {
  readonly accounts: readonly AccountView[];
  readonly onClose: () => void;
}): ReactNode {
  const kept = useKept(({ form }) => form);
  return (
    <Notification
      accounts={accounts}
      kept={kept}
      onKeep={(form) => useKept.setState({ form })}
      onDraft={(draft) => openDraft(draft, false)}
      onClose={onClose}
      answer={(dispatch, file, close) => <FileCheckResult dispatch={dispatch} file={file} onClose={close} />}
    />
  );
}
