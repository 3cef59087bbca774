// Commands of the proof.
import { READY, reading, type Availability, type Command, type CommandContext } from '#ui/commands/command.ts';

const withReport = (context: CommandContext): Availability =>
  context.open === 'nothing'
    ? { state: 'blocked', because: 'noMessage' }
    : context.hasReport
      ? READY
      : { state: 'blocked', because: 'noReport' };

export const verificationCommands: readonly Command[] = [
  {
    id: 'proof.why',
    group: 'proof',
    bindings: [reading({ key: 'p' })],
    effect: 'view',
    availability: withReport,
    run: (context) => context.act.toggleWhy(),
  },
  {
    id: 'proof.copy',
    group: 'proof',
    bindings: [reading({ key: 'c', mod: true, shift: true })],
    effect: 'view',
    availability: withReport,
    run: (context) => context.act.copyProof(),
  },
];
