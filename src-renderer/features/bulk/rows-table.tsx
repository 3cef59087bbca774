// The rows of a run, a hundred at a time: before the start with what pre-flight says, afterwards live with
// where each stands and what its receipts prove.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { BulkRow, BulkRun } from '#shared/model/bulk';
import { composeFindingText } from '#shared/text/compose-wording';
import { useCore } from '#ui/client/queries.ts';
import { StatusMark } from '#ui/marks/status.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { FindingList } from './finding-list.tsx';
import styles from './bulk.module.css';

const PAGE = 100;

export function RowsTable({
  run,
  current,
  onRow,
}: {
  readonly run: BulkRun;
  readonly current: number | null;
  readonly onRow: (row: BulkRow) => void;
}): ReactNode {
  const { queries } = useCore();
  const { text, number } = useWords();
  const [skip, setSkip] = useState(0);
  const rows =
    useQuery(queries.bulk.rows.queryOptions({ input: { id: run.id, skip, take: PAGE }, placeholderData: keepPreviousData })).data ?? [];
  const words = text.bulk;
  const { total } = run.counts;
  return (
    <section>
      <div className={styles['head']}>
        <h2 className={styles['section']}>{words.table}</h2>
        {total <= PAGE ? null : (
          <div className={styles['actions']}>
            <span className={styles['soft']}>{words.showing(number(skip + 1), number(Math.min(total, skip + PAGE)), number(total))}</span>
            <Button disabled={skip === 0} onPress={() => setSkip(Math.max(0, skip - PAGE))}>
              {words.previous}
            </Button>
            <Button disabled={skip + PAGE >= total} onPress={() => setSkip(skip + PAGE)}>
              {words.next}
            </Button>
          </div>
        )}
      </div>
      <div className={styles['tableBox']}>
        <table className={styles['table']} aria-label={words.table}>
          <thead>
            <tr>
              <th scope="col" className={styles['line']}>
                {words.columns.line}
              </th>
              <th scope="col">{words.columns.to}</th>
              <th scope="col" className={styles['subject']}>
                {words.columns.subject}
              </th>
              <th scope="col" className={styles['state']}>
                {run.state === 'prepared' ? words.checkColumn : words.columns.proof}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line} data-current={row.line === current}>
                <td className={styles['line']}>
                  <Button label={words.openRow(number(row.line))} onPress={() => onRow(row)}>
                    {number(row.line)}
                  </Button>
                </td>
                <td>{visibleText(row.to)}</td>
                <td className={styles['subject']}>{visibleText(row.subject)}</td>
                <td className={styles['state']}>
                  {run.state === 'prepared' ? <FindingList findings={row.findings} /> : <RowState row={row} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function RowState({ row }: { readonly row: BulkRow }): ReactNode {
  const { text } = useWords();
  const { sending } = row;
  if (row.status !== null && sending.state !== 'refused') return <StatusMark status={row.status} />;
  const reason =
    sending.state === 'refused' ? visibleText(sending.reply) : row.findings.map((finding) => composeFindingText(text, finding)).join(' ');
  return (
    <>
      {text.bulk.rowStates[sending.state]}
      {reason === '' ? null : <span className={styles['soft']}>: {reason}</span>}
    </>
  );
}
