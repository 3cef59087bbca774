// The bar on top: name, search, commands.
import { Command as CommandIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { SearchBox } from '#ui/features/search/search-box.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { printed } from '#ui/commands/keys.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './place-bar.module.css';

export function PlaceBar({
  searchRef,
  query,
  total,
  mac,
  onSearch,
  onClear,
  onPalette,
}: {
  readonly searchRef: Ref<HTMLInputElement>;
  readonly query: string;
  readonly total: number;
  readonly mac: boolean;
  readonly onSearch: (query: string) => void;
  readonly onClear: () => void;
  readonly onPalette: () => void;
}): ReactNode {
  const { text } = useWords();
  return (
    <header className={styles['bar']} data-print="no" data-scope="global">
      <span className={styles['name']}>{text.screen.app}</span>
      <SearchBox ref={searchRef} query={query} total={total} onSearch={onSearch} onClear={onClear} />
      <button
        type="button"
        className={styles['palette']}
        onClick={onPalette}
        aria-keyshortcuts={mac ? 'Meta+K' : 'Control+K'}
        title={text.screen.commands['app.palette']}
      >
        <CommandIcon size={14} aria-hidden />
        <span className={styles['paletteName']}>{text.screen.palette.label}</span>
        <span className={styles['keys']} aria-hidden="true">
          {printed({ key: 'k', mod: true }, text.screen.keys, mac).map((part) => (
            <KeyCap key={part}>{part}</KeyCap>
          ))}
        </span>
      </button>
    </header>
  );
}
