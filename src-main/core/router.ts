// The contract's handlers, one file per topic. A missing handler does not compile; a failure leaves
// as a code with typed values, never as text or a stack.
import { implement, ORPCError } from '@orpc/server';
import { contract } from '#shared/contract/contract';
import { AppError } from '#shared/model/app-error';
import type { DemoDesk } from '#main/ports';
import { accountHandlers } from './handlers/accounts.ts';
import { bulkHandlers } from './handlers/bulk.ts';
import { notificationHandlers } from './handlers/notification.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import { composeHandlers } from './handlers/compose.ts';
import { demoHandlers } from './handlers/demo.ts';
import { evidenceHandlers } from './handlers/evidence.ts';
import { listHandlers } from './handlers/list.ts';
import { messageHandlers } from './handlers/messages.ts';
import { officeHandlers } from './handlers/office.ts';
import { retentionHandlers } from './handlers/retention.ts';
import { searchHandlers } from './handlers/search.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { templateHandlers } from './handlers/templates.ts';
import { trustHandlers } from './handlers/trust.ts';
import type { OpenedArchives } from './opened-archives.ts';
import type { Sending } from './sending.ts';
import type { CoreServices } from './services.ts';

export const builder = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof ORPCError) throw error;
    if (error instanceof AppError)
      throw new ORPCError('APP_ERROR', {
        status: 422,
        message: error.code,
        data: { code: error.code, retry: error.retry, values: error.values },
      });
    throw new ORPCError('APP_ERROR', { status: 500, message: 'internal', data: { code: 'internal', retry: 'later', values: {} } });
  }
});

export function createRouter(services: CoreServices, sending: Sending, desk: EvidenceDesk, archives: OpenedArchives, demo: DemoDesk) {
  return builder.router({
    ...accountHandlers(builder, services),
    ...bulkHandlers(builder, services, sending.bulk),
    ...notificationHandlers(builder, sending.notification),
    ...composeHandlers(builder, services, sending),
    ...demoHandlers(builder, demo),
    ...evidenceHandlers(builder, services, desk),
    ...listHandlers(builder, services),
    ...messageHandlers(builder, services),
    ...officeHandlers(builder, services),
    ...retentionHandlers(builder, desk),
    ...searchHandlers(builder, services),
    ...settingsHandlers(builder, services),
    ...templateHandlers(builder, services),
    ...trustHandlers(builder, services),
    archive: {
      open: builder.archive.open.handler(({ input: { files, name } }) => ({ job: archives.open(files, name) })),
      opened: builder.archive.opened.handler(({ input: { job } }) => archives.job(job)),
    },
    events: builder.events.handler(({ signal }) => services.events.subscribe(signal)),
  });
}

export type Builder = typeof builder;
export type CoreRouter = ReturnType<typeof createRouter>;
