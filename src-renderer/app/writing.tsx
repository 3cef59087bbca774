// The composer and the outbox screen, tied to where the person is. Their code is fetched when it is wanted.
import { lazy, Suspense, type ReactNode, type Ref } from 'react';
import type { DraftId, OutboxEntry } from '#shared/model/compose';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import type { ComposerHandle } from '#ui/features/compose/composer.tsx';
import type { OutboxAction } from '#ui/features/compose/outbox-words.ts';
import { useWords } from '#ui/ui/words.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useUndoSend } from './use-writing.ts';
import { leaveComposer, openDraft, openSent, remembersSent, say } from './where.ts';

const Composer = lazy(async () => ({ default: (await import('#ui/features/compose/composer.tsx')).Composer }));
const Outgoing = lazy(async () => ({ default: (await import('#ui/features/compose/outgoing.tsx')).Outgoing }));

export function Writing({
  ref,
  draft,
  fresh,
  accounts,
}: {
  readonly ref: Ref<ComposerHandle>;
  readonly draft: DraftId;
  readonly fresh: boolean;
  readonly accounts: readonly AccountView[];
}): ReactNode {
  const { text, dates } = useWords();
  return (
    <ErrorBoundary resetKey={draft}>
      <Suspense fallback={null}>
        <Composer
          ref={ref}
          draft={draft}
          fresh={fresh}
          accounts={accounts}
          onSent={(dispatch, scheduledFor) => {
            leaveComposer();
            remembersSent(dispatch);
            if (scheduledFor !== null) say(text.composer.toast.scheduled(dates.long(scheduledFor)));
          }}
          onClose={leaveComposer}
          onOpenDraft={(id) => openDraft(id, false)}
          onSay={say}
        />
      </Suspense>
    </ErrorBoundary>
  );
}

export function OutgoingScreen({ accounts }: { readonly accounts: readonly AccountView[] }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.composer.outgoing;
  const undoSend = useUndoSend();
  const act = (entry: OutboxEntry, action: OutboxAction): void => {
    const fail = (error: unknown): void => say(errorText(text, codedError(error)));
    switch (action) {
      case 'undo':
        return undoSend(entry);
      case 'retry':
        core.client.outbox.retry({ account: entry.account }).then(() => say(words.retried), fail);
        return;
      case 'giveUp':
        core.client.outbox.giveUp({ dispatch: entry.dispatch }).then(() => say(words.gaveUp), fail);
    }
  };
  return (
    <Suspense fallback={null}>
      <Outgoing accounts={accounts} onOpenDraft={(id) => openDraft(id, false)} onOpenSent={openSent} onOutbox={act} />
    </Suspense>
  );
}
