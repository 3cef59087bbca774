// A piece of a found message with the sought words marked: the field it comes from is said in words
// when it is not the text. What the sender wrote stays visible text.
import { Paperclip } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Snippet } from '#shared/model/search';
import { useWords } from '#ui/ui/words.ts';
import { visiblePiece, visibleText } from './plain-text.ts';
import { snippetPieces } from './snippet-pieces.ts';
import styles from './snippet-line.module.css';

export function SnippetLine({ snippet }: { readonly snippet: Snippet }): ReactNode {
  const { text } = useWords();
  const field = text.reader.search.fields[snippet.field];
  return (
    <span className={styles['line']}>
      {snippet.field === 'body' ? null : (
        <span className={styles['field']}>
          {snippet.field === 'attachment' ? <Paperclip size={11} aria-hidden /> : null}
          {snippet.field === 'attachment' && snippet.name !== null ? <bdi>{visibleText(snippet.name)}</bdi> : field}:{' '}
        </span>
      )}
      <MarkedText snippet={snippet} />
    </span>
  );
}

export function MarkedText({ snippet }: { readonly snippet: Snippet }): ReactNode {
  return (
    <bdi>
      {snippetPieces(snippet).map((piece) =>
        piece.marked ? (
          <mark key={piece.from} className={styles['mark']}>
            {visiblePiece(piece.text)}
          </mark>
        ) : (
          visiblePiece(piece.text)
        ),
      )}
    </bdi>
  );
}
