// What can be done with the selected rows, as commands.
import { FolderDown, ListChecks, MailOpen, UserCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { CommandButton } from '#ui/commands/command-button.tsx';
import type { CommandContext, CommandId } from '#ui/commands/command.ts';
import { useWords } from '#ui/ui/words.ts';
import { commandOf } from './command-table.ts';
import { MAC } from './platform.ts';
import { useSayBlocked } from './use-keys.ts';

export function SelectionActions({ context }: { readonly context: CommandContext }): ReactNode {
  const { text } = useWords();
  const sayBlocked = useSayBlocked();
  const words = text.screen.list.forSelected;
  // What was sent has no read flag.
  const sentAlone = context.view?.view === 'problems' || context.view?.view === 'sent';
  const button = (id: CommandId, icon: ReactNode, label: string): ReactNode => (
    <CommandButton command={commandOf(id)} context={context} mac={MAC} icon={icon} onBlocked={sayBlocked}>
      {label}
    </CommandButton>
  );
  return (
    <>
      {button('office.take', <UserCheck size={15} aria-hidden />, words.take)}
      {button('office.handle', <ListChecks size={15} aria-hidden />, words.handle)}
      {sentAlone ? null : button('message.markRead', <MailOpen size={15} aria-hidden />, words.read)}
      {button('proof.export', <FolderDown size={15} aria-hidden />, words.export)}
    </>
  );
}
