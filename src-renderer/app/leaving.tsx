// The lines over the footer for what is under way: changes to many rows, and what was just sent.
import type { ReactNode } from 'react';
import { SendToast } from '#ui/features/compose/send-toast.tsx';
import { Batches } from './batches.tsx';
import { useUndoSend } from './use-writing.ts';
import { openSent, useWhere } from './where.ts';

export function Leaving(): ReactNode {
  const sent = useWhere((where) => where.sent);
  const undoSend = useUndoSend();
  return (
    <>
      <Batches />
      <SendToast sent={sent} onUndo={undoSend} onOpen={openSent} />
    </>
  );
}
