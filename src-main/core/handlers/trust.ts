// Trust data on screen: looked at, and an issuing CA added by a person who confirmed its fingerprint.
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';
import { trustView } from '#main/core/trust-view';
import { AppError } from '#shared/model/app-error';

export function trustHandlers(builder: Builder, services: CoreServices) {
  const { trust, queue, events } = services;
  return {
    trust: {
      view: builder.trust.view.handler(() => trustView(services)),
      inspect: builder.trust.inspect.handler(({ input }) => trust.inspect(Buffer.from(input.file, 'base64'))),
      add: builder.trust.add.handler(({ input }) => {
        const file = Buffer.from(input.file, 'base64');
        const fresh = trust.inspect(file).filter(({ state }) => state === 'new');
        // Exactly what the person saw and confirmed, or nothing.
        const seen = new Set<string>(input.confirmed);
        if (fresh.length !== seen.size || fresh.some(({ certificate }) => !seen.has(certificate.fingerprint)))
          throw new AppError('input.file', { retry: 'afterUser', values: { file: input.name, reason: 'not what was confirmed' } });
        const added = trust.add(file, input.name);
        trust.settle(queue);
        events.trust();
        return { added: added.length };
      }),
      remove: builder.trust.remove.handler(({ input }) => {
        const removed = trust.remove(input.fingerprint);
        trust.settle(queue);
        events.trust();
        return removed;
      }),
    },
  };
}
