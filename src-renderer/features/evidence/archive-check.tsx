// Verifica archivio: the last report and its age, what changed since the one before, start now with
// progress.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ArchiveCheckReport, CheckFinding } from '#shared/model/archive-check';
import { errorText } from '#shared/text/wording';
import { useCore } from '#ui/client/queries.ts';
import tones from '#ui/marks/tones.module.css';
import { Button } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useNow } from '#ui/ui/now.ts';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { DeskPage, Figure } from './desk-page.tsx';
import styles from './desk.module.css';

const POLL_MS = 1_000;
const DAY_MS = 86_400_000;

export function ArchiveCheck({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { queries } = useCore();
  const { text, number, dates } = useWords();
  const words = text.desk.check;
  const cache = useQueryClient();
  const refresh = (): void => void cache.invalidateQueries({ queryKey: queries.archiveCheck.key() });
  const state = useQuery(
    queries.archiveCheck.state.queryOptions({
      staleTime: 0,
      refetchInterval: (asked) => (asked.state.data?.running == null ? false : POLL_MS),
    }),
  ).data;
  const start = useMutation(queries.archiveCheck.start.mutationOptions({ onSettled: refresh }));
  const stop = useMutation(queries.archiveCheck.stop.mutationOptions({ onSettled: refresh }));
  if (state === undefined) return null;
  const { running, last, nextAt } = state;
  return (
    <DeskPage title={words.title} means={words.means} onClose={onClose}>
      <section className={styles['section']} aria-live="polite">
        {running === null ? (
          <div className={styles['actions']}>
            <Button tone="main" busy={start.isPending} onPress={() => start.mutate(undefined)}>
              {words.start}
            </Button>
            {nextAt === null ? null : <span className={styles['means']}>{words.next(dates.day(nextAt))}</span>}
          </div>
        ) : (
          <>
            <p>
              {words.phases[running.phase]}
              {running.total === 0 ? '…' : ` · ${words.progress(number(running.done), number(running.total))}`}
            </p>
            <Progress done={running.done} total={running.total} label={words.phases[running.phase]} />
            <div className={styles['actions']}>
              <Button tone="outlined" onPress={() => stop.mutate(undefined)}>
                {words.stop}
              </Button>
            </div>
          </>
        )}
      </section>
      {last === null ? <p className={styles['means']}>{words.never}</p> : <Report report={last} />}
    </DeskPage>
  );
}

function Report({ report }: { readonly report: ArchiveCheckReport }): ReactNode {
  const all = useWords();
  const { text, number, dates } = all;
  const words = text.desk.check;
  const age = Math.floor((useNow() - report.finishedAt) / DAY_MS);
  const sound = report.findings.length === 0;
  return (
    <>
      <section className={styles['section']}>
        <p className={classNames(styles['verdict'], tones[sound ? 'good' : 'bad'])}>
          {sound ? <ShieldCheck size={18} aria-hidden /> : <ShieldAlert size={18} aria-hidden />}
          {sound ? words.sound : words.bad(report.findings.length)}
        </p>
        <p className={styles['means']}>
          {words.last(dates.long(report.finishedAt), age < 1 ? words.today : words.days(age))} · {words.by[report.by]}
        </p>
        <div className={styles['figures']}>
          {(['messages', 'parts', 'signatures', 'entries', 'onServer'] as const).map((name) => (
            <Figure key={name} name={words.counts[name]}>
              {number(report.counts[name])}
            </Figure>
          ))}
        </div>
      </section>
      {sound ? null : (
        <section className={styles['section']}>
          <h2 className={styles['name']}>{words.findingsTitle}</h2>
          <Findings all={all} findings={report.findings} isNew={new Set(report.since?.found.map(({ id, what }) => `${id} ${what}`))} />
        </section>
      )}
      <Changes report={report} all={all} />
      {report.verdicts.length === 0 ? null : (
        <section className={styles['section']}>
          <h2 className={styles['name']}>{words.verdictsTitle}</h2>
          <ul className={styles['list']}>
            {report.verdicts.map(({ hash, before, now }) => (
              <li key={hash} className={styles['item']}>
                <span className={styles['code']}>{hash.slice(0, 16)}</span>
                <span>{words.verdict(text.mail.indications[before], text.mail.indications[now])}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {report.unasked.length === 0 ? null : (
        <section className={styles['section']}>
          <h2 className={styles['name']}>{words.unaskedTitle}</h2>
          <ul className={styles['list']}>
            {report.unasked.map(({ id, what }) => (
              <li key={what} className={styles['item']}>
                <span className={styles['tag']}>{what}</span>
                <span>{errorText(text, { code: id, values: {} })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Changes({ report, all }: { readonly report: ArchiveCheckReport; readonly all: Words }): ReactNode {
  const { text, number, dates } = all;
  const words = text.desk.check;
  const { since } = report;
  if (since === null) return null;
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.changesTitle(dates.day(since.finishedAt))}</h2>
      <p>{words.added(number(since.messages))}</p>
      {since.found.length === 0 && since.gone.length === 0 ? <p className={styles['means']}>{words.noChanges}</p> : null}
      <ul className={styles['list']}>
        {since.found.map((finding) => (
          <Change key={`+${finding.id} ${finding.what}`} all={all} finding={finding} tag={words.isNew} />
        ))}
        {since.gone.map((finding) => (
          <Change key={`-${finding.id} ${finding.what}`} all={all} finding={finding} tag={words.gone} />
        ))}
      </ul>
    </section>
  );
}

function Change({ all, finding, tag }: { readonly all: Words; readonly finding: CheckFinding; readonly tag: string }): ReactNode {
  return (
    <li className={styles['item']}>
      <span className={styles['tag']}>{tag}</span>
      <FindingText all={all} finding={finding} />
    </li>
  );
}

function Findings({
  all,
  findings,
  isNew,
}: {
  readonly all: Words;
  readonly findings: readonly CheckFinding[];
  readonly isNew: ReadonlySet<string>;
}): ReactNode {
  const { isNew: word } = all.text.desk.check;
  return (
    <ul className={styles['list']}>
      {findings.map((finding) => (
        <li key={`${finding.id} ${finding.what}`} className={styles['item']}>
          {isNew.has(`${finding.id} ${finding.what}`) ? <span className={styles['tag']}>{word}</span> : null}
          <FindingText all={all} finding={finding} />
        </li>
      ))}
    </ul>
  );
}

function FindingText({ all, finding }: { readonly all: Words; readonly finding: CheckFinding }): ReactNode {
  const { text } = all;
  const words = text.desk.check.findings[finding.id] ?? text.evidence.audit.findings[finding.id] ?? finding.id;
  return (
    <span>
      {words} <span className={styles['code']}>{finding.what}</span>
    </span>
  );
}
