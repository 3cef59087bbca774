// The command of the search box.
import { READY, everywhere, reading, type Command } from '#ui/commands/command.ts';

export const searchCommands: readonly Command[] = [
  {
    id: 'go.search',
    group: 'go',
    bindings: [reading({ key: '/' }), everywhere({ key: 'f', mod: true })],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.focusSearch(),
  },
];
