// The bar on top: name, search, commands.
import { Command as CommandIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { SearchBox, type SearchBoxProps } from '#ui/features/search/search-box.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { printed } from '#ui/commands/keys.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './place-bar.module.css';

export function PlaceBar({
  searchRef,
  mac,
  onPalette,
  ...search
}: Omit<SearchBoxProps, 'ref'> & {
  readonly searchRef: Ref<HTMLInputElement>;
  readonly mac: boolean;
  readonly onPalette: () => void;
}): ReactNode {
  const { text } = useWords();
  return (
    <header className={styles['bar']} data-print="no" data-scope="global">
      <span className={styles['name']}>{text.screen.app}</span>
      <SearchBox ref={searchRef} {...search} />
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
