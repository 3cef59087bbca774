// What can be done with the open message, as commands.
import {
  AppWindow,
  ArrowLeft,
  Code,
  Download,
  FolderDown,
  Forward,
  ListChecks,
  Printer,
  Reply,
  ReplyAll,
  ShieldCheck,
  Type,
  UserCheck,
  FileSearch,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { CommandButton } from '#ui/commands/command-button.tsx';
import type { CommandContext, CommandId } from '#ui/commands/command.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { commandOf } from './command-table.ts';
import { MAC } from './platform.ts';
import styles from './reading-pane.module.css';
import type { OpenItem } from './route.ts';
import { useSayBlocked } from './use-keys.ts';
import { closeItem, openItem, useWhere } from './where.ts';

/** Drawn without words, so that one line holds them all; each has its tooltip. */
const ICONS: ReadonlySet<CommandId> = new Set([
  'compose.replyAll',
  'proof.checkFile',
  'message.plainText',
  'message.window',
  'message.source',
  'message.print',
  'message.saveOriginal',
  'proof.export',
]);

export function ReadingToolbar({
  context,
  alone,
  open,
}: {
  readonly context: CommandContext;
  readonly alone: boolean;
  readonly open: OpenItem;
}): ReactNode {
  const { text } = useWords();
  const { why, route, showsSource, showsPlainText } = useWhere();
  const single = route.screen === 'single';
  const sayBlocked = useSayBlocked();
  const words = text.screen.reading;
  const button = (id: CommandId, icon: ReactNode, label: string, pressed: boolean | null): ReactNode => (
    <CommandButton
      command={commandOf(id)}
      context={context}
      mac={MAC}
      icon={icon}
      onBlocked={sayBlocked}
      iconOnly={ICONS.has(id)}
      {...(pressed === null ? {} : { pressed })}
    >
      {label}
    </CommandButton>
  );
  return (
    <div className={styles['toolbar']} data-print="no">
      <Back alone={alone} />
      {button('compose.reply', <Reply size={15} aria-hidden />, text.screen.commands['compose.reply'], null)}
      {button('compose.replyAll', <ReplyAll size={15} aria-hidden />, words.toAll, null)}
      {button('compose.forward', <Forward size={15} aria-hidden />, words.forward, null)}
      {context.canHandle ? (
        <>
          {button('office.take', <UserCheck size={15} aria-hidden />, text.screen.list.forSelected.take, null)}
          {button('office.handle', <ListChecks size={15} aria-hidden />, text.screen.handling.confirm, null)}
        </>
      ) : null}
      <span className={styles['spacer']} />
      {open.type === 'dispatch' ? button('proof.checkFile', <FileSearch size={15} aria-hidden />, text.radar.fileCheck.button, null) : null}
      {context.hasHtml ? button('message.plainText', <Type size={15} aria-hidden />, words.showText, showsPlainText) : null}
      {single ? null : button('message.window', <AppWindow size={15} aria-hidden />, words.ownWindow, null)}
      {button('message.source', <Code size={15} aria-hidden />, words.showSource, showsSource)}
      {button('message.print', <Printer size={15} aria-hidden />, text.reader.copy.print, null)}
      {button('message.saveOriginal', <Download size={15} aria-hidden />, words.saveOriginal, null)}
      {button('proof.export', <FolderDown size={15} aria-hidden />, text.screen.commands['proof.export'], null)}
      {open.type === 'message' || context.hasReport
        ? button('proof.why', <ShieldCheck size={15} aria-hidden />, words.why, why !== null)
        : null}
    </div>
  );
}

/** To the dispatch a receipt was opened from, or to the list when it is hidden. */
function Back({ alone }: { readonly alone: boolean }): ReactNode {
  const { text } = useWords();
  const openFrom = useWhere((where) => where.openFrom);
  const icon = <ArrowLeft size={15} aria-hidden />;
  if (openFrom !== null)
    return (
      <Button icon={icon} collapses title={text.screen.reading.openDispatch} onPress={() => openItem(openFrom, { focus: true })}>
        {text.screen.reading.openDispatch}
      </Button>
    );
  if (!alone) return null;
  return (
    <Button icon={icon} collapses title={text.screen.reading.back} onPress={closeItem}>
      {text.screen.reading.back}
    </Button>
  );
}
