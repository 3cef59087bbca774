// Recipients as entries that can be taken away, and a field with suggestions from the address book
// (WAI-ARIA combobox with a list). What is not valid stays, marked, for pre-flight to name.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { TriangleAlert, X } from 'lucide-react';
import { useId, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import type { Correspondent } from '#shared/model/compose';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { entryParts, recipientEntry, splitRecipients } from './draft.ts';
import styles from './people-field.module.css';

const SUGGESTIONS = 8;

export type PeopleFieldProps = {
  readonly field: 'to' | 'cc';
  readonly label: string;
  readonly entries: readonly string[];
  readonly onChange: (entries: readonly string[]) => void;
  readonly autoFocus?: boolean;
  readonly children?: ReactNode;
};

export function PeopleField({ field, label, entries, onChange, autoFocus = false, children }: PeopleFieldProps): ReactNode {
  const { text } = useWords();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const found = useSuggestions(typed, entries, open);
  const shown = open ? found.people : [];
  // What is no address yet means the first of those offered, unless those are of what was typed before.
  const current = active < 0 && found.settled && shown.length > 0 && !typed.includes('@') ? 0 : active;

  const put = (more: readonly string[]): void => {
    if (more.length > 0) onChange([...entries, ...more]);
    setTyped('');
    setActive(-1);
    setOpen(false);
  };
  const pick = (person: Correspondent): void => put([recipientEntry(person.name, person.address)]);
  const commit = (): void => put(splitRecipients(typed));

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const chosen = shown[current];
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (shown.length === 0) return;
        event.preventDefault();
        setActive(
          (current + (event.key === 'ArrowDown' ? 1 : shown.length - 1) + (current < 0 && event.key === 'ArrowUp' ? 1 : 0)) % shown.length,
        );
        return;
      case 'Enter':
      case ';':
      case ',':
        if (event.key === ',' && !typed.includes('@')) return;
        event.preventDefault();
        if (chosen !== undefined && event.key === 'Enter') pick(chosen);
        else commit();
        return;
      case 'Tab':
        if (chosen !== undefined) {
          event.preventDefault();
          pick(chosen);
        }
        return;
      case 'Escape':
        if (!open || shown.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        setOpen(false);
        return;
      case 'Backspace':
        // The last entry comes back to be corrected.
        if (typed !== '' || entries.length === 0) return;
        event.preventDefault();
        setTyped(entries.at(-1) ?? '');
        onChange(entries.slice(0, -1));
        return;
      default:
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const several = splitRecipients(event.clipboardData.getData('text/plain'));
    if (several.length < 2) return;
    event.preventDefault();
    put(several);
  };

  return (
    <div className={styles['row']} data-field={field}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div className={styles['box']}>
        <Entries entries={entries} onRemove={(index) => onChange(entries.filter((_, each) => each !== index))} />
        <input
          id={id}
          className={styles['input']}
          value={typed}
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current >= 0 && current < shown.length ? `${id}-${current}` : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={autoFocus}
          placeholder={entries.length === 0 ? text.composer.recipientsHint : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(-1);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={commit}
        />
        <SuggestionList id={id} people={shown} active={current} label={label} onPick={pick} />
      </div>
      {children}
    </div>
  );
}

/** People that fit what is typed and are not among the recipients yet. */
function useSuggestions(
  typed: string,
  entries: readonly string[],
  open: boolean,
): { readonly people: readonly Correspondent[]; readonly settled: boolean } {
  const { queries } = useCore();
  const wanted = typed.trim();
  const query = useQuery({
    ...queries.compose.suggest.queryOptions({ input: { text: wanted.slice(0, 200), take: SUGGESTIONS + entries.length } }),
    enabled: open && wanted !== '',
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    staleTime: 10_000,
  });
  if (!open || wanted === '') return { people: [], settled: false };
  const taken = new Set(entries.map((entry) => entryParts(entry).address.toLowerCase()));
  return {
    people: (query.data ?? []).filter(({ address }) => !taken.has(address.toLowerCase())).slice(0, SUGGESTIONS),
    settled: query.data !== undefined && !query.isPlaceholderData,
  };
}

function Entries({ entries, onRemove }: { readonly entries: readonly string[]; readonly onRemove: (index: number) => void }): ReactNode {
  const { text } = useWords();
  if (entries.length === 0) return null;
  return (
    <ul className={styles['entries']}>
      {entries.map((entry, index) => {
        const { valid, name, address } = entryParts(entry);
        const shown = visibleText(name === '' ? address : name);
        return (
          <li key={`${index}-${entry}`} className={classNames(styles['entry'], !valid && styles['wrong'])} title={visibleText(entry)}>
            {valid ? null : <TriangleAlert size={13} aria-hidden />}
            <bdi className={styles['name']}>{shown}</bdi>
            {name === '' ? null : <bdi className={styles['address']}>{visibleText(address)}</bdi>}
            <button
              type="button"
              className={styles['remove']}
              aria-label={text.composer.removeRecipient(visibleText(entry))}
              onClick={() => onRemove(index)}
            >
              <X size={13} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function SuggestionList({
  id,
  people,
  active,
  label,
  onPick,
}: {
  readonly id: string;
  readonly people: readonly Correspondent[];
  readonly active: number;
  readonly label: string;
  readonly onPick: (person: Correspondent) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.composer;
  return (
    <>
      <div id={`${id}-list`} role="listbox" aria-label={label} className={styles['list']} hidden={people.length === 0}>
        {people.map((person, index) => (
          <div
            key={person.address}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={classNames(styles['option'], index === active && styles['active'])}
            // Before the field loses the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              onPick(person);
            }}
          >
            <span className={styles['who']}>
              <bdi>{visibleText(person.name === '' ? person.address : person.name)}</bdi>
              {person.name === '' ? null : <bdi className={styles['address']}>{visibleText(person.address)}</bdi>}
            </span>
            <span className={styles['kind']}>{person.certified === null ? '' : person.certified ? words.certified : words.ordinary}</span>
          </div>
        ))}
      </div>
      <span className="visually-hidden" role="status">
        {people.length === 0 ? '' : words.suggestions(people.length)}
      </span>
    </>
  );
}
