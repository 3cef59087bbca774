// Commands of the open message.
import { READY, inMessage, reading, type Availability, type Command, type CommandContext } from '#ui/commands/command.ts';

const withMessage = (context: CommandContext): Availability =>
  context.open === 'nothing' ? { state: 'blocked', because: 'noMessage' } : READY;
const withReceived = (context: CommandContext): Availability =>
  context.selected || context.open === 'message' ? READY : { state: 'blocked', because: 'noMessage' };
const withOriginal = (context: CommandContext): Availability =>
  context.open === 'nothing'
    ? { state: 'blocked', because: 'noMessage' }
    : context.hasOriginal
      ? READY
      : { state: 'blocked', because: 'noOriginal' };
// A copy names what it is a copy of.
const withSomethingKept = (context: CommandContext): Availability => (context.hasReport ? withMessage(context) : withOriginal(context));
const withHtml = (context: CommandContext): Availability =>
  context.open === 'nothing'
    ? { state: 'blocked', because: 'noMessage' }
    : context.hasHtml
      ? READY
      : { state: 'blocked', because: 'noHtml' };

const withPictures = (context: CommandContext): Availability =>
  context.open === 'nothing'
    ? { state: 'blocked', because: 'noMessage' }
    : context.hasPictures
      ? READY
      : { state: 'blocked', because: 'noPictures' };

export const readingCommands: readonly Command[] = [
  {
    id: 'message.pageDown',
    group: 'message',
    bindings: [inMessage({ key: ' ' })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withMessage,
    run: (context) => context.act.pageMessage(1),
  },
  {
    id: 'message.pageUp',
    group: 'message',
    bindings: [inMessage({ key: ' ', shift: true })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withMessage,
    run: (context) => context.act.pageMessage(-1),
  },
  {
    id: 'message.markRead',
    group: 'message',
    bindings: [reading({ key: 'i', shift: true })],
    effect: 'reversible',
    availability: withReceived,
    run: (context) => context.act.markRead(true),
  },
  {
    id: 'message.markUnread',
    group: 'message',
    bindings: [reading({ key: 'u' })],
    effect: 'reversible',
    availability: withReceived,
    run: (context) => context.act.markRead(false),
  },
  {
    id: 'message.saveOriginal',
    group: 'message',
    bindings: [{ key: { key: 's', mod: true }, scopes: ['global'] }],
    effect: 'view',
    availability: withOriginal,
    run: (context) => context.act.saveOriginal(),
  },
  {
    id: 'message.window',
    group: 'message',
    bindings: [reading({ key: 'Enter', shift: true })],
    effect: 'view',
    availability: withMessage,
    run: (context) => context.act.openWindow(),
  },
  {
    id: 'message.print',
    group: 'message',
    bindings: [{ key: { key: 'p', mod: true }, scopes: ['global'] }],
    effect: 'view',
    availability: withSomethingKept,
    run: (context) => context.act.print(),
  },
  {
    id: 'message.pdf',
    group: 'message',
    bindings: [],
    effect: 'view',
    availability: withSomethingKept,
    run: (context) => context.act.savePdf(),
  },
  {
    id: 'message.source',
    group: 'message',
    bindings: [reading({ key: 'u', mod: true })],
    effect: 'view',
    availability: withOriginal,
    run: (context) => context.act.toggleSource(),
  },
  {
    id: 'message.plainText',
    group: 'message',
    bindings: [reading({ key: 'h' })],
    effect: 'view',
    availability: withHtml,
    run: (context) => context.act.togglePlainText(),
  },
  {
    id: 'message.pictures',
    group: 'message',
    bindings: [],
    effect: 'view',
    availability: withPictures,
    run: (context) => context.act.showPictures(),
  },
];
