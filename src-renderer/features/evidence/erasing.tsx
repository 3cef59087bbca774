// An erasure: what it would take, asked for with a reason, confirmed by writing the number of messages.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Erasure, ErasurePlan, KeptReason, RetentionChoice, RetentionState } from '#shared/model/retention';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { Figure } from './desk-page.tsx';
import styles from './desk.module.css';

export function Erasing({ state }: { readonly state: RetentionState }): ReactNode {
  const { text } = useWords();
  const words = text.retention;
  return (
    <>
      <section className={styles['section']}>
        <h2 className={styles['name']}>{words.erase}</h2>
        <p className={styles['means']}>{words.eraseMeans}</p>
        <Asking />
      </section>
      <section className={styles['section']}>
        <h2 className={styles['name']}>{words.asked}</h2>
        {state.erasures.length === 0 ? <p className={styles['means']}>{words.noAsked}</p> : null}
        <ul className={styles['list']}>
          {state.erasures.map((erasure) => (
            <Asked key={erasure.id} erasure={erasure} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Asking(): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const [kind, setKind] = useState<'due' | 'query'>('due');
  const [query, setQuery] = useState('');
  const [seen, setSeen] = useState<{ readonly choice: RetentionChoice; readonly plan: ErasurePlan } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const choice: RetentionChoice = kind === 'due' ? { kind } : { kind, query };
  const fail = (error: unknown): void => setSaid(errorText(text, codedError(error)));
  const look = useMutation(
    queries.retention.plan.mutationOptions({
      onError: fail,
    }),
  );
  return (
    <>
      <div className={styles['actions']}>
        <Choice
          label={words.what}
          value={kind}
          options={[
            { value: 'due', label: words.dueChoice },
            { value: 'query', label: words.found },
          ]}
          onChange={(value) => {
            setKind(value);
            setSeen(null);
          }}
        />
      </div>
      {kind === 'query' ? <Field label={words.query} value={query} onChange={setQuery} /> : null}
      <div className={styles['actions']}>
        <Button
          tone="outlined"
          busy={look.isPending}
          disabled={kind === 'query' && query.trim() === ''}
          onPress={() => look.mutate({ choice }, { onSuccess: (plan) => setSeen({ choice, plan }) })}
        >
          {words.look}
        </Button>
      </div>
      {seen === null ? null : <Seen choice={seen.choice} plan={seen.plan} onAsked={() => setSeen(null)} />}
      {said === null ? null : (
        <Notice kind="problem" live>
          {said}
        </Notice>
      )}
    </>
  );
}

/** What would go, and the first confirmation. */
function Seen({
  choice,
  plan,
  onAsked,
}: {
  readonly choice: RetentionChoice;
  readonly plan: ErasurePlan;
  readonly onAsked: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const ask = useMutation(
    queries.retention.ask.mutationOptions({
      onSuccess: () => {
        onAsked();
        void cache.invalidateQueries({ queryKey: queries.retention.key() });
      },
      onError: (error) => setSaid(errorText(text, codedError(error))),
    }),
  );
  if (plan.messages === 0) return <Plan plan={plan} />;
  return (
    <>
      <Plan plan={plan} />
      <Field label={words.reason} value={reason} onChange={setReason} hint={words.reasonHint} />
      <div className={styles['actions']}>
        <Button
          tone="outlined"
          busy={ask.isPending}
          disabled={reason.trim() === ''}
          onPress={() => ask.mutate({ choice, reason, messages: plan.messages })}
        >
          {words.ask(plan.messages)}
        </Button>
      </div>
      {said === null ? null : (
        <Notice kind="problem" live>
          {said}
        </Notice>
      )}
    </>
  );
}

function Plan({ plan }: { readonly plan: ErasurePlan }): ReactNode {
  const { text, number, dates, size } = useWords();
  const words = text.retention;
  const kept = Object.entries(plan.kept) as [KeptReason, number][];
  return (
    <div className={styles['list']} aria-live="polite">
      {plan.messages === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <>
          <div className={styles['figures']}>
            <Figure name={words.plan.messages}>{number(plan.messages)}</Figure>
            <Figure name={words.plan.size}>{size(plan.sizeBytes)}</Figure>
            <Figure name={words.plan.onServer}>{number(plan.onServer)}</Figure>
            <Figure name={words.plan.shared}>{number(plan.shared)}</Figure>
            <Figure name={words.plan.copy}>{plan.backupAt === null ? words.plan.noCopy : dates.day(plan.backupAt)}</Figure>
            <Figure name={words.plan.exports}>{number(plan.exports)}</Figure>
          </div>
          <ul className={styles['list']}>
            {plan.onServer > 0 ? <li>{words.says.onServer}</li> : null}
            {plan.shared > 0 ? <li>{words.says.shared}</li> : null}
            {plan.backupAt !== null || plan.exports > 0 ? <li>{words.says.copies}</li> : null}
            <li>{words.says.rest}</li>
          </ul>
        </>
      )}
      {kept.map(([why, count]) => (
        <p key={why} className={styles['means']}>
          {words.keptTitle}: {number(count)} {words.kept[why]}
        </p>
      ))}
    </div>
  );
}

function Asked({ erasure }: { readonly erasure: Erasure }): ReactNode {
  const { queries } = useCore();
  const { text, number, dates } = useWords();
  const words = text.retention;
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const answers = {
    onSettled: () => void cache.invalidateQueries({ queryKey: queries.retention.key() }),
    onError: (error: unknown) => setSaid(errorText(text, codedError(error))),
  };
  const confirm = useMutation(queries.retention.confirm.mutationOptions(answers));
  const cancel = useMutation(queries.retention.cancel.mutationOptions(answers));
  const { id, state, messages } = erasure;
  return (
    <li className={styles['list']}>
      <span>
        {erasure.reason}{' '}
        <span className={styles['means']}>
          · {words.messages(messages)}
          {words.keptCount(erasure.kept)}
          {state === 'running' || state === 'stopped' ? words.leftCount(number(erasure.left)) : ''} · {words.states[state]} ·{' '}
          {dates.long(erasure.endedAt ?? erasure.askedAt)}
        </span>
      </span>
      {state === 'asked' ? (
        <>
          <Field label={words.confirmField(messages)} value={typed} onChange={setTyped} inputMode="numeric" />
          <div className={styles['actions']}>
            <Button
              tone="danger"
              busy={confirm.isPending}
              disabled={typed.trim() !== String(messages)}
              onPress={() => confirm.mutate({ erasure: id, messages })}
            >
              {words.confirm}
            </Button>
            <Button busy={cancel.isPending} onPress={() => cancel.mutate({ erasure: id })}>
              {words.cancel}
            </Button>
          </div>
        </>
      ) : null}
      {state === 'stopped' ? <Stopped busy={confirm.isPending} onGoOn={() => confirm.mutate({ erasure: id, messages })} /> : null}
      {said === null ? null : (
        <Notice kind="problem" live>
          {said}
        </Notice>
      )}
    </li>
  );
}

function Stopped({ busy, onGoOn }: { readonly busy: boolean; readonly onGoOn: () => void }): ReactNode {
  const words = useWords().text.retention;
  return (
    <>
      <p className={styles['means']}>{words.stoppedMeans}</p>
      <div className={styles['actions']}>
        <Button tone="outlined" busy={busy} onPress={onGoOn}>
          {words.goOn}
        </Button>
      </div>
    </>
  );
}
