// A verdict: icon and word, always together. Only this folder may use the verdict colours, and
// nothing from a sender is ever drawn with them.
import type { ReactNode } from 'react';
import type { VerdictLook } from '#shared/model/verification-report';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { VerdictIcon } from './verdict-icon.tsx';
import styles from './verdict.module.css';

export type Look = VerdictLook | 'pending';

export function useLookWord(): (look: Look) => string {
  const { text } = useWords();
  return (look) => (look === 'pending' ? text.mail.pendingLook : text.mail.looks[look]);
}

/** In a row: small, on the row's own background. */
export function Verdict({ look, size = 14 }: { readonly look: Look; readonly size?: number }): ReactNode {
  const word = useLookWord();
  return (
    <span className={classNames(styles['verdict'], styles[look])}>
      <VerdictIcon look={look} size={size} />
      <span>{word(look)}</span>
    </span>
  );
}

/** On its tint, as a button that opens Perché. */
export function VerdictButton({
  look,
  onPress,
  expanded,
}: {
  readonly look: Look;
  readonly onPress: () => void;
  readonly expanded: boolean;
}): ReactNode {
  const { text } = useWords();
  const word = useLookWord();
  return (
    <button
      type="button"
      className={classNames(styles['chip'], styles[look])}
      aria-label={text.screen.reading.whyLabel(word(look))}
      aria-expanded={expanded}
      aria-keyshortcuts="p"
      onClick={onPress}
    >
      <VerdictIcon look={look} size={16} />
      <span>{word(look)}</span>
    </button>
  );
}

/** Only the icon, with its word as the accessible name: for narrow table cells. */
export function VerdictMark({ look }: { readonly look: Look }): ReactNode {
  const word = useLookWord();
  return (
    <span className={classNames(styles['verdict'], styles[look])} role="img" aria-label={word(look)} title={word(look)}>
      <VerdictIcon look={look} size={16} />
    </span>
  );
}

/** The block around a proof, edged and tinted in the verdict's tone. */
export function VerdictPanel({
  look,
  label,
  children,
}: {
  readonly look: Look;
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={classNames(styles['panel'], styles[look])} aria-label={label}>
      {children}
    </section>
  );
}
