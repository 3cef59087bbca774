// Which box anchors the log by PEC, and who else keeps a copy. Off until somebody chooses.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AuditStatus } from '#shared/model/evidence';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './desk.module.css';
import { StampForm } from './stamp-form.tsx';

export function AnchorForm({ status, accounts }: { readonly status: AuditStatus; readonly accounts: readonly AccountView[] }): ReactNode {
  const { text } = useWords();
  const words = text.desk.registry;
  const { anchorChoice, anchorHeld } = status;
  const [account, setAccount] = useState<string>(anchorChoice.account ?? '');
  const [second, setSecond] = useState(anchorChoice.second ?? '');
  const [when, setWhen] = useState<'weekly' | 'export'>(anchorChoice.afterExport ? 'export' : 'weekly');
  const next: Chosen = {
    account: account === '' ? null : account,
    second: second.trim() === '' ? null : second.trim(),
    afterExport: account !== '' && when === 'export',
  };
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{words.anchorTitle}</h2>
      <p className={styles['means']}>{words.anchorMeans}</p>
      <div className={styles['pair']}>
        <Pick
          label={words.anchorBox}
          value={account}
          options={[
            { value: '', label: words.anchorOff },
            ...accounts.map(({ id, label, address }) => ({ value: id, label: `${label} · ${address}` })),
          ]}
          onChange={setAccount}
        />
        <Field label={words.second} value={second} onChange={setSecond} inputMode="email" />
      </div>
      {account === '' ? null : (
        <div className={styles['actions']}>
          <Choice
            label={words.anchorWhen}
            value={when}
            options={(['weekly', 'export'] as const).map((value) => ({ value, label: words.anchorTimes[value] }))}
            onChange={setWhen}
          />
        </div>
      )}
      {anchorHeld === null ? null : <Notice kind="problem">{text.evidence.audit.anchorSkipped[anchorHeld] ?? anchorHeld}</Notice>}
      <AnchorActions next={next} chosen={anchorChoice.account !== null} />
      <StampForm status={status} />
      <OpenedChoice status={status} />
    </section>
  );
}

type Chosen = { readonly account: string | null; readonly second: string | null; readonly afterExport: boolean };

/** Keep the choice; send one now. */
function AnchorActions({ next, chosen }: { readonly next: Chosen; readonly chosen: boolean }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.registry;
  const cache = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const fail = (error: unknown): void => setSaid(errorText(text, codedError(error)));
  const refresh = (): void => void cache.invalidateQueries({ queryKey: queries.audit.key() });
  const save = useMutation(queries.audit.chooseAnchor.mutationOptions({ onSuccess: refresh, onError: fail }));
  const send = useMutation(
    queries.audit.anchorNow.mutationOptions({
      onSuccess: ({ why }) => {
        setSaid(why === null ? words.sent : (text.evidence.audit.anchorSkipped[why] ?? why));
        refresh();
      },
      onError: fail,
    }),
  );
  return (
    <>
      <div className={styles['actions']}>
        <Button tone="outlined" busy={save.isPending} onPress={() => save.mutate(next)}>
          {words.save}
        </Button>
        {chosen ? (
          <Button tone="outlined" busy={send.isPending} onPress={() => send.mutate(undefined)}>
            {words.send}
          </Button>
        ) : null}
      </div>
      {said === null ? null : <Notice live>{said}</Notice>}
    </>
  );
}

/** Whether opening a message is an entry: the choice is one as well. */
function OpenedChoice({ status }: { readonly status: AuditStatus }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.registry;
  const cache = useQueryClient();
  const opened = useMutation(
    queries.audit.logOpened.mutationOptions({ onSuccess: () => void cache.invalidateQueries({ queryKey: queries.audit.key() }) }),
  );
  return (
    <>
      <h2 className={styles['name']}>{words.openedTitle}</h2>
      <p className={styles['means']}>{words.openedMeans}</p>
      <div className={styles['actions']}>
        <Choice
          label={words.openedTitle}
          value={status.logsOpened ? 'on' : 'off'}
          options={[
            { value: 'off', label: words.openedOff },
            { value: 'on', label: words.openedOn },
          ]}
          onChange={(value) => opened.mutate({ on: value === 'on' })}
        />
      </div>
    </>
  );
}
