// Vincoli, tempi e cancellazioni: what must not go, what is older than it need be, and the erasure a person
// asks for and confirms a second time.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Lock } from 'lucide-react';
import type { Erasure, LegalHold, MailCategory, RetentionPolicy, RetentionState } from '#shared/model/retention';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import { useWords } from '#ui/ui/words.ts';
import { DeskPage } from './desk-page.tsx';
import { Erasing } from './erasing.tsx';
import styles from './desk.module.css';

const CATEGORIES: readonly MailCategory[] = ['sent', 'certified', 'ordinary', 'other'];
const EVERYTHING = '*';
const QUERY = '?';

export function Retention({ accounts, onClose }: { readonly accounts: readonly AccountView[]; readonly onClose: () => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const state = useQuery({
    ...queries.retention.state.queryOptions({ staleTime: 0 }),
    refetchInterval: ({ state: { data } }) => (data?.erasures.some((erasure) => isOpen(erasure.state)) === true ? 1_000 : false),
  }).data;
  if (state === undefined) return null;
  return (
    <DeskPage title={words.title} means={words.means} onClose={onClose}>
      <Holds state={state} accounts={accounts} />
      <Policies state={state} accounts={accounts} />
      <Erasing state={state} />
    </DeskPage>
  );
}

/** What every change here gives: the new state into the cache, or the sentence why not. */
function useChange(): {
  readonly said: string | null;
  readonly answers: { onSuccess: (state: RetentionState) => void; onError: (error: unknown) => void };
} {
  const { queries } = useCore();
  const { text } = useWords();
  const cache = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  return {
    said,
    answers: {
      onSuccess: (state) => {
        setSaid(null);
        cache.setQueryData(queries.retention.state.queryKey(), state);
      },
      onError: (error) => setSaid(errorText(text, codedError(error))),
    },
  };
}

function isOpen(state: Erasure['state']): boolean {
  return state === 'asked' || state === 'running';
}

/** Why a change was not made. */
function Said({ children }: { readonly children: string | null }): ReactNode {
  return children === null ? null : (
    <Notice kind="problem" live>
      {children}
    </Notice>
  );
}

function Holds({ state, accounts }: { readonly state: RetentionState; readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const [scope, setScope] = useState(QUERY);
  const [query, setQuery] = useState('');
  const [reason, setReason] = useState('');
  const { said, answers } = useChange();
  const hold = useMutation(queries.retention.hold.mutationOptions(answers));
  const ready = reason.trim() !== '' && (scope !== QUERY || query.trim() !== '');
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.holds}</h2>
      <p className={styles['means']}>{words.holdsMeans}</p>
      {state.holds.length === 0 ? <p className={styles['means']}>{words.noHolds}</p> : null}
      <ul className={styles['list']}>
        {state.holds.map((each) => (
          <Hold key={each.number} hold={each} accounts={accounts} />
        ))}
      </ul>
      <div className={styles['pair']}>
        <Pick
          label={words.scope}
          value={scope}
          options={[
            { value: QUERY, label: words.found },
            ...accounts.map(({ id, label, address }) => ({ value: id, label: `${label} · ${address}` })),
            { value: EVERYTHING, label: words.everything },
          ]}
          onChange={setScope}
        />
        {scope === QUERY ? <Field label={words.query} value={query} onChange={setQuery} /> : null}
        <Field label={words.reason} value={reason} onChange={setReason} hint={words.reasonHint} />
      </div>
      <div className={styles['actions']}>
        <Button
          tone="outlined"
          busy={hold.isPending}
          disabled={!ready}
          onPress={() =>
            hold.mutate(
              {
                account: scope === QUERY || scope === EVERYTHING ? null : scope,
                choice: scope === QUERY ? { kind: 'query', query } : null,
                reason,
              },
              { onSuccess: () => setReason('') },
            )
          }
        >
          {words.setHold}
        </Button>
      </div>
      <Said>{said}</Said>
    </section>
  );
}

function Hold({ hold, accounts }: { readonly hold: LegalHold; readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text, dates } = useWords();
  const words = text.retention;
  const [reason, setReason] = useState('');
  const [open, setOpen] = useState(false);
  const { said, answers } = useChange();
  const release = useMutation(queries.retention.release.mutationOptions(answers));
  const box = accounts.find(({ id }) => id === hold.account);
  const what = hold.whole ? `${box?.address ?? words.everything}: ${words.whole}` : words.items(hold.items);
  return (
    <li className={styles['list']}>
      <div className={styles['item']}>
        <Lock size={14} aria-hidden />
        <span>
          {hold.reason}{' '}
          <span className={styles['means']}>
            · {what} · {words.setAt(dates.day(hold.setAt))}
          </span>
          {hold.releasedAt === null ? null : (
            <span className={styles['means']}> · {words.releasedAt(dates.day(hold.releasedAt), hold.releaseReason ?? '')}</span>
          )}
        </span>
        {hold.releasedAt !== null || open ? null : <Button onPress={() => setOpen(true)}>{words.release}</Button>}
      </div>
      {open && hold.releasedAt === null ? (
        <div className={styles['actions']}>
          <Field label={words.releaseWhy} value={reason} onChange={setReason} />
          <Button
            tone="outlined"
            disabled={reason.trim() === ''}
            busy={release.isPending}
            onPress={() => release.mutate({ hold: hold.number, reason })}
          >
            {words.release}
          </Button>
        </div>
      ) : null}
      <Said>{said}</Said>
    </li>
  );
}

function Policies({ state, accounts }: { readonly state: RetentionState; readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const [category, setCategory] = useState<string>('ordinary');
  const [box, setBox] = useState('');
  const [months, setMonths] = useState('120');
  const { said, answers } = useChange();
  const save = useMutation(queries.retention.setPolicy.mutationOptions(answers));
  const wanted = /^\d{1,4}$/.test(months.trim()) ? Number(months) : 0;
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.policies}</h2>
      <p className={styles['means']}>{words.policiesMeans}</p>
      {state.policies.length === 0 ? <p className={styles['means']}>{words.noPolicies}</p> : null}
      <ul className={styles['list']}>
        {state.policies.map((policy) => (
          <Policy key={policy.number} policy={policy} accounts={accounts} />
        ))}
      </ul>
      <div className={styles['pair']}>
        <Pick
          label={words.category}
          value={category}
          options={CATEGORIES.map((value) => ({ value, label: words.categories[value] }))}
          onChange={setCategory}
        />
        <Pick
          label={words.box}
          value={box}
          options={[{ value: '', label: words.allBoxes }, ...accounts.map(({ id, address }) => ({ value: id, label: address }))]}
          onChange={setBox}
        />
        <Field label={words.months} value={months} onChange={setMonths} inputMode="numeric" />
      </div>
      <div className={styles['actions']}>
        <Button
          tone="outlined"
          busy={save.isPending}
          disabled={wanted < 1 || wanted > 1200}
          onPress={() => save.mutate({ account: box === '' ? null : box, category: category as MailCategory, months: wanted })}
        >
          {words.savePolicy}
        </Button>
      </div>
      <Said>{said}</Said>
    </section>
  );
}

function Policy({ policy, accounts }: { readonly policy: RetentionPolicy; readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.retention;
  const { said, answers } = useChange();
  const remove = useMutation(queries.retention.removePolicy.mutationOptions(answers));
  const box = accounts.find(({ id }) => id === policy.account)?.address ?? words.allBoxes;
  return (
    <li className={styles['list']}>
      <div className={styles['item']}>
        <span>
          {words.categories[policy.category]}: {words.monthsOf(policy.months)}{' '}
          <span className={styles['means']}>
            · {box} · {words.due(policy.due)}
          </span>
        </span>
        <Button onPress={() => remove.mutate({ policy: policy.number })}>{words.remove}</Button>
      </div>
      <Said>{said}</Said>
    </li>
  );
}
