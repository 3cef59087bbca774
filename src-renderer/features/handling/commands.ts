// Commands of the office: take in charge, handled, undo. Reversible, so a single key is enough.
import { READY, reading, type Availability, type Command, type CommandContext } from '#ui/commands/command.ts';

const withTargets = (context: CommandContext): Availability =>
  context.canHandle ? READY : { state: 'blocked', because: context.open === 'nothing' ? 'noMessage' : 'notHandled' };

export const handlingCommands: readonly Command[] = [
  {
    id: 'office.take',
    group: 'office',
    bindings: [reading({ key: 'e' })],
    effect: 'reversible',
    availability: withTargets,
    run: (context) => context.act.take(),
  },
  {
    id: 'office.handle',
    group: 'office',
    bindings: [reading({ key: 'g' })],
    effect: 'reversible',
    availability: withTargets,
    run: (context) => context.act.askHandled(),
  },
  {
    id: 'office.reopen',
    group: 'office',
    bindings: [],
    effect: 'reversible',
    availability: withTargets,
    run: (context) => context.act.reopen(),
  },
  {
    id: 'office.undo',
    group: 'office',
    bindings: [reading({ key: 'z', mod: true })],
    effect: 'reversible',
    availability: (context) => (context.canUndo ? READY : { state: 'blocked', because: 'nothingToUndo' }),
    run: (context) => context.act.undo(),
  },
];
