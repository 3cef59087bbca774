// Time-stamps over the log: from whom, with which name and password, when by themselves, and what the last
// one is worth. Off until somebody chooses.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AuditStatus, StampPlan } from '#shared/model/evidence';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './desk.module.css';
import { isWebAddress } from './web-address.ts';

type When = 'off' | 'weekly' | 'export' | 'both';

const TIMES: readonly When[] = ['off', 'weekly', 'export', 'both'];

export function StampForm({ status }: { readonly status: AuditStatus }): ReactNode {
  const { text } = useWords();
  const words = text.desk.registry;
  const plan = status.stampPlan;
  const [url, setUrl] = useState(plan?.url ?? status.stampUrl);
  const [login, setLogin] = useState(plan?.login ?? '');
  const [password, setPassword] = useState('');
  const [when, setWhen] = useState<When>(timesOf(plan));
  const named = login.trim() !== '';
  return (
    <>
      <h2 className={styles['name']}>{words.stampTitle}</h2>
      <p className={styles['means']}>{words.stampMeans}</p>
      <div className={styles['pair']}>
        <Field label={words.stampUrl} hint={words.stampHint} value={url} onChange={setUrl} inputMode="url" />
        <Field label={words.stampLogin} value={login} onChange={setLogin} />
      </div>
      {named ? (
        <Field
          label={words.stampPassword}
          hint={words.stampPasswordHint}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
      ) : null}
      <div className={styles['actions']}>
        <Choice
          label={words.stampWhen}
          value={when}
          options={TIMES.map((value) => ({ value, label: words.stampTimes[value] }))}
          onChange={setWhen}
        />
      </div>
      <StampActions
        url={url.trim()}
        plan={planOf(url.trim(), named ? login.trim() : null, when)}
        password={named && password !== '' ? password : null}
        onSaved={() => setPassword('')}
      />
      <StampFacts status={status} />
    </>
  );
}

/** Keep the choice; ask for one now. */
function StampActions({
  url,
  plan,
  password,
  onSaved,
}: {
  readonly url: string;
  readonly plan: StampPlan | null;
  readonly password: string | null;
  readonly onSaved: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.registry;
  const cache = useQueryClient();
  const refresh = (): void => void cache.invalidateQueries({ queryKey: queries.audit.key() });
  const stamp = useMutation(queries.audit.stamp.mutationOptions({ onSettled: refresh }));
  const save = useMutation(queries.audit.chooseStamp.mutationOptions({ onSuccess: onSaved, onSettled: refresh }));
  const failed = stamp.error ?? save.error;
  return (
    <>
      <div className={styles['actions']}>
        <Button
          tone="outlined"
          disabled={plan !== null && !isWebAddress(url)}
          busy={save.isPending}
          onPress={() => save.mutate({ plan, password })}
        >
          {words.stampSave}
        </Button>
        <Button tone="outlined" disabled={!isWebAddress(url)} busy={stamp.isPending} onPress={() => stamp.mutate({ url })}>
          {words.stampNow}
        </Button>
      </div>
      {failed === null ? null : (
        <Notice kind="problem" live>
          {errorText(text, codedError(failed))}
        </Notice>
      )}
      {save.isSuccess ? <Notice live>{words.stampSaved}</Notice> : null}
    </>
  );
}

/** What the last one is worth, and why one did not come. */
function StampFacts({ status: { stamp, stampFailure } }: { readonly status: AuditStatus }): ReactNode {
  const { text, dates, number } = useWords();
  const words = text.desk.registry;
  return (
    <>
      {stampFailure === null ? null : (
        <Notice kind="problem">{words.stampFailed(dates.exact(stampFailure.at), errorText(text, stampFailure))}</Notice>
      )}
      {stamp === null ? (
        <p className={styles['means']}>{words.stampNone}</p>
      ) : stamp.state === 'holds' ? (
        <p aria-live="polite">{words.stampHolds(dates.exact(stamp.at), stamp.authority, number(stamp.size))}</p>
      ) : (
        <Notice kind="problem">{words.stampWrong(dates.exact(stamp.at), stamp.authority)}</Notice>
      )}
    </>
  );
}

/** Null: none by itself, and nothing to log in with. */
function planOf(url: string, login: string | null, when: When): StampPlan | null {
  if (url === '' || (when === 'off' && login === null)) return null;
  return { url, login, weekly: when === 'weekly' || when === 'both', afterExport: when === 'export' || when === 'both' };
}

function timesOf(plan: StampPlan | null): When {
  if (plan === null) return 'off';
  if (plan.weekly) return plan.afterExport ? 'both' : 'weekly';
  return plan.afterExport ? 'export' : 'off';
}
