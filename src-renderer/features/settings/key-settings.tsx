// The keys of every command, and others in their place. A key that is taken is named before it changes hands.
import { RotateCcw } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Command, CommandId } from '#ui/commands/command.ts';
import { printed, type Key } from '#ui/commands/keys.ts';
import { bindingsOf, holdersOf, isFixed, keyOf, refusalOf, withKeys, withOurKeys, type Remaps } from '#ui/commands/remap.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './key-settings.module.css';

export type KeySettingsProps = {
  /** With our keys. */
  readonly table: readonly Command[];
  readonly remaps: Remaps;
  readonly mac: boolean;
  readonly onChange: (remaps: Remaps) => void;
  readonly onClose: () => void;
};

export function KeySettings(props: KeySettingsProps): ReactNode {
  const { table, remaps, onChange, onClose } = props;
  const { text } = useWords();
  const words = text.screen.keySettings;
  const [changing, setChanging] = useState<CommandId | null>(null);
  const groups = [...new Set(table.map((command) => command.group))];
  return (
    <Page title={words.title} lead={words.means} close={{ name: words.close, onPress: onClose }}>
      <div>
        <Button
          tone="outlined"
          icon={<RotateCcw size={15} aria-hidden />}
          disabled={Object.keys(remaps).length === 0}
          onPress={() => onChange({})}
        >
          {words.resetAll}
        </Button>
      </div>
      {groups.map((group) => (
        <section key={group}>
          <h2 className={styles['group']}>{text.screen.commandGroups[group]}</h2>
          <ul className={styles['list']}>
            {table
              .filter((command) => command.group === group)
              .map((command) => (
                <KeyRow key={command.id} {...props} command={command} changing={changing === command.id} onChanging={setChanging} />
              ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

type KeyRowProps = KeySettingsProps & {
  readonly command: Command;
  readonly changing: boolean;
  readonly onChanging: (id: CommandId | null) => void;
};

function KeyRow({ table, remaps, mac, command, changing, onChange, onChanging }: KeyRowProps): ReactNode {
  const { text } = useWords();
  const words = text.screen.keySettings;
  const title = text.screen.commands[command.id];
  const keys = bindingsOf(command, remaps).map(({ key }) => key);
  return (
    <li className={styles['row']}>
      <span className={styles['name']}>{title}</span>
      {changing ? (
        <KeyAsk
          title={title}
          mac={mac}
          command={command}
          holders={(key) => holdersOf(table, remaps, command, key)}
          onKey={(key) => {
            // The main key changes; a second one stays.
            onChange(withKeys(table, remaps, command.id, key === null ? keys.slice(1) : [key, ...keys.slice(1)]));
            onChanging(null);
          }}
          onCancel={() => onChanging(null)}
        />
      ) : (
        <>
          <Keys keys={keys} mac={mac} />
          {isFixed(command) ? (
            <span className={styles['fixed']}>{words.fixed}</span>
          ) : (
            <Button label={words.changeNamed(title)} onPress={() => onChanging(command.id)}>
              {words.change}
            </Button>
          )}
          {remaps[command.id] === undefined ? null : (
            <IconButton
              name={words.resetNamed(title)}
              icon={<RotateCcw size={14} aria-hidden />}
              onPress={() => onChange(withOurKeys(table, remaps, command.id))}
            />
          )}
        </>
      )}
    </li>
  );
}

function Keys({ keys, mac }: { readonly keys: readonly Key[]; readonly mac: boolean }): ReactNode {
  const { text } = useWords();
  if (keys.length === 0) return <span className={styles['none']}>{text.screen.help.noKey}</span>;
  return (
    <span className={styles['keys']}>
      {keys.map((key) => {
        const parts = printed(key, text.screen.keys, mac);
        return (
          <span key={parts.join('+')} className={styles['chord']}>
            {parts.map((part) => (
              <KeyCap key={part}>{part}</KeyCap>
            ))}
          </span>
        );
      })}
    </span>
  );
}

/** Waits for one press. Esc leaves, Canc takes the key away. */
function KeyAsk({
  title,
  mac,
  command,
  holders,
  onKey,
  onCancel,
}: {
  readonly title: string;
  readonly mac: boolean;
  readonly command: Command;
  readonly holders: (key: Key) => readonly Command[];
  readonly onKey: (key: Key | null) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.screen.keySettings;
  const [asked, setAsked] = useState<Key | null>(null);
  const refusal = asked === null ? null : refusalOf(command, asked);
  const taken = asked === null || refusal !== null ? [] : holders(asked);
  const fixed = taken.some(isFixed);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onCancel();
    if (event.key === 'Delete' || event.key === 'Backspace') return onKey(null);
    const key = keyOf(event, mac);
    if (key === null) return undefined;
    setAsked(key);
    if (refusalOf(command, key) === null && holders(key).length === 0) onKey(key);
    return undefined;
  };
  return (
    <span className={styles['ask']}>
      <input
        className={styles['field']}
        aria-label={words.pressNamed(title)}
        placeholder={words.press}
        readOnly
        autoFocus
        value={asked === null ? '' : printed(asked, text.screen.keys, mac).join('+')}
        onKeyDown={onKeyDown}
      />
      <span className={styles['said']} role="status">
        {refusal !== null
          ? words[refusal]
          : taken.length === 0
            ? words.how
            : words.taken(taken.map((other) => text.screen.commands[other.id]))}
      </span>
      {asked === null || taken.length === 0 || fixed ? null : (
        <Button tone="outlined" onPress={() => onKey(asked)}>
          {words.takeOver}
        </Button>
      )}
      <Button onPress={onCancel}>{words.cancel}</Button>
    </span>
  );
}
