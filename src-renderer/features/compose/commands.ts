// Commands of writing. Sending asks for a modifier; what has warnings asks once more.
import { READY, everywhere, reading, type Availability, type Command, type CommandContext, type CommandId } from '#ui/commands/command.ts';

const withSender = (context: CommandContext): Availability => (context.senders === 0 ? { state: 'blocked', because: 'noSender' } : READY);
const withMessage = (context: CommandContext): Availability =>
  context.open === 'nothing'
    ? { state: 'blocked', because: 'noMessage' }
    : context.hasOriginal
      ? withSender(context)
      : { state: 'blocked', because: 'noOriginal' };
const sentByUs = (context: CommandContext): Availability =>
  context.open === 'message' ? { state: 'blocked', because: 'notSentByUs' } : withMessage(context);
const whileWriting = (context: CommandContext): Availability => (context.composing ? READY : { state: 'blocked', because: 'notWriting' });

function answer(id: CommandId, mode: 'reply' | 'replyAll' | 'forward' | 'again', bindings: Command['bindings']): Command {
  return {
    id,
    group: 'compose',
    bindings,
    effect: 'view',
    availability: mode === 'again' ? sentByUs : withMessage,
    run: (context) => context.act.answer(mode),
  };
}

export const composeCommands: readonly Command[] = [
  {
    id: 'compose.new',
    group: 'compose',
    // A browser keeps Ctrl+N for itself; the desktop window does not.
    bindings: [reading({ key: 'c' }), everywhere({ key: 'n', mod: true })],
    effect: 'view',
    availability: withSender,
    run: (context) => context.act.newMessage(),
  },
  answer('compose.reply', 'reply', [reading({ key: 'r' })]),
  answer('compose.replyAll', 'replyAll', [reading({ key: 'r', shift: true })]),
  answer('compose.forward', 'forward', [reading({ key: 'f' })]),
  answer('compose.again', 'again', []),
  {
    id: 'compose.send',
    group: 'compose',
    bindings: [{ key: { key: 'Enter', mod: true }, scopes: ['composer'] }],
    effect: 'sends',
    availability: whileWriting,
    run: (context) => context.act.sendDraft(),
  },
  {
    id: 'compose.attach',
    group: 'compose',
    bindings: [{ key: { key: 'a', mod: true, shift: true }, scopes: ['composer'] }],
    effect: 'view',
    availability: whileWriting,
    run: (context) => context.act.attachFile(),
  },
  {
    id: 'compose.close',
    group: 'compose',
    bindings: [{ key: { key: 'Escape' }, scopes: ['composer'] }],
    effect: 'view',
    availability: whileWriting,
    run: (context) => context.act.closeComposer(),
  },
  {
    id: 'go.outgoing',
    group: 'go',
    bindings: [],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.goOutgoing(),
  },
];
