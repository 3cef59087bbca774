// The demonstration boxes from outside: opened, followed while they are prepared, gone to, removed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { DemoState } from '#shared/model/demo';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './demo-boxes.module.css';

const POLL_MS = 300;

/** A folder of that name is there and is somebody else's: nothing in it is ours to take away. */
const FOREIGN = 'demo.foreignFolder';

/** Null until the host has answered. */
export function useDemoState(): DemoState | null {
  const { queries } = useCore();
  const query = useQuery({
    ...queries.demo.state.queryOptions(),
    refetchInterval: ({ state: { data } }) => (data?.state === 'preparing' ? POLL_MS : false),
  });
  return query.data ?? null;
}

/** Nothing where the host has none, and inside. */
export function DemoBoxes(): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.screen.demo;
  const cache = useQueryClient();
  const state = useDemoState();
  // Only who pressed here is taken there.
  const [asked, setAsked] = useState(false);
  const again = (): Promise<void> => cache.invalidateQueries({ queryKey: queries.demo.key() });
  const open = useMutation(queries.demo.open.mutationOptions({ onSuccess: again }));
  const remove = useMutation(queries.demo.remove.mutationOptions({ onSuccess: again }));
  const address = state?.state === 'open' ? state.address : null;
  useEffect(() => {
    if (asked && address !== null) location.assign(address);
  }, [asked, address]);
  if (state === null || state.state === 'none' || state.state === 'inside') return null;
  const start = (): void => {
    setAsked(true);
    open.mutate(undefined);
  };
  const error = open.error ?? remove.error;
  const removable =
    (state.state === 'closed' && state.kept) || state.state === 'open' || (state.state === 'failed' && state.code !== FOREIGN);
  return (
    <div className={styles['demo']}>
      {state.state === 'preparing' ? (
        <Preparing state={state} />
      ) : (
        <div className={styles['actions']}>
          <Button tone="outlined" busy={open.isPending} onPress={start}>
            {state.state === 'open' ? words.goThere : words.open}
          </Button>
          {removable ? (
            <Button tone="outlined" busy={remove.isPending} onPress={() => remove.mutate(undefined)}>
              {words.remove}
            </Button>
          ) : null}
        </div>
      )}
      {state.state === 'open' && state.address === null ? <p role="status">{words.ownWindow}</p> : null}
      {state.state === 'failed' || error !== null ? (
        <Notice kind="problem" live>
          {errorText(text, state.state === 'failed' ? state : codedError(error))}
        </Notice>
      ) : null}
      {remove.isSuccess && state.state === 'closed' && !state.kept ? <p role="status">{words.removed}</p> : null}
    </div>
  );
}

function Preparing({ state }: { readonly state: Extract<DemoState, { state: 'preparing' }> }): ReactNode {
  const label = preparingText(state, useWords());
  return (
    <>
      <p role="status">{label}</p>
      <Progress done={state.done} total={state.total} label={label} />
    </>
  );
}

function preparingText({ step, done, total }: Extract<DemoState, { state: 'preparing' }>, { text, number }: Words): string {
  const words = text.screen.demo.preparing;
  return step === 'starting' ? words.starting : words[step](number(done), number(total));
}
