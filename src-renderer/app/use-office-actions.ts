// Taking in charge, handling and undo, on the selection or on the open message.
import { useMemo } from 'react';
import { asDispatchId } from '#shared/model/ids';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import type { CommandActions } from '#ui/commands/command.ts';
import { useHandling, type HandlingChange, type HandlingTarget } from '#ui/features/handling/use-handling.ts';
import type { Words } from '#ui/ui/words.ts';
import type { Refs } from './use-actions.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { remembersDone, say, setOverlay, useWhere } from './where.ts';

export type OfficeActions = Pick<CommandActions, 'take' | 'askHandled' | 'reopen' | 'undo'> & {
  readonly confirmHandled: (outcome: string, note: string | null) => void;
  readonly targetCount: () => number;
};

export function useOfficeActions(refs: Refs, facts: OpenFacts, words: Words): OfficeActions {
  const { change, undo } = useHandling();
  return useMemo<OfficeActions>(() => {
    const text = words.text.screen.handling;
    const fail = (error: unknown): void => say(errorText(words.text, codedError(error)));
    const run = (wanted: HandlingChange, sentence: string): void => {
      const targets = targetsOf(refs, facts);
      if (targets.length === 0) return say(words.text.screen.blocked.notHandled);
      change(targets, wanted).then((events) => {
        remembersDone(events);
        say(sentence);
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
      targetCount: () => targetsOf(refs, facts).length,
      undo: () => {
        undo(useWhere.getState().lastDone).then(() => {
          remembersDone([]);
          say(text.undone);
        }, fail);
      },
    };
  }, [refs, facts, words, change, undo]);
}

/** The selected rows that can be handled, else the open message if it can. */
export function targetsOf(refs: Refs, facts: OpenFacts): readonly HandlingTarget[] {
  if (useWhere.getState().selection.kind !== 'none') {
    const rows = refs.list.current?.selected() ?? [];
    return rows.flatMap((row) => {
      if (row.handling === null) return [];
      const subject = row.type === 'dispatch' ? asDispatchId(row.id) : row.hash;
      return subject === null ? [] : [{ account: row.account, subject }];
    });
  }
  return facts.subject === null ? [] : [facts.subject];
}
