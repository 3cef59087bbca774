// Starting, answering and taking back messages.
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { MAILTO_MESSAGE } from '#shared/model/mailto';
import type { OutboxEntry } from '#shared/model/compose';
import { splitRecipients } from '#shared/model/sendable-address';
import type { AccountId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import type { CommandActions } from '#ui/commands/command.ts';
import { useWords } from '#ui/ui/words.ts';
import type { Refs } from './use-actions.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { goTo, leaveComposer, openDraft, remembersSent, say, useWhere } from './where.ts';

export type WritingActions = Pick<CommandActions, 'newMessage' | 'answer' | 'sendDraft' | 'attachFile' | 'closeComposer' | 'goOutgoing'>;

export function useWriting(refs: Refs, facts: OpenFacts, accounts: readonly AccountView[], fail: (error: unknown) => void): WritingActions {
  const { queries } = useCore();
  const { mutate: create } = useMutation(
    queries.compose.create.mutationOptions({ onSuccess: (draft) => openDraft(draft.id, true), onError: fail }),
  );
  const { mutate: reply } = useMutation(
    queries.compose.reply.mutationOptions({ onSuccess: (draft) => openDraft(draft.id, true), onError: fail }),
  );
  return useMemo<WritingActions>(() => {
    const original = facts.original;
    return {
      newMessage() {
        const account = boxInContext(accounts);
        if (account !== null) create({ account });
      },
      answer(mode, only = []) {
        if (original !== null) reply({ ...original, mode, only: [...only] });
      },
      sendDraft: () => refs.composer.current?.send(),
      attachFile: () => refs.composer.current?.attach(),
      closeComposer: leaveComposer,
      goOutgoing: () => goTo({ screen: 'outgoing' }),
    };
  }, [refs, facts, accounts, create, reply]);
}

/** The box one looks at, else the one of the open message, else the first that can send. */
function boxInContext(accounts: readonly AccountView[]): AccountId | null {
  const { route, open } = useWhere.getState();
  const wanted = [route.screen === 'list' ? route.view.account : null, open?.account ?? null];
  const senders = accounts.filter((account) => !account.offline);
  return (senders.find(({ id }) => wanted.includes(id)) ?? senders[0])?.id ?? null;
}

/** The message is a draft again and is opened; or it is too late, and that is said. */
export function useUndoSend(): (entry: OutboxEntry) => void {
  const { core } = useCore();
  const { text } = useWords();
  return useCallback(
    (entry: OutboxEntry) => {
      core.client.compose.undo({ dispatch: entry.dispatch }).then(
        (draft) => {
          if (draft === null) return say(text.composer.toast.late);
          remembersSent(null);
          openDraft(draft.id, false);
          return say(text.composer.toast.undone);
        },
        (error: unknown) => say(errorText(text, codedError(error))),
      );
    },
    [core, text],
  );
}

/** A mailto link clicked outside opens a message to the people it names; files and other headers it cannot give. */
export function useOutsideDrafts(accounts: readonly AccountView[]): void {
  const { core } = useCore();
  const { text } = useWords();
  useEffect(() => {
    const { client, shell } = core;
    if (shell === null) return undefined;
    const take = async (): Promise<void> => {
      const account = boxInContext(accounts);
      const asked = account === null ? null : await shell.takeMailto();
      if (account === null || asked === null) return;
      const { id, revision, content } = await client.compose.create({ account });
      const to = splitRecipients(asked.to);
      const cc = splitRecipients(asked.cc);
      const filled = { ...content, to, cc, subject: asked.subject, text: asked.text + content.text };
      await client.compose.save({ id, revision, content: filled });
      openDraft(id, true);
    };
    const go = (): void => void take().catch((error: unknown) => say(errorText(text, codedError(error))));
    const heard = (event: MessageEvent): void => {
      if (event.source === window && event.data === MAILTO_MESSAGE) go();
    };
    window.addEventListener('message', heard);
    go();
    return () => window.removeEventListener('message', heard);
  }, [core, text, accounts]);
}
