// The search field in the bar. Enter searches; emptying it goes back to where the person was.
import { Search, X } from 'lucide-react';
import { useEffect, useState, type ReactNode, type Ref } from 'react';
import { IconButton } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './search-box.module.css';

export function SearchBox({
  ref,
  query,
  total,
  onSearch,
  onClear,
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly query: string;
  readonly total: number;
  readonly onSearch: (query: string) => void;
  readonly onClear: () => void;
}): ReactNode {
  const { text, number } = useWords();
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  return (
    <search className={styles['search']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = typed.trim();
          if (wanted === '') onClear();
          else onSearch(wanted);
        }}
      >
        <Search size={15} aria-hidden className={styles['icon']} />
        <input
          ref={ref}
          className={styles['input']}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          aria-label={text.screen.search.label}
          aria-keyshortcuts="/"
          placeholder={text.screen.search.placeholder(number(total))}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        {typed === '' ? null : (
          <IconButton
            name={text.screen.search.clear}
            icon={<X size={14} aria-hidden />}
            onPress={() => {
              setTyped('');
              onClear();
            }}
          />
        )}
      </form>
    </search>
  );
}
