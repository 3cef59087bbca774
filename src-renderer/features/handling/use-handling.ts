// Changes of handling through the core's event log, one after the other, and the way back.
import { useMutation } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import { useCore } from '#ui/client/queries.ts';

export type HandlingTarget = { readonly account: AccountId; readonly subject: BlobHash | DispatchId };
export type HandlingChange =
  | { readonly kind: 'take' | 'reopen' }
  | { readonly kind: 'handle'; readonly outcome: string | null; readonly note: string | null };

/** Enough to take a change back: the event of each target. */
export type HandlingDone = readonly (HandlingTarget & { readonly event: string })[];

export type HandlingActions = {
  /** Rejects at the first refusal; what was done before stays done. */
  readonly change: (targets: readonly HandlingTarget[], change: HandlingChange) => Promise<HandlingDone>;
  readonly undo: (done: HandlingDone) => Promise<void>;
};

export function useHandling(): HandlingActions {
  const { queries } = useCore();
  const { mutateAsync } = useMutation(queries.handling.change.mutationOptions());
  const change = useCallback<HandlingActions['change']>(
    async (targets, wanted) => {
      const done: (HandlingTarget & { readonly event: string })[] = [];
      for (const target of targets) {
        const { event } = await mutateAsync({ account: target.account, subject: target.subject, change: wanted });
        done.push({ ...target, event });
      }
      return done;
    },
    [mutateAsync],
  );
  const undo = useCallback<HandlingActions['undo']>(
    async (done) => {
      for (const { account, subject, event } of done.toReversed()) await mutateAsync({ account, subject, change: { kind: 'undo', event } });
    },
    [mutateAsync],
  );
  return useMemo(() => ({ change, undo }), [change, undo]);
}
