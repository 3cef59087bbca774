// One message per row: the list of runs with the way to a new one, or one run as it stands.
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { BulkId, BulkRun } from '#shared/model/bulk';
import type { AccountId, DispatchId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import { BulkProofView } from './bulk-proof.tsx';
import { BulkTemplateView } from './bulk-template.tsx';
import { NewTable } from './new-table.tsx';
import styles from './bulk.module.css';

export type BulkProps = {
  readonly accounts: readonly AccountView[];
  readonly onOpenDispatch: (account: AccountId, id: DispatchId) => void;
  readonly onClose: () => void;
};

export function Bulk({ accounts, onOpenDispatch, onClose }: BulkProps): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const [open, setOpen] = useState<BulkId | null>(null);
  const runs = useQuery(queries.bulk.list.queryOptions()).data ?? null;
  const run = runs?.find(({ id }) => id === open) ?? null;
  return (
    <Page
      title={run?.name ?? text.bulk.title}
      lead={run === null ? text.bulk.lead : <RunLine run={run} accounts={accounts} />}
      width="wide"
      actions={run === null ? null : <Button onPress={() => setOpen(null)}>{text.bulk.back}</Button>}
      close={{ name: text.bulk.close, onPress: onClose }}
    >
      {run === null ? (
        <>
          <NewTable accounts={accounts} onCreated={setOpen} />
          {runs === null ? null : <RunList runs={runs} accounts={accounts} onOpen={setOpen} />}
        </>
      ) : run.state === 'prepared' ? (
        <BulkTemplateView key={run.id} run={run} accounts={accounts} onRemoved={() => setOpen(null)} />
      ) : (
        <BulkProofView run={run} onOpenDispatch={onOpenDispatch} />
      )}
    </Page>
  );
}

function RunList({
  runs,
  accounts,
  onOpen,
}: {
  readonly runs: readonly BulkRun[];
  readonly accounts: readonly AccountView[];
  readonly onOpen: (id: BulkId) => void;
}): ReactNode {
  const { text } = useWords();
  if (runs.length === 0) return <p className={styles['soft']}>{text.bulk.empty}</p>;
  return (
    <ul className={styles['runs']}>
      {runs.map((run) => (
        <li key={run.id}>
          <button type="button" className={styles['run']} onClick={() => onOpen(run.id)}>
            <span className={styles['runName']}>{run.name}</span>
            <RunLine run={run} accounts={accounts} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function RunLine({ run, accounts }: { readonly run: BulkRun; readonly accounts: readonly AccountView[] }): ReactNode {
  const { text, dates, number } = useWords();
  const box = accounts.find(({ id }) => id === run.template.account);
  const { counts } = run;
  const parts = [
    text.bulk.states[run.state],
    text.bulk.rowsOf(counts.total, number(counts.total), run.sheet ?? ''),
    run.state === 'prepared' ? null : `${text.bulk.counts.delivered} ${number(counts.delivered)}`,
    counts.failed === 0 ? null : `${text.bulk.counts.failed} ${number(counts.failed)}`,
    dates.long(run.startedAt ?? run.createdAt),
  ];
  return (
    <span className={styles['actions']}>
      {box === undefined ? null : <BoxDot box={box} named />}
      <span className={styles['soft']}>{parts.filter((part) => part !== null).join(' · ')}</span>
    </span>
  );
}
