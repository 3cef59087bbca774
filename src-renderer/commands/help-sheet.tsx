// Every key there is, read from the command table, so that the sheet cannot drift from what works.
import type { ReactNode } from 'react';
import { Dialog } from '#ui/ui/dialog.tsx';
import { KeyCap } from '#ui/ui/key-cap.tsx';
import { useWords } from '#ui/ui/words.ts';
import type { Command, CommandGroup } from './command.ts';
import { printed } from './keys.ts';
import styles from './help-sheet.module.css';
import { Button } from '#ui/ui/button.tsx';

export function HelpSheet({
  open,
  table,
  mac,
  onClose,
}: {
  readonly open: boolean;
  readonly table: readonly Command[];
  readonly mac: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const { text } = useWords();
  const groups = [...new Set(table.map((command) => command.group))];
  return (
    <Dialog title={text.screen.help.title} open={open} onClose={onClose} place="wide">
      <div className={styles['groups']}>
        {groups.map((group) => (
          <HelpGroup key={group} group={group} commands={table.filter((command) => command.group === group)} mac={mac} />
        ))}
      </div>
      <div className={styles['foot']}>
        <Button tone="outlined" onPress={onClose}>
          {text.screen.help.close}
        </Button>
      </div>
    </Dialog>
  );
}

function HelpGroup({
  group,
  commands,
  mac,
}: {
  readonly group: CommandGroup;
  readonly commands: readonly Command[];
  readonly mac: boolean;
}): ReactNode {
  const { text } = useWords();
  return (
    <section className={styles['group']}>
      <h3 className={styles['heading']}>{text.screen.commandGroups[group]}</h3>
      <dl className={styles['list']}>
        {commands.map((command) => (
          <div key={command.id} className={styles['line']}>
            <dt>{text.screen.commands[command.id]}</dt>
            <dd className={styles['keys']}>
              {command.bindings.length === 0 ? <span className={styles['none']}>{text.screen.help.noKey}</span> : null}
              {command.bindings.map((binding) => {
                const parts = printed(binding.key, text.screen.keys, mac);
                return (
                  <span key={parts.join('+')} className={styles['chord']}>
                    {parts.map((part) => (
                      <KeyCap key={part}>{part}</KeyCap>
                    ))}
                  </span>
                );
              })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
