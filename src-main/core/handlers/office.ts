// What people do with messages.
import os from 'node:os';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';
import type { BlobHash, DispatchId } from '#shared/model/ids';

/** A message is named by a SHA-256, a dispatch by a shorter id (store-examination.ts). */
function isBlobHash(subject: BlobHash | DispatchId): subject is BlobHash {
  return /^[0-9a-f]{64}$/.test(subject);
}

export function officeHandlers(builder: Builder, services: CoreServices) {
  const { batch, handling, events } = services;
  // Until there are operators the author is the account of the operating system.
  const author = os.userInfo().username;
  return {
    handling: {
      change: builder.handling.change.handler(({ input: { account, subject, change } }) => {
        const result = handling.change({ account, subject }, change, author);
        if (isBlobHash(subject)) events.changed(account, [subject], []);
        else events.changed(account, [], [subject]);
        return result;
      }),
    },
    batch: {
      start: builder.batch.start.handler(({ input: { selection, change } }) => ({ job: batch.start(selection, change) })),
      job: builder.batch.job.handler(({ input: { job } }) => batch.job(job)),
      stop: builder.batch.stop.handler(({ input: { job } }) => {
        batch.stop(job);
        return null;
      }),
      undo: builder.batch.undo.handler(({ input: { job } }) => ({ job: batch.undo(job) })),
    },
  };
}
