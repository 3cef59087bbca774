// Commands of the list: cursor, selection, opening.
import { READY, inList, reading, type Availability, type Command, type CommandContext, type CursorMove } from '#ui/commands/command.ts';

const withRows = (context: CommandContext): Availability => (context.rowCount === 0 ? { state: 'hidden' } : READY);
const move =
  (to: CursorMove) =>
  (context: CommandContext): void =>
    context.act.moveCursor(to);

export const listCommands: readonly Command[] = [
  {
    id: 'list.next',
    group: 'list',
    bindings: [reading({ key: 'j' }), inList({ key: 'ArrowDown' })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: move('next'),
  },
  {
    id: 'list.previous',
    group: 'list',
    bindings: [reading({ key: 'k' }), inList({ key: 'ArrowUp' })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: move('previous'),
  },
  { id: 'list.first', group: 'list', bindings: [inList({ key: 'Home' })], effect: 'view', availability: withRows, run: move('first') },
  { id: 'list.last', group: 'list', bindings: [inList({ key: 'End' })], effect: 'view', availability: withRows, run: move('last') },
  {
    id: 'list.pageDown',
    group: 'list',
    bindings: [inList({ key: 'PageDown' })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: move('pageDown'),
  },
  {
    id: 'list.pageUp',
    group: 'list',
    bindings: [inList({ key: 'PageUp' })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: move('pageUp'),
  },
  {
    id: 'list.extendNext',
    group: 'list',
    bindings: [inList({ key: 'ArrowDown', shift: true }), inList({ key: 'j', shift: true })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: (context) => context.act.extendSelection(1),
  },
  {
    id: 'list.extendPrevious',
    group: 'list',
    bindings: [inList({ key: 'ArrowUp', shift: true }), inList({ key: 'k', shift: true })],
    repeats: true,
    keyOnly: true,
    effect: 'view',
    availability: withRows,
    run: (context) => context.act.extendSelection(-1),
  },
  {
    id: 'list.open',
    group: 'list',
    bindings: [inList({ key: 'Enter' })],
    effect: 'view',
    availability: withRows,
    run: (context) => context.act.openCursor(),
  },
  {
    id: 'list.toggle',
    group: 'list',
    bindings: [reading({ key: 'x' }), inList({ key: ' ', mod: true })],
    effect: 'view',
    availability: withRows,
    run: (context) => context.act.toggleSelection(),
  },
  {
    id: 'list.selectAll',
    group: 'list',
    bindings: [inList({ key: 'a', mod: true })],
    effect: 'view',
    availability: withRows,
    run: (context) => context.act.selectAll(),
  },
  {
    id: 'list.back',
    group: 'list',
    bindings: [{ key: { key: 'Escape' }, scopes: ['global'] }],
    keyOnly: true,
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.stepBack(),
  },
];
