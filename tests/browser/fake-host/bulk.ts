// Runs of one message per row on the fake host: none. They are tested on the real core.
import { ORPCError, type implement } from '@orpc/server';
import type { contract } from '#shared/contract/contract';

type Handle = ReturnType<ReturnType<typeof implement<typeof contract>>['use']>;

function missing(): never {
  throw new ORPCError('NOT_FOUND', { data: { code: 'notFound', values: {} } });
}

export function bulkFake(handle: Handle) {
  return {
    bulk: {
      list: handle.bulk.list.handler(() => []),
      open: handle.bulk.open.handler(missing),
      create: handle.bulk.create.handler(() => ({ state: 'refused' as const, problem: 'table.damaged', line: null })),
      change: handle.bulk.change.handler(missing),
      remove: handle.bulk.remove.handler(() => false),
      check: handle.bulk.check.handler(missing),
      rows: handle.bulk.rows.handler(() => []),
      preview: handle.bulk.preview.handler(missing),
      start: handle.bulk.start.handler(missing),
      pause: handle.bulk.pause.handler(missing),
      resume: handle.bulk.resume.handler(missing),
    },
    notification: {
      check: handle.notification.check.handler(() => ({ findings: [], subject: '', relata: '' })),
      make: handle.notification.make.handler(missing),
    },
  };
}
