// One message per row of a table.
import { draftFile } from '#main/store/draft';
import { AppError } from '#shared/model/app-error';
import type { BulkService } from '#main/core/bulk-service';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

export function bulkHandlers(builder: Builder, { store }: CoreServices, bulk: BulkService) {
  return {
    bulk: {
      list: builder.bulk.list.handler(() => bulk.list()),
      open: builder.bulk.open.handler(({ input: { id } }) => bulk.open(id)),
      create: builder.bulk.create.handler(({ input: { account, name, file } }) => {
        const bytes = store.read((tx) => draftFile(tx, file));
        if (bytes === null) throw new AppError('notFound', { values: { what: 'file' } });
        return bulk.create(account, name, bytes);
      }),
      change: builder.bulk.change.handler(({ input: { id, revision, template, pace } }) => bulk.change(id, revision, template, pace)),
      remove: builder.bulk.remove.handler(({ input: { id } }) => bulk.remove(id)),
      check: builder.bulk.check.handler(({ input: { id } }) => bulk.check(id)),
      rows: builder.bulk.rows.handler(({ input: { id, skip, take } }) => bulk.rows(id, skip, take)),
      preview: builder.bulk.preview.handler(({ input: { id, line } }) => bulk.preview(id, line)),
      start: builder.bulk.start.handler(({ input: { id, revision } }) => bulk.start(id, revision)),
      pause: builder.bulk.pause.handler(({ input: { id } }) => bulk.pause(id)),
      resume: builder.bulk.resume.handler(({ input: { id } }) => bulk.resume(id)),
    },
  };
}
