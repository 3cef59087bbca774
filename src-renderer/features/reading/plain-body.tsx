// A plain text body as written: line breaks kept, quotes set back, addresses pressable through the
// same link check as in HTML.
import { Fragment, type ReactNode } from 'react';
import { visibleBody } from '#ui/marks/plain-text.ts';
import type { PressedLink } from './link-check.tsx';
import styles from './plain-body.module.css';

const ADDRESS = /\bhttps?:\/\/[^\s<>"'«»“”]+[^\s<>"'«»“”.,;:!?)\]}]/g;

export function PlainBody({ text, onLink }: { readonly text: string; readonly onLink: (link: PressedLink) => void }): ReactNode {
  const visible = visibleBody(text)
    .replace(/\n{4,}/g, '\n\n\n')
    .trimEnd();
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const match of visible.matchAll(ADDRESS)) {
    const [href] = match;
    pieces.push(<Fragment key={at}>{visible.slice(at, match.index)}</Fragment>);
    pieces.push(
      <button
        key={`link-${match.index}`}
        type="button"
        role="link"
        className={styles['link']}
        onClick={() => onLink({ href, shown: href })}
      >
        {href}
      </button>,
    );
    at = match.index + href.length;
  }
  pieces.push(<Fragment key={at}>{visible.slice(at)}</Fragment>);
  return (
    <div className={styles['text']} dir="auto">
      {pieces}
    </div>
  );
}
