// The search field in the bar. Enter searches; emptying it goes back to where the person was. Under it
// what could be typed next, and what was searched last; a file dropped on it is looked for by its bytes.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { useCore } from '#ui/client/queries.ts';
import { IconButton } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { SearchSuggestions } from './search-suggestions.tsx';
import { suggestionRows, taken, type SuggestionRow } from './suggestion-rows.ts';
import styles from './search-box.module.css';

export type SearchBoxProps = {
  readonly ref: Ref<HTMLInputElement>;
  readonly query: string;
  readonly total: number;
  readonly recent: readonly string[];
  readonly onSearch: (query: string) => void;
  readonly onClear: () => void;
  readonly onForget: () => void;
  readonly onFile: (file: File) => void;
};

const TEN_SECONDS_MS = 10_000;

export function SearchBox(props: SearchBoxProps): ReactNode {
  const { text, number } = useWords();
  const box = useSearchField(props);
  const [dragged, setDragged] = useState(false);
  return (
    <search
      className={styles['search']}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) box.close();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        event.stopPropagation();
        setDragged(true);
      }}
      onDragLeave={() => setDragged(false)}
      onDrop={(event) => {
        setDragged(false);
        const file = event.dataTransfer.files[0];
        if (file === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        props.onFile(file);
      }}
    >
      <form
        className={classNames(styles['form'], dragged && styles['dragged'])}
        onSubmit={(event) => {
          event.preventDefault();
          box.submit();
        }}
      >
        <Search size={15} aria-hidden className={styles['icon']} />
        <input
          ref={props.ref}
          className={styles['input']}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          role="combobox"
          aria-label={text.screen.search.label}
          aria-keyshortcuts="/"
          aria-expanded={box.shown}
          aria-controls={box.shown ? box.listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={box.shown && box.at !== null ? `${box.listId}-${box.at}` : undefined}
          placeholder={dragged ? text.reader.search.dropNow : text.screen.search.placeholder(number(props.total))}
          value={box.typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => box.type(event.target.value, event.target.selectionStart ?? event.target.value.length)}
          onSelect={(event) => box.moveCaret(event.currentTarget.selectionStart ?? 0)}
          onFocus={(event) => box.open(event.currentTarget)}
          onClick={(event) => box.open(event.currentTarget)}
          onKeyDown={box.onKeyDown}
        />
        {box.typed === '' ? null : <IconButton name={text.screen.search.clear} icon={<X size={14} aria-hidden />} onPress={box.clear} />}
      </form>
      {box.shown ? <SearchSuggestions id={box.listId} rows={box.rows} at={box.at} onAt={box.setAt} onTake={box.take} /> : null}
    </search>
  );
}

type SearchField = {
  readonly typed: string;
  readonly rows: readonly SuggestionRow[];
  readonly at: number | null;
  readonly shown: boolean;
  readonly listId: string;
  readonly type: (text: string, caret: number) => void;
  readonly moveCaret: (caret: number) => void;
  readonly open: (field: HTMLInputElement) => void;
  readonly close: () => void;
  readonly setAt: (at: number) => void;
  readonly take: (row: SuggestionRow) => void;
  readonly submit: () => void;
  readonly clear: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
};

// What is typed, where the caret is, what is offered for it.
function useSearchField({ query, recent, onSearch, onClear, onForget }: SearchBoxProps): SearchField {
  const { queries } = useCore();
  const { language } = useWords();
  const listId = useId();
  const [typed, setTyped] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => setTyped(query), [query]);
  const next =
    useQuery(
      queries.search.suggest.queryOptions({
        input: { text: typed, caret, language },
        enabled: open && typed.length <= 10_000,
        gcTime: TEN_SECONDS_MS,
        placeholderData: keepPreviousData,
      }),
    ).data ?? null;
  // An answer about an earlier text does not fit this one.
  const current = next !== null && next.to <= typed.length ? next : null;
  const rows = open ? suggestionRows(typed, recent, current) : [];
  const shown = rows.length > 0;
  const close = (): void => {
    setOpen(false);
    setAt(null);
  };
  const field = useRef<HTMLInputElement | null>(null);
  const search = (wanted: string): void => {
    close();
    if (wanted.trim() === '') onClear();
    else onSearch(wanted.trim());
  };
  const take = (row: SuggestionRow): void => {
    setAt(null);
    if (row.kind === 'forget') onForget();
    else if (row.kind === 'recent') {
      setTyped(row.query);
      search(row.query);
    } else if (current !== null) {
      const after = taken(typed, current, row.suggestion.insert);
      setTyped(after.text);
      setCaret(after.caret);
      requestAnimationFrame(() => field.current?.setSelectionRange(after.caret, after.caret));
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const last = rows.length - 1;
    const row = at === null ? undefined : rows[at];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) setOpen(true);
      else if (shown) setAt(event.key === 'ArrowDown' ? (at === null || at >= last ? 0 : at + 1) : at === null || at <= 0 ? last : at - 1);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && shown && row !== undefined) take(row);
    else if (event.key === 'Escape' && shown) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  return {
    typed,
    rows,
    at,
    shown,
    listId,
    type(text, place) {
      setTyped(text);
      setCaret(place);
      setOpen(true);
      setAt(null);
    },
    moveCaret: setCaret,
    open(input) {
      field.current = input;
      setOpen(true);
    },
    close,
    setAt,
    take,
    submit: () => search(typed),
    clear() {
      setTyped('');
      close();
      onClear();
    },
    onKeyDown,
  };
}
