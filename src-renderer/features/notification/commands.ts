// The way to the service of a document by a lawyer.
import { READY, type Command } from '#ui/commands/command.ts';

export const notificationCommands: readonly Command[] = [
  {
    id: 'go.notification',
    group: 'go',
    bindings: [],
    effect: 'view',
    availability: (context) => (context.senders === 0 ? { state: 'blocked', because: 'noSender' } : READY),
    run: (context) => context.act.goNotification(),
  },
];
