// "Salute caselle": every box in one table, worst first, four numbers above, mail by week below
// (SCREENS §Salute caselle). Thirty-one rows are read in ten seconds.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { BoxCareChange, BoxHealth } from '#shared/model/box-health';
import type { AccountId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import { CareDialog } from './care-dialog.tsx';
import { HealthTable } from './health-table.tsx';
import { boardNumbers, healthRows, volumeOf, type BoardNumbers } from './health-rows.ts';
import { VolumeChart } from './volume-chart.tsx';
import styles from './health-board.module.css';

/** Counts are of the list; they follow without being exact to the second. */
const AGAIN_EVERY_MS = 30_000;

export type HealthBoardProps = {
  readonly accounts: readonly AccountView[];
  readonly onOpenBox: (account: AccountId) => void;
  readonly onOpenProblems: (account: AccountId | null) => void;
  readonly onChangePassword: (account: AccountId) => void;
  readonly onClose: () => void;
};

export function HealthBoard(props: HealthBoardProps): ReactNode {
  const { accounts, onClose } = props;
  const { queries } = useCore();
  const { text } = useWords();
  const health = useQuery(queries.accounts.health.queryOptions());
  const figures = useQuery({ ...queries.accounts.figures.queryOptions(), refetchInterval: AGAIN_EVERY_MS });
  const [caring, setCaring] = useState<BoxHealth | null>(null);
  const care = useMutation(queries.accounts.care.mutationOptions({ onSuccess: () => setCaring(null) }));
  const dismiss = useMutation(queries.accounts.dismissNotice.mutationOptions());
  const offline = new Set(accounts.filter((each) => each.offline).map((each) => each.id));
  const rows = healthRows(health.data ?? [], figures.data ?? null, offline);
  return (
    <Page title={text.health.title} width="wide" close={{ name: text.health.close, onPress: onClose }}>
      {health.isError ? (
        <Notice
          kind="problem"
          live
          action={
            <Button tone="outlined" onPress={() => void health.refetch()}>
              {text.screen.banner.retry}
            </Button>
          }
        >
          {errorText(text, codedError(health.error))}
        </Notice>
      ) : null}
      <Numbers numbers={boardNumbers(rows)} onOpenProblems={() => props.onOpenProblems(null)} />
      <HealthTable
        rows={rows}
        busy={health.data === undefined}
        onOpenBox={props.onOpenBox}
        onOpenProblems={props.onOpenProblems}
        onChangePassword={props.onChangePassword}
        onCare={setCaring}
        onDismiss={(account, notice) => dismiss.mutate({ account, notice })}
      />
      {figures.data === undefined ? null : <VolumeChart volume={volumeOf(figures.data)} />}
      {caring === null ? null : (
        <CareDialog
          box={caring}
          error={care.isError ? errorText(text, codedError(care.error)) : null}
          onSave={(change: BoxCareChange) => care.mutate({ account: caring.account, ...change })}
          onClose={() => setCaring(null)}
        />
      )}
    </Page>
  );
}

function Numbers({ numbers, onOpenProblems }: { readonly numbers: BoardNumbers; readonly onOpenProblems: () => void }): ReactNode {
  const { text, number } = useWords();
  const words = text.health.numbers;
  return (
    <ul className={styles['numbers']}>
      <li className={styles['number']}>
        <strong>{text.health.ofBoxes(number(numbers.well), number(numbers.boxes))}</strong>
        <span>{words.boxes}</span>
      </li>
      <li className={styles['number']}>
        <strong>{number(numbers.unhandled)}</strong>
        <span>{words.unhandled}</span>
      </li>
      <li className={styles['number']}>
        <strong>{number(numbers.waiting)}</strong>
        <span>{words.waiting}</span>
      </li>
      <li className={styles['number']}>
        <strong>{number(numbers.problems)}</strong>
        {numbers.problems === 0 ? (
          <span>{words.problems}</span>
        ) : (
          <button type="button" className={styles['link']} onClick={onOpenProblems}>
            {words.problems}
          </button>
        )}
      </li>
    </ul>
  );
}
