// The command palette: one field, rows under it. Enter runs, arrows move, Esc closes.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from '#ui/ui/class-names.ts';
import { Dialog } from '#ui/ui/dialog.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { useWords } from '#ui/ui/words.ts';
import { paletteRows, type PaletteEntry } from './palette-rows.ts';
import styles from './palette.module.css';

export type PaletteProps = {
  readonly open: boolean;
  readonly entries: readonly PaletteEntry[];
  readonly recent: readonly string[];
  /** Asked once, when the field is there: what was typed before it was. */
  readonly typedAhead: () => string;
  readonly onRun: (id: string) => void;
  readonly onClose: () => void;
};

export function Palette({ open, entries, recent, typedAhead, onRun, onClose }: PaletteProps): ReactNode {
  const { text } = useWords();
  return (
    <Dialog title={text.screen.palette.label} open={open} onClose={onClose} place="top" hideTitle>
      <PaletteBody entries={entries} recent={recent} typedAhead={typedAhead} onRun={onRun} />
    </Dialog>
  );
}

function PaletteBody({ entries, recent, typedAhead, onRun }: Pick<PaletteProps, 'entries' | 'recent' | 'typedAhead' | 'onRun'>): ReactNode {
  const { text } = useWords();
  const [query, setQuery] = useState(typedAhead);
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const rows = paletteRows(entries, query, recent);
  const current = Math.min(at, rows.length - 1);

  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const run = (index: number): void => {
    const row = rows[index];
    if (row !== undefined && row.blocked === null) onRun(row.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const last = rows.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      PageDown: Math.min(last, current + 8),
      PageUp: Math.max(0, current - 8),
    };
    const next = moves[event.key];
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') run(current);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        className={styles['input']}
        autoFocus
        role="combobox"
        aria-label={text.screen.palette.label}
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current < 0 ? undefined : `${listId}-${current}`}
        placeholder={text.screen.palette.placeholder}
        value={query}
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={listId} role="listbox" aria-label={text.screen.palette.label} className={styles['rows']}>
        {rows.map((row, index) => (
          <div
            key={row.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            aria-disabled={row.blocked !== null || undefined}
            className={classNames(styles['row'], index === current && styles['current'], row.blocked !== null && styles['blocked'])}
            onPointerMove={() => setAt(index)}
            onClick={() => run(index)}
          >
            <span className={styles['section']}>{row.recent ? text.screen.palette.recent : sectionText(row.section, text.screen)}</span>
            <span className={styles['title']}>{row.title}</span>
            <span className={styles['because']}>{row.blocked}</span>
            <span className={styles['keys']} aria-hidden="true">
              {row.keys.map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </span>
          </div>
        ))}
      </div>
      {rows.length === 0 ? <p className={styles['empty']}>{text.screen.palette.empty}</p> : null}
      <p className="visually-hidden" role="status">
        {text.screen.palette.results(rows.length)}
      </p>
    </>
  );
}

function sectionText(section: PaletteEntry['section'], screen: ReturnType<typeof useWords>['text']['screen']): string {
  if (section === 'boxes') return screen.palette.boxes;
  if (section === 'views') return screen.palette.views;
  return screen.commandGroups[section];
}
