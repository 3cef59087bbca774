// A plain text body as written: line breaks kept, quotes set back behind a bar and folded where the old
// correspondence is long, addresses pressable through the same link check as in HTML.
import { Fragment, type ReactNode } from 'react';
import { visibleBody } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import type { PressedLink } from './link-check.tsx';
import styles from './plain-body.module.css';
import { quotedText, type TextBlock } from './quotes.ts';

const ADDRESS = /\bhttps?:\/\/[^\s<>"'«»“”]+[^\s<>"'«»“”.,;:!?)\]}]/g;
/** More bars than this say nothing more. */
const MOST_BARS = 5;

type OnLink = (link: PressedLink) => void;

export function PlainBody({ text, onLink }: { readonly text: string; readonly onLink: OnLink }): ReactNode {
  const { text: words } = useWords();
  const visible = visibleBody(text)
    .replace(/\n{4,}/g, '\n\n\n')
    .trimEnd();
  const { blocks, folded, foldedLines } = quotedText(visible);
  return (
    <div className={styles['text']} dir="auto">
      <Blocks blocks={blocks} onLink={onLink} />
      {folded.length === 0 ? null : (
        <details className={styles['folded']}>
          <summary>{words.reader.quoted(foldedLines)}</summary>
          <Blocks blocks={folded} onLink={onLink} />
        </details>
      )}
    </div>
  );
}

function Blocks({ blocks, onLink }: { readonly blocks: readonly TextBlock[]; readonly onLink: OnLink }): ReactNode {
  return blocks.map((block, index) => <Block key={index} block={block} onLink={onLink} />);
}

function Block({ block, onLink }: { readonly block: TextBlock; readonly onLink: OnLink }): ReactNode {
  let content: ReactNode = <div className={styles['lines']}>{withLinks(block.text, onLink)}</div>;
  for (let bar = 0; bar < Math.min(block.depth, MOST_BARS); bar += 1)
    content = <blockquote className={styles['quote']}>{content}</blockquote>;
  return content;
}

function withLinks(text: string, onLink: OnLink): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const [href] = match;
    pieces.push(<Fragment key={at}>{text.slice(at, match.index)}</Fragment>);
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
  return [...pieces, <Fragment key={at}>{text.slice(at)}</Fragment>];
}
