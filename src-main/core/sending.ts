// Sending put together: the outbox over the core's store, accounts and events, and the services of the
// composer and of one message per row on top of it.
import { createOutbox, type Outbox } from '#main/outbox/outbox';
import type { Submitter } from '#main/ports';
import { createBulkService, type BulkService } from './bulk-service.ts';
import { createComposeService, type ComposeService } from './compose-service.ts';
import { limitsOf } from './compose-facts.ts';
import { createNotificationService, type NotificationService } from './notification-service.ts';
import type { CoreServices } from './services.ts';

export type Sending = {
  readonly compose: ComposeService;
  readonly outbox: Outbox;
  readonly bulk: BulkService;
  readonly notification: NotificationService;
};

export function createSending(services: CoreServices, submitter: Submitter): Sending {
  const { store, clock, log, accounts, events, queue } = services;
  // Both know each other: the outbox tells of every move, and runs put into it.
  const late: { bulk: BulkService | null } = { bulk: null };
  const outbox = createOutbox({
    store,
    submitter,
    clock,
    log,
    random: Math.random,
    access: (account) => accounts.smtpAccess(account),
    messagesPerMinute: (id) => limitsOf(accounts.all().find((account) => account.id === id)).messagesPerMinute,
    changed(account, hash, dispatch, archived) {
      events.changed(account, [hash], [dispatch]);
      events.outbox();
      late.bulk?.moved(account);
      if (!archived) return;
      queue.wake();
      // Its copy is to be filed, and its receipts are on their way.
      services.sync.wake(account);
    },
  });
  events.onEvent((event) => {
    if (event.kind === 'health' && event.health.state === 'ok') outbox.reached(event.account);
  });
  const bulk = createBulkService(services, outbox);
  late.bulk = bulk;
  const compose = createComposeService(services, outbox);
  return { outbox, bulk, compose, notification: createNotificationService(services, compose) };
}
