// Commands of the proof.
import { READY, everywhere, reading, type Availability, type Command, type CommandContext } from '#ui/commands/command.ts';

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
  {
    id: 'proof.export',
    group: 'proof',
    bindings: [everywhere({ key: 'e', mod: true, shift: true })],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.exportProof(),
  },
  {
    id: 'proof.registry',
    group: 'proof',
    bindings: [],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.openRegistry(),
  },
  {
    id: 'proof.archiveCheck',
    group: 'proof',
    bindings: [],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.openArchiveCheck(),
  },
  {
    id: 'proof.retention',
    group: 'proof',
    bindings: [],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.openRetention(),
  },
  {
    id: 'proof.checkFile',
    group: 'proof',
    bindings: [],
    effect: 'view',
    availability: (context) => (context.open === 'dispatch' ? READY : { state: 'blocked', because: 'noDispatch' }),
    run: (context) => context.act.checkFile(),
  },
];
