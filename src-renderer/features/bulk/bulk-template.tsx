// A run before its start: the template is written on one side and read on the other as a row will get it;
// the dry run says what would not leave.
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { BulkRun } from '#shared/model/bulk';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { FindingList } from './finding-list.tsx';
import { RowsTable } from './rows-table.tsx';
import { StartDialog } from './start-dialog.tsx';
import { TemplateForm } from './template-form.tsx';
import styles from './bulk.module.css';

export function BulkTemplateView({
  run,
  accounts,
  onRemoved,
}: {
  readonly run: BulkRun;
  readonly accounts: readonly AccountView[];
  readonly onRemoved: () => void;
}): ReactNode {
  const { core } = useCore();
  const { text, number } = useWords();
  const words = text.bulk;
  const [line, setLine] = useState<number | null>(null);
  const [starting, setStarting] = useState(false);
  // What the dry run said holds for the revision it looked at.
  const check = useMutation({
    networkMode: 'always',
    mutationFn: async () => ({ revision: run.revision, check: await core.client.bulk.check({ id: run.id, revision: run.revision }) }),
  });
  const remove = useMutation({ networkMode: 'always', mutationFn: () => core.client.bulk.remove({ id: run.id }), onSuccess: onRemoved });
  const checked = check.data?.revision === run.revision ? check.data.check : null;
  const good = checked === null ? 0 : checked.rows - checked.blocked;
  const usable = checked !== null && good > 0 && !checked.findings.some(({ level }) => level === 'blocking');
  return (
    <>
      <div className={styles['two']}>
        <TemplateForm run={run} accounts={accounts} />
        <div className={styles['form']}>
          <Preview run={run} line={line} onLine={setLine} />
          <div className={styles['actions']}>
            <Button tone="outlined" busy={check.isPending} onPress={() => check.mutate()}>
              {check.isPending ? words.checking : words.check}
            </Button>
            <Button tone="main" disabled={!usable} onPress={() => setStarting(true)}>
              {words.start(number(checked === null ? run.counts.total : good))}
            </Button>
            <Button onPress={() => remove.mutate()}>{words.remove}</Button>
          </div>
          {check.isError ? <Notice kind="problem">{errorText(text, codedError(check.error))}</Notice> : null}
          <div role="status">{checked === null ? null : <CheckSummary check={checked} />}</div>
        </div>
      </div>
      <RowsTable run={run} current={line} onRow={(row) => setLine(row.line)} />
      {starting && checked !== null ? (
        <StartDialog
          run={run}
          good={good}
          skipped={checked.blocked}
          from={accounts.find(({ id }) => id === run.template.account)?.address ?? ''}
          onClose={() => setStarting(false)}
        />
      ) : null}
    </>
  );
}

type Checked = Awaited<ReturnType<ReturnType<typeof useCore>['core']['client']['bulk']['check']>>;

function CheckSummary({ check }: { readonly check: Checked }): ReactNode {
  const { text, number } = useWords();
  const words = text.bulk;
  const rowsOf = new Map(check.codes.map(({ code, rows }) => [code, rows]));
  return (
    <div className={styles['form']}>
      <p>
        {check.blocked === 0
          ? words.checkedAll(number(check.rows))
          : words.checkedSome(number(check.rows - check.blocked), number(check.blocked))}
        {check.minutes === null ? null : ` ${words.takes(durationText(check.minutes, words, number))}`}
      </p>
      <FindingList findings={check.findings} />
      <FindingList
        findings={check.codes.map(({ first }) => first)}
        more={({ code }) => `(${words.inRows(rowsOf.get(code) ?? 0, number(rowsOf.get(code) ?? 0))})`}
      />
    </div>
  );
}

function durationText(minutes: number, words: ReturnType<typeof useWords>['text']['bulk'], number: (value: number) => string): string {
  if (minutes < 90) return words.minutes(number(Math.max(1, minutes)));
  return minutes < 48 * 60 ? words.hours(number(Math.round(minutes / 60))) : words.days(number(Math.round(minutes / 1_440)));
}

function Preview({
  run,
  line,
  onLine,
}: {
  readonly run: BulkRun;
  readonly line: number | null;
  readonly onLine: (line: number) => void;
}): ReactNode {
  const { queries } = useCore();
  const { text, number } = useWords();
  const top = useRef<HTMLDivElement>(null);
  const words = text.bulk;
  const shown = line ?? 2;
  const preview = useQuery({
    ...queries.bulk.preview.queryOptions({ input: { id: run.id, line: shown } }),
    placeholderData: (before) => before,
  });
  const { data } = preview;
  return (
    <section className={styles['paper']} aria-label={words.preview(number(shown))} ref={top}>
      <div className={styles['head']}>
        <h2 className={styles['section']}>{words.preview(number(shown))}</h2>
        <div className={styles['actions']}>
          <Button disabled={shown <= 2} onPress={() => onLine(shown - 1)}>
            {words.previous}
          </Button>
          <Button disabled={preview.isError} onPress={() => onLine(shown + 1)}>
            {words.next}
          </Button>
        </div>
      </div>
      {data === undefined || preview.isError ? (
        <p className={styles['soft']}>
          <CircleAlert size={16} aria-hidden /> {words.tableUnknown}
        </p>
      ) : (
        <>
          <p>
            <span className={styles['soft']}>{words.toLabel} </span>
            {visibleText(data.to)}
          </p>
          <p className={styles['paperSubject']}>{visibleText(data.subject)}</p>
          <p className={styles['paperText']} tabIndex={0}>
            {data.text}
          </p>
          <FindingList findings={data.findings} />
        </>
      )}
    </section>
  );
}
