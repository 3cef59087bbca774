// Changes to many rows while the core is at them: how far, and a way to stop. One that is over at once is only told
// in the footer.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { BatchJob } from '#shared/model/list';
import { errorText } from '#shared/text/wording';
import { useCore } from '#ui/client/queries.ts';
import { useBindings } from '#ui/commands/remap.ts';
import { Button } from '#ui/ui/button.tsx';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './batches.module.css';
import { commandOf } from './command-table.ts';
import { undoText } from './undo-text.ts';
import { batchEnded, remembersDone, say, useWhere } from './where.ts';

const POLL_MS = 150;
/** What takes less is not worth a bar that comes and goes. */
const SHOWN_AFTER_MS = 400;

export function Batches(): ReactNode {
  const batches = useWhere((where) => where.batches);
  return batches.map((job) => <Batch key={job} job={job} />);
}

function Batch({ job }: { readonly job: string }): ReactNode {
  const { queries } = useCore();
  const words = useWords();
  const { text, number } = words;
  const bindings = useBindings(commandOf('office.undo'));
  const [shown, setShown] = useState(false);
  const { mutate: stop } = useMutation(queries.batch.stop.mutationOptions());
  const { data: state, isError } = useQuery(
    queries.batch.job.queryOptions({
      input: { job },
      staleTime: 0,
      gcTime: 0,
      refetchInterval: (asked) => (asked.state.data === undefined || asked.state.data.state === 'running' ? POLL_MS : false),
    }),
  );
  const over = isError || (state !== undefined && state.state !== 'running');
  useEffect(() => {
    if (!over) return;
    if (state !== undefined) {
      say(ended(state, words, undoText(bindings, words)));
      if (state.what !== 'undo' && state.changed > 0) remembersDone({ kind: 'batch', job });
    }
    batchEnded(job);
  }, [over, state, words, job, bindings]);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown || over || state === undefined) return null;
  const label = text.screen.batch.running[state.what](number(state.done), number(state.total));
  return (
    <section className={styles['batch']} aria-label={text.screen.batch.label} data-print="no">
      <span className={styles['label']}>{label}</span>
      <Progress done={state.done} total={state.total} label={label} />
      <Button tone="outlined" onPress={() => stop({ job })}>
        {text.screen.batch.stop}
      </Button>
    </section>
  );
}

/** What became of it, in one sentence. */
function ended(job: BatchJob, { text, number }: Words, undoes: string): string {
  const words = text.screen.batch;
  const changed = words.changed[job.what](number(job.changed));
  const untouched = job.done - job.changed;
  const left = untouched > 0 && job.what !== 'undo' ? ` ${words.untouched(number(untouched))}` : '';
  const undo = job.what !== 'undo' && job.changed > 0 ? ` ${undoes}` : '';
  switch (job.state) {
    case 'cancelled':
      return `${words.stopped} ${changed}${undo}`;
    case 'failed':
      return `${errorText(text, { code: job.code, values: job.values })} ${changed}${undo}`;
    default:
      return `${changed}${left}${undo}`;
  }
}
