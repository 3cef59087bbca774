// Writing from the rail: the button for a new message, and what waits among drafts and in the outbox.
import { useQuery } from '@tanstack/react-query';
import { FilePen, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCore } from '#ui/client/queries.ts';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { RailItem } from './rail-item.tsx';
import styles from './rail.module.css';

export function WriteButton({ narrow, onPress }: { readonly narrow: boolean; readonly onPress: () => void }): ReactNode {
  const { text } = useWords();
  const name = text.screen.commands['compose.new'];
  return (
    <button
      type="button"
      className={classNames(styles['write'], narrow && styles['writeNarrow'])}
      title={`${name} (C)`}
      aria-keyshortcuts="C"
      onClick={onPress}
    >
      <SquarePen size={16} aria-hidden />
      <span className={narrow ? 'visually-hidden' : undefined}>{text.screen.rail.write}</span>
    </button>
  );
}

export function OutgoingItem({
  narrow,
  current,
  onPress,
}: {
  readonly narrow: boolean;
  readonly current: boolean;
  readonly onPress: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const drafts = useQuery(queries.compose.drafts.queryOptions()).data ?? [];
  const out = useQuery(queries.outbox.list.queryOptions()).data ?? [];
  const waiting = out.filter(({ submission }) => submission.state !== 'submitted');
  return (
    <RailItem
      name={text.composer.outgoing.rail}
      icon={<FilePen size={16} aria-hidden />}
      count={drafts.length + waiting.length}
      attention={waiting.some(({ submission }) => submission.state === 'unknown' || submission.state === 'refused')}
      current={current}
      narrow={narrow}
      onPress={onPress}
    />
  );
}
