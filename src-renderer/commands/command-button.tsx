// A button that is a command: name, key and reason come from the table.
import type { ReactNode } from 'react';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import type { Command, CommandContext } from './command.ts';
import { ariaKey, printed } from './keys.ts';
import { useBindings } from './remap.ts';
import { runCommand } from './dispatch-keys.ts';

export function CommandButton({
  command,
  context,
  icon,
  children,
  mac,
  pressed,
  iconOnly = false,
  onBlocked,
}: {
  readonly command: Command;
  readonly context: CommandContext;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly mac: boolean;
  readonly pressed?: boolean;
  /** The name is spoken and shown as tooltip alone. */
  readonly iconOnly?: boolean;
  readonly onBlocked: (because: string) => void;
}): ReactNode {
  const { text } = useWords();
  const [binding] = useBindings(command);
  const availability = command.availability(context);
  if (availability.state === 'hidden') return null;
  const title = text.screen.commands[command.id];
  return (
    <Button
      icon={icon}
      title={binding === undefined ? title : `${title} (${printed(binding.key, text.screen.keys, mac).join('+')})`}
      {...(binding === undefined ? {} : { keyShortcuts: ariaKey(binding.key, mac) })}
      {...(pressed === undefined ? {} : { pressed })}
      collapses={iconOnly ? 'always' : true}
      disabled={availability.state === 'blocked'}
      onPress={() => runCommand(command, context, 'button', onBlocked)}
    >
      {children}
    </Button>
  );
}
