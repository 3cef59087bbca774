// The line over the footer for what was just sent: take it back, or follow it.
import type { ReactNode } from 'react';
import { SendToast } from '#ui/features/compose/send-toast.tsx';
import { useUndoSend } from './use-writing.ts';
import { openSent, useWhere } from './where.ts';

export function Leaving(): ReactNode {
  const sent = useWhere((where) => where.sent);
  const undoSend = useUndoSend();
  return <SendToast sent={sent} onUndo={undoSend} onOpen={openSent} />;
}
