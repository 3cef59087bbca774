// The bar on top: name, search, commands.
import { Command as CommandIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { SearchBox, type SearchBoxProps } from '#ui/features/search/search-box.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { ariaKey, printed } from '#ui/commands/keys.ts';
import { useBindings } from '#ui/commands/remap.ts';
import { useWords } from '#ui/ui/words.ts';
import { commandOf } from './command-table.ts';
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
  const [binding] = useBindings(commandOf('app.palette'));
  return (
    <header className={styles['bar']} data-print="no" data-scope="global">
      <span className={styles['name']}>{text.screen.app}</span>
      <SearchBox ref={searchRef} {...search} />
      <button
        type="button"
        className={styles['palette']}
        onClick={onPalette}
        aria-keyshortcuts={binding === undefined ? undefined : ariaKey(binding.key, mac)}
        title={text.screen.commands['app.palette']}
      >
        <CommandIcon size={14} aria-hidden />
        <span className={styles['paletteName']}>{text.screen.palette.label}</span>
        <span className={styles['keys']} aria-hidden="true">
          {(binding === undefined ? [] : printed(binding.key, text.screen.keys, mac)).map((part) => (
            <KeyCap key={part}>{part}</KeyCap>
          ))}
        </span>
      </button>
    </header>
  );
}
