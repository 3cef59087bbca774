// Drafts, pre-flight, sending, and the outbox.
import { outboxEntries } from '#main/core/outbox-entries';
import { importPeople, suggestPeople } from '#main/core/people';
import { dropContacts, peopleCount } from '#main/store/contact';
import { setSignature, signatures, signed } from '#main/core/signatures';
import { emptyDraft } from '#shared/model/compose';
import type { Builder } from '#main/core/router';
import type { Sending } from '#main/core/sending';
import type { CoreServices } from '#main/core/services';

/** Time to call a message back (SCREENS, Composer). */
const UNDO_MS = 10_000;

export function composeHandlers(builder: Builder, services: CoreServices, { compose, outbox }: Sending) {
  const { store, clock, events } = services;
  return {
    compose: {
      drafts: builder.compose.drafts.handler(() => compose.drafts()),
      open: builder.compose.open.handler(({ input: { id } }) => compose.open(id)),
      create: builder.compose.create.handler(({ input: { account } }) => compose.create(signed(emptyDraft(account), signatures(store)))),
      save: builder.compose.save.handler(({ input: { id, revision, content } }) => compose.save(id, revision, content)),
      remove: builder.compose.remove.handler(({ input: { id } }) => {
        compose.remove(id);
        return null;
      }),
      reply: builder.compose.reply.handler(({ input: { account, hash, mode, only } }) => compose.answer(account, hash, mode, only)),
      check: builder.compose.check.handler(({ input: { content, scheduledFor } }) => compose.check(content, scheduledFor)),
      send: builder.compose.send.handler(({ input: { id, revision, scheduledFor } }) =>
        compose.send(id, revision, { delayMs: UNDO_MS, scheduledFor }),
      ),
      undo: builder.compose.undo.handler(({ input: { dispatch } }) => compose.undo(dispatch)),
      signatures: builder.compose.signatures.handler(() => signatures(store)),
      setSignature: builder.compose.setSignature.handler(({ input: { account, text } }) => {
        setSignature(store, account, text);
        events.drafts();
        return null;
      }),
      people: builder.compose.people.handler(() => store.read((tx) => peopleCount(tx))),
      importPeople: builder.compose.importPeople.handler(({ input: { file } }) => importPeople(services, file)),
      forgetImported: builder.compose.forgetImported.handler(() => {
        store.write((tx) => dropContacts(tx), { durable: true });
        return null;
      }),
      suggest: builder.compose.suggest.handler(({ input: { text, take } }) => store.read((tx) => suggestPeople(tx, text, take))),
    },
    outbox: {
      list: builder.outbox.list.handler(() => outboxEntries(store, clock.now())),
      retry: builder.outbox.retry.handler(({ input: { account } }) => {
        outbox.retry(account);
        return null;
      }),
      giveUp: builder.outbox.giveUp.handler(({ input: { dispatch } }) => outbox.giveUp(dispatch)),
    },
  };
}
