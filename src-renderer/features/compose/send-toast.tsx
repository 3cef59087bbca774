// After "Send": ten seconds in which it can be taken back, then whether the provider has it, with the way
// to its receipts. The core counts and remembers; this only shows it, so a closed window loses nothing.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { OutboxEntry } from '#shared/model/compose';
import type { DispatchId } from '#shared/model/ids';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { X } from 'lucide-react';
import { outboxWords, secondsUntil } from './outbox-words.ts';
import styles from './send-toast.module.css';
import { useSecond } from './use-second.ts';

const STAYS_MS = 30_000;

export type SendToastProps = {
  /** What was sent from this window last; others are in the outbox. */
  readonly sent: DispatchId | null;
  readonly onUndo: (entry: OutboxEntry) => void;
  readonly onOpen: (entry: OutboxEntry) => void;
};

export function SendToast({ sent, onUndo, onOpen }: SendToastProps): ReactNode {
  const { queries } = useCore();
  const words = useWords();
  const entries = useQuery(queries.outbox.list.queryOptions()).data ?? [];
  const [closed, setClosed] = useState<DispatchId | null>(null);
  const leaving = entries.find((each) => isLeaving(each));
  const entry = leaving ?? entries.find(({ dispatch }) => dispatch === sent) ?? null;
  const now = useSecond(leaving !== undefined);
  // Taken by the provider: what follows is in the row. Anything else stays until it was read.
  const over = entry !== null && entry.submission.state === 'submitted' ? entry.dispatch : null;
  useEffect(() => {
    if (over === null) return undefined;
    const timer = setTimeout(() => setClosed(over), STAYS_MS);
    return () => clearTimeout(timer);
  }, [over]);
  if (entry === null || entry.dispatch === closed || entry.scheduledFor !== null) return null;
  const canUndo = isLeaving(entry);
  return (
    <div className={styles['toast']} role="status">
      <span className={styles['words']}>{canUndo ? leavingText(entry, now, words) : stateText(entry, now, words)}</span>
      {canUndo ? (
        <Button tone="outlined" onPress={() => onUndo(entry)}>
          {words.text.composer.toast.undo}
        </Button>
      ) : (
        <>
          <Button tone="outlined" onPress={() => onOpen(entry)}>
            {words.text.composer.toast.open}
          </Button>
          <IconButton name={words.text.composer.close} icon={<X size={14} aria-hidden />} onPress={() => setClosed(entry.dispatch)} />
        </>
      )}
    </div>
  );
}

/** Sent a moment ago and nobody was given it yet. */
function isLeaving({ submission, undoable, scheduledFor }: OutboxEntry): boolean {
  return undoable && scheduledFor === null && submission.state === 'queued' && submission.reason === null;
}

function leavingText(entry: OutboxEntry, now: Parameters<typeof secondsUntil>[1], words: Words): string {
  const { submission } = entry;
  const at = submission.state === 'queued' ? submission.nextAt : null;
  return words.text.composer.toast.leaving(named(entry, words), at === null ? 0 : secondsUntil(at, now));
}

function stateText(entry: OutboxEntry, now: Parameters<typeof secondsUntil>[1], words: Words): string {
  if (entry.submission.state === 'submitted') return words.text.composer.toast.sent(named(entry, words));
  return `«${named(entry, words)}»: ${outboxWords(entry, now, words).state}`;
}

function named({ subject }: OutboxEntry, { text }: Words): string {
  const shown = visibleText(subject).trim();
  return shown === '' ? text.composer.toast.noSubject : shown;
}
