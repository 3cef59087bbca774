// Export: what, for which use, what would be in it and what is missing, progress, the result.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { isMailForm, type ExportChoice, type ExportJob, type ExportPlan, type ExportProfile } from '#shared/model/evidence';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords } from '#ui/ui/words.ts';
import { badDay, choiceOf, type ChoiceDraft, type ChosenRows } from './export-choice.ts';
import { ExportDone, GapList } from './export-result.tsx';
import { DeskPage } from './desk-page.tsx';
import styles from './desk.module.css';
import { isWebAddress } from './web-address.ts';

export type ExportScreenProps = {
  readonly chosen: ChosenRows | null;
  readonly query: string;
  readonly onClose: () => void;
};

const POLL_MS = 400;
const NOTHING: ExportChoice = { kind: 'items', items: [] };

export function ExportScreen({ chosen, query, onClose }: ExportScreenProps): ReactNode {
  const { text, language } = useWords();
  const words = text.desk.export;
  const [draft, setDraft] = useState<ChoiceDraft>({ kind: chosen === null ? 'search' : 'chosen', query, client: '', from: '', to: '' });
  const [profile, setProfile] = useState<ExportProfile>('prova');
  const [authority, setAuthority] = useState('');
  const stamped = profile === 'prova' && authority.trim() !== '';
  const badAuthority = stamped && !isWebAddress(authority);
  const choice = choiceOf(draft, chosen?.choice ?? null);
  const work = useExport(choice, profile);
  const { plan, state } = work;
  const notOne = profile === 'deposito' && plan.data?.canFile === false;
  if (state?.state === 'done')
    return (
      <DeskPage title={words.doneTitle} means={null} onClose={onClose}>
        <ExportDone result={state.result} profile={profile} onAgain={work.forget} />
      </DeskPage>
    );
  return (
    <DeskPage title={words.title} means={null} onClose={onClose}>
      <What draft={draft} chosen={chosen} onChange={setDraft} />
      <Which profile={profile} notOne={notOne} onChange={setProfile} />
      {profile === 'prova' ? <Stamp url={authority} bad={badAuthority} onChange={setAuthority} /> : null}
      <section className={styles['section']} aria-live="polite">
        {choice === null || notOne || work.running ? null : plan.isError ? (
          <Notice kind="problem">{errorText(text, codedError(plan.error))}</Notice>
        ) : plan.data === undefined ? (
          <p className={styles['means']}>{words.counting}</p>
        ) : (
          <Summary plan={plan.data} profile={profile} />
        )}
        <Outcome work={work} />
        {work.running ? (
          <Running state={state} onCancel={work.cancel} />
        ) : (
          <div className={styles['actions']}>
            <Button
              tone="main"
              disabled={choice === null || notOne || badAuthority || (plan.data?.messages ?? 0) === 0}
              busy={work.start.isPending}
              onPress={() => {
                if (choice !== null) work.start.mutate({ choice, profile, language, timestamp: stamped ? authority.trim() : null });
              }}
            >
              {words.start}
            </Button>
          </div>
        )}
      </section>
    </DeskPage>
  );
}

/** Whose time-stamp the bundle gets; empty: none. */
function Stamp({
  url,
  bad,
  onChange,
}: {
  readonly url: string;
  readonly bad: boolean;
  readonly onChange: (url: string) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.desk.export;
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.stampTitle}</h2>
      <Field
        label={words.stampUrl}
        hint={words.stampHint}
        value={url}
        error={bad ? words.stampBad : null}
        onChange={onChange}
        inputMode="url"
      />
    </section>
  );
}

/** The plan of a choice, and the export that was begun: asked again and again until it is over. */
function useExport(choice: ExportChoice | null, profile: ExportProfile) {
  const { queries } = useCore();
  const [job, setJob] = useState<string | null>(null);
  const plan = useQuery(
    queries.evidence.plan.queryOptions({
      input: { choice: choice ?? NOTHING, profile },
      enabled: choice !== null && job === null,
      staleTime: 0,
    }),
  );
  const start = useMutation(queries.evidence.start.mutationOptions({ onSuccess: (made) => setJob(made.job) }));
  const cancel = useMutation(queries.evidence.cancel.mutationOptions());
  const state = useQuery(
    queries.evidence.job.queryOptions({
      input: { job: job ?? '' },
      enabled: job !== null,
      staleTime: 0,
      refetchInterval: (asked) => (asked.state.data === undefined || asked.state.data.state === 'running' ? POLL_MS : false),
    }),
  ).data;
  return {
    plan,
    start,
    state: job === null ? undefined : state,
    running: job !== null && (state === undefined || state.state === 'running'),
    cancel: (): void => {
      if (job !== null) cancel.mutate({ job });
    },
    forget: (): void => setJob(null),
  };
}

function Outcome({ work: { state, start } }: { readonly work: ReturnType<typeof useExport> }): ReactNode {
  const { text } = useWords();
  if (start.isError)
    return (
      <Notice kind="problem" live>
        {errorText(text, codedError(start.error))}
      </Notice>
    );
  if (state?.state === 'cancelled') return <Notice live>{text.desk.export.cancelled}</Notice>;
  if (state?.state !== 'failed') return null;
  return (
    <Notice kind="problem" live>
      {errorText(text, { code: state.code, values: state.values })}
    </Notice>
  );
}

function Which({
  profile,
  notOne,
  onChange,
}: {
  readonly profile: ExportProfile;
  readonly notOne: boolean;
  readonly onChange: (profile: ExportProfile) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.desk.export;
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.which}</h2>
      <div className={styles['actions']}>
        <Choice
          label={words.which}
          value={profile}
          options={[
            { value: 'prova', label: words.prova },
            { value: 'deposito', label: words.deposito },
            { value: 'eml', label: words.eml },
            { value: 'mbox', label: words.mbox },
            { value: 'zip', label: words.zip },
          ]}
          onChange={onChange}
        />
      </div>
      <p className={styles['means']}>{words.means[profile]}</p>
      {notOne ? <Notice kind="problem">{words.onlyOne}</Notice> : null}
    </section>
  );
}

function Running({ state, onCancel }: { readonly state: ExportJob | undefined; readonly onCancel: () => void }): ReactNode {
  const { text, number } = useWords();
  const words = text.desk.export;
  const { done, total } = state?.state === 'running' ? state : { done: 0, total: 0 };
  // What comes after the last message takes a quarter as long again.
  const label = total === 0 ? words.preparing : done < total ? words.writing(number(done), number(total)) : words.finishing(number(total));
  return (
    <>
      <p>{label}</p>
      <Progress done={done} total={total} label={label} />
      <div className={styles['actions']}>
        <Button tone="outlined" onPress={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </>
  );
}

function What({
  draft,
  chosen,
  onChange,
}: {
  readonly draft: ChoiceDraft;
  readonly chosen: ExportScreenProps['chosen'];
  readonly onChange: (draft: ChoiceDraft) => void;
}): ReactNode {
  const { text, number } = useWords();
  const words = text.desk.export;
  const set = (change: Partial<ChoiceDraft>): void => onChange({ ...draft, ...change });
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.what}</h2>
      <div className={styles['actions']}>
        <Choice
          label={words.what}
          value={draft.kind}
          options={[
            ...(chosen === null ? [] : [{ value: 'chosen' as const, label: words.chosen(number(chosen.count)) }]),
            { value: 'search', label: words.search },
            { value: 'client', label: words.client },
            { value: 'period', label: words.period },
          ]}
          onChange={(kind) => set({ kind })}
        />
      </div>
      {draft.kind === 'search' ? (
        <Field label={words.query} hint={words.queryHint} value={draft.query} onChange={(query) => set({ query })} />
      ) : null}
      {draft.kind === 'client' ? (
        <Field label={words.address} hint={words.addressHint} value={draft.client} onChange={(client) => set({ client })} />
      ) : null}
      {draft.kind === 'period' ? (
        <div className={styles['pair']}>
          <Field
            label={words.from}
            hint={words.dayHint}
            value={draft.from}
            error={badDay(draft.from) ? words.badDay : null}
            onChange={(from) => set({ from })}
          />
          <Field
            label={words.to}
            hint={words.dayHint}
            value={draft.to}
            error={badDay(draft.to) ? words.badDay : null}
            onChange={(to) => set({ to })}
          />
        </div>
      ) : null}
    </section>
  );
}

/** Beyond these the button would be below the fold; the bundle and the result page say them all. */
const MOST_GAPS = 5;

function Summary({ plan, profile }: { readonly plan: ExportPlan; readonly profile: ExportProfile }): ReactNode {
  const { text, number, size } = useWords();
  const words = text.desk.export;
  if (plan.messages === 0) return <p className={styles['means']}>{words.nothing}</p>;
  return (
    <>
      <p>{words.summary(number(plan.messages), number(plan.receipts), size(plan.sizeBytes))}</p>
      {isMailForm(profile) ? null : (
        <>
          <h3 className={styles['name']}>{words.missing}</h3>
          <GapList gaps={plan.missing} complete={profile === 'deposito' ? words.filingComplete : words.complete} most={MOST_GAPS} />
        </>
      )}
    </>
  );
}
