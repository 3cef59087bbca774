// The way to one message per row.
import { READY, type Command } from '#ui/commands/command.ts';

export const bulkCommands: readonly Command[] = [
  {
    id: 'go.bulk',
    group: 'go',
    bindings: [],
    effect: 'view',
    availability: (context) => (context.boxes === 0 ? { state: 'blocked', because: 'noBox' } : READY),
    run: (context) => context.act.goBulk(),
  },
];
