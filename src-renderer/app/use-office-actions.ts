// Taking in charge, handling and undo, on the selection or on the open message. Of a selection the core knows the rows.
import { useMemo } from 'react';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import type { Binding, CommandActions } from '#ui/commands/command.ts';
import { useHandling, type HandlingChange } from '#ui/features/handling/use-handling.ts';
import type { Words } from '#ui/ui/words.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { undoText } from './undo-text.ts';
import { useBatch } from './use-batch.ts';
import { remembersDone, say, selectedRows, setOverlay, useWhere } from './where.ts';

export type OfficeActions = Pick<CommandActions, 'take' | 'askHandled' | 'reopen' | 'undo'> & {
  readonly confirmHandled: (outcome: string, note: string | null) => void;
  readonly targetCount: () => number;
  /** What the targets are: rows of Inviate and Problemi, and an open dispatch, were sent. */
  readonly targetsAbout: () => 'received' | 'sent';
};

/** `bindings`: of the command that undoes, as they are now. */
export function useOfficeActions(facts: OpenFacts, words: Words, bindings: readonly Binding[]): OfficeActions {
  const { change, undo } = useHandling();
  const batch = useBatch(words);
  return useMemo<OfficeActions>(() => {
    const text = words.text.screen.handling;
    const fail = (error: unknown): void => say(errorText(words.text, codedError(error)));
    const run = (wanted: HandlingChange, sentence: string): void => {
      const selected = selectedRows();
      if (selected !== null) return batch.start(selected.rows, wanted);
      if (facts.subject === null) return say(words.text.screen.blocked.notHandled);
      change([facts.subject], wanted).then((events) => {
        remembersDone({ kind: 'events', events });
        say(`${sentence} ${undoText(bindings, words)}`);
      }, fail);
      return undefined;
    };
    return {
      take: () => run({ kind: 'take' }, text.taken),
      reopen: () => run({ kind: 'reopen' }, text.reopened),
      askHandled: () => setOverlay('handled'),
      confirmHandled: (outcome, note) => {
        setOverlay('none');
        run({ kind: 'handle', outcome, note }, text.handled);
      },
      targetCount: () => selectedRows()?.count ?? 1,
      targetsAbout: () => {
        const { route, open } = useWhere.getState();
        const view = route.screen === 'list' ? route.view.view : null;
        const sent = selectedRows() === null ? open?.type === 'dispatch' : view === 'sent' || view === 'problems';
        return sent ? 'sent' : 'received';
      },
      undo: () => {
        const { lastDone } = useWhere.getState();
        if (lastDone.kind === 'batch') batch.undo(lastDone.job);
        if (lastDone.kind !== 'events') return;
        undo(lastDone.events).then(() => {
          remembersDone({ kind: 'nothing' });
          say(text.undone);
        }, fail);
      },
    };
  }, [facts, words, bindings, change, undo, batch]);
}
