// Opening a message, its report, and the read flag.
import { noteOpened } from '#main/core/opened-log';
import { appendAudit } from '#main/audit/append';
import { isMessageKnown } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { attachmentVerdict } from '#main/core/attachment-verdict';
import { messageView, reportView } from '#main/core/message-view';
import { invoiceOfPart } from '#main/core/invoice-part';
import { markRead } from '#main/core/read-flag';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

const NEVER = new AbortController().signal;

export function messageHandlers(builder: Builder, services: CoreServices) {
  return {
    messages: {
      open: builder.messages.open.handler(async ({ input: { account, hash } }) => {
        const view = await messageView(services, account, hash);
        if (view === null) throw new AppError('notFound', { values: { what: hash } });
        noteOpened(services, account, hash);
        return view;
      }),
      markRead: builder.messages.markRead.handler(({ input: { account, hash, read } }) => {
        markRead(services, account, hash, read);
        return null;
      }),
      printed: builder.messages.printed.handler(({ input: { account, hash, how } }) => {
        const { store, clock } = services;
        if (!store.read((tx) => isMessageKnown(tx, account, hash))) throw new AppError('notFound', { values: { what: hash } });
        store.write((tx) => appendAudit(tx, clock.now(), { event: 'message.printed', blob: hash, account, how }), { durable: true });
        return null;
      }),
      fetchPictures: builder.messages.fetchPictures.handler(({ input: { account, hash }, signal }) =>
        services.pictures.fetch(account, hash, signal ?? NEVER),
      ),
      invoice: builder.messages.invoice.handler(async ({ input }) => {
        const reading = await invoiceOfPart(services, input);
        if (reading.state === 'read') noteOpened(services, input.account, input.hash, 'message.attachmentOpened');
        return reading;
      }),
    },
    verification: {
      report: builder.verification.report.handler(({ input: { account, hash } }) => {
        const view = reportView(services.store, account, hash);
        if (view === null) throw new AppError('notFound', { values: { what: hash } });
        return view;
      }),
      attachment: builder.verification.attachment.handler(({ input: { account, hash, part } }) =>
        attachmentVerdict(services, account, hash, part),
      ),
    },
  };
}
