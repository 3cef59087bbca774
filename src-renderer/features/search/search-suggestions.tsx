// The rows under the search field. The field keeps the focus; a row is pointed at.
import { Clock, Filter, Trash2 } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { visibleText } from '#ui/marks/plain-text.ts';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords, type Words } from '#ui/ui/words.ts';
import type { SuggestionRow } from './suggestion-rows.ts';
import styles from './search-suggestions.module.css';

export type SearchSuggestionsProps = {
  readonly id: string;
  readonly rows: readonly SuggestionRow[];
  readonly at: number | null;
  readonly onAt: (at: number) => void;
  readonly onTake: (row: SuggestionRow) => void;
};

export function SearchSuggestions({ id, rows, at, onAt, onTake }: SearchSuggestionsProps): ReactNode {
  const words = useWords();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at !== null) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div className={styles['panel']} onPointerDown={(event) => event.preventDefault()}>
      <div ref={list} id={id} role="listbox" aria-label={words.text.reader.search.suggestions} className={styles['rows']}>
        {rows.map((row, index) => (
          <div
            key={keyOf(row)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={classNames(styles['row'], index === at && styles['current'])}
            onPointerMove={() => onAt(index)}
            onClick={() => onTake(row)}
          >
            <span className={styles['icon']}>{iconOf(row)}</span>
            <bdi className={styles['what']}>{whatOf(row, words)}</bdi>
            <span className={styles['means']}>{meansOf(row, words)}</span>
          </div>
        ))}
      </div>
      <p className={styles['hint']}>{words.text.reader.search.dropHint}</p>
    </div>
  );
}

function keyOf(row: SuggestionRow): string {
  return row.kind === 'forget' ? 'forget' : row.kind === 'recent' ? `recent ${row.query}` : `next ${row.suggestion.insert}`;
}

function iconOf(row: SuggestionRow): ReactNode {
  if (row.kind === 'recent') return <Clock size={14} aria-hidden />;
  return row.kind === 'forget' ? <Trash2 size={14} aria-hidden /> : <Filter size={14} aria-hidden />;
}

function whatOf(row: SuggestionRow, { text }: Words): string {
  if (row.kind === 'forget') return text.reader.search.forget;
  return visibleText(row.kind === 'recent' ? row.query : row.suggestion.insert);
}

function meansOf(row: SuggestionRow, { text }: Words): string {
  if (row.kind === 'forget') return '';
  if (row.kind === 'recent') return text.reader.search.recent;
  const { kind, insert } = row.suggestion;
  const operator = kind === 'operator' ? text.reader.search.operators[insert.replace(/^-|:$/g, '')] : undefined;
  return operator ?? text.reader.search.kinds[kind];
}
