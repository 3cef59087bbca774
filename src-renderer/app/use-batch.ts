// One change to all selected rows, which the core makes: begun here, followed by batches.tsx.
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BatchChange, RowSelection } from '#shared/model/list';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { NONE } from '#ui/features/message-list/selection.ts';
import type { Words } from '#ui/ui/words.ts';
import { batchBegan, remembersDone, say, select } from './where.ts';

export type BatchActions = {
  readonly start: (selection: RowSelection, change: BatchChange) => void;
  readonly undo: (job: string) => void;
};

export function useBatch({ text }: Words): BatchActions {
  const { queries } = useCore();
  const { mutate: start } = useMutation(queries.batch.start.mutationOptions());
  const { mutate: undo } = useMutation(queries.batch.undo.mutationOptions());
  return useMemo<BatchActions>(() => {
    const onError = (error: unknown): void => say(errorText(text, codedError(error)));
    return {
      start: (selection, change) =>
        start(
          { selection, change },
          {
            onError,
            onSuccess: ({ job }) => {
              batchBegan(job);
              // The view is no longer what it was when all of it was chosen.
              if (selection.kind === 'allBut') select(NONE);
            },
          },
        ),
      undo: (job) =>
        undo(
          { job },
          {
            onError,
            onSuccess: (begun) => {
              remembersDone({ kind: 'nothing' });
              batchBegan(begun.job);
            },
          },
        ),
    };
  }, [start, undo, text]);
}
