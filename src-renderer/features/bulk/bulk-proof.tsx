// A run that has started: how far it is, why it waits, and the proof table as receipts arrive.
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BulkCounts, BulkRun, BulkWait } from '#shared/model/bulk';
import type { AccountId, DispatchId } from '#shared/model/ids';
import { errorText } from '#shared/text/wording';
import { bulkProofUrl, download } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useNow } from '#ui/ui/now.ts';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { RowsTable } from './rows-table.tsx';
import styles from './bulk.module.css';

export function BulkProofView({
  run,
  onOpenDispatch,
}: {
  readonly run: BulkRun;
  readonly onOpenDispatch: (account: AccountId, id: DispatchId) => void;
}): ReactNode {
  const { core } = useCore();
  const all = useWords();
  const { text, number } = all;
  const words = text.bulk;
  const now = useNow();
  const pause = useMutation({ networkMode: 'always', mutationFn: () => core.client.bulk.pause({ id: run.id }) });
  const resume = useMutation({ networkMode: 'always', mutationFn: () => core.client.bulk.resume({ id: run.id }) });
  const { counts } = run;
  const total = counts.total - counts.excluded;
  const handed = counts.submitted + counts.refused + counts.unknown;
  const progress = words.progress(number(handed), number(total));
  return (
    <>
      <section className={styles['form']}>
        <div className={styles['actions']}>
          <Progress done={handed} total={total} label={progress} />
          <span role="status">{progress}</span>
          {run.state === 'running' ? (
            <Button tone="outlined" onPress={() => pause.mutate()}>
              {words.pause}
            </Button>
          ) : null}
          {run.state === 'paused' ? (
            <Button tone="main" onPress={() => resume.mutate()}>
              {words.resume}
            </Button>
          ) : null}
          <Exports run={run} />
        </div>
        {run.wait === null ? null : (
          <Notice
            live
            action={
              run.wait.kind === 'daily' ? undefined : (
                <Button tone="outlined" onPress={() => resume.mutate()}>
                  {words.retry}
                </Button>
              )
            }
          >
            {waitText(run.wait, all, now)}
          </Notice>
        )}
        <Counts counts={counts} />
      </section>
      <RowsTable
        run={run}
        current={null}
        onRow={({ dispatch }) => {
          if (dispatch !== null) onOpenDispatch(run.template.account, dispatch);
        }}
      />
    </>
  );
}

function waitText(wait: BulkWait, { text, dates, number }: Words, now: Parameters<Words['dates']['table']>[1]): string {
  const until = wait.until === null ? '' : wait.kind === 'daily' ? dates.table(wait.until, now) : dates.time(wait.until);
  switch (wait.kind) {
    case 'provider':
      return text.bulk.waits.provider(visibleText(wait.says), until);
    case 'daily':
      return text.bulk.waits.daily(number(wait.limit), until);
    case 'failure':
      return text.bulk.waits.failure(errorText(text, wait), until);
  }
}

function Counts({ counts }: { readonly counts: BulkCounts }): ReactNode {
  const { text, number } = useWords();
  return (
    <dl className={styles['counts']}>
      {(['delivered', 'accepted', 'failed', 'refused', 'unknown', 'planned', 'excluded'] as const).map((name) => (
        <div key={name} className={styles['count']}>
          <dt className={styles['soft']}>{text.bulk.counts[name]}</dt>
          <dd>{number(name === 'planned' ? counts.planned + counts.waiting : counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Exports({ run }: { readonly run: BulkRun }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.bulk;
  return (
    <>
      <Button tone="outlined" title={words.exportHint} onPress={() => download(bulkProofUrl(core.bytesBase, run.id, 'csv'))}>
        {words.exportCsv}
      </Button>
      <Button tone="outlined" title={words.exportHint} onPress={() => download(bulkProofUrl(core.bytesBase, run.id, 'xlsx'))}>
        {words.exportXlsx}
      </Button>
    </>
  );
}
