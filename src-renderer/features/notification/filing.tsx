// After the receipts: is the file that will be deposited the one that was served?
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { BlobHash, DispatchId } from '#shared/model/ids';
import { asDispatchId } from '#shared/model/ids';
import type { FilingCheck } from '#shared/model/notification';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { FilePick, Pick } from './fields.tsx';
import styles from './notification.module.css';

const VIEW = { view: 'search', account: null, query: 'notificazione 53 1994' } as const;

export function FilingPart(): ReactNode {
  const { core, queries } = useCore();
  const { text, dates } = useWords();
  const words = text.notification;
  const [chosen, setChosen] = useState<DispatchId | null>(null);
  const frame = useQuery(queries.list.frame.queryOptions({ input: { view: VIEW } })).data;
  const firstKey = frame?.buckets[0]?.firstKey ?? null;
  const rows = useQuery(
    queries.list.slice.queryOptions({ input: { view: VIEW, firstKey: firstKey ?? '', skip: 0, take: 50 }, enabled: firstKey !== null }),
  ).data;
  const sent = (rows ?? []).filter(({ type }) => type === 'dispatch');
  const dispatch = chosen ?? (sent[0] === undefined ? null : asDispatchId(sent[0].id));
  const compare = useMutation({
    networkMode: 'always',
    mutationFn: (input: { dispatch: DispatchId; file: BlobHash }) => core.client.notification.filing(input),
  });
  const sentence = (one: FilingCheck): string => {
    if (one.same === null) return words.filingNoReceipt;
    return one.same ? words.filingSame(visibleText(one.name ?? '')) : words.filingOther;
  };
  return (
    <section className={styles['group']} aria-label={words.filing}>
      <h2 className={styles['section']}>{words.filing}</h2>
      <p className={styles['soft']}>{dispatch === null ? words.filingNone : words.filingHint}</p>
      {dispatch === null ? null : (
        <>
          <Pick
            label={words.filingWhich}
            value={dispatch}
            options={sent.map((row) => ({ value: row.id, label: `${dates.long(row.date)} – ${visibleText(row.to.join(', '))}` }))}
            onChange={(value) => setChosen(asDispatchId(value))}
          />
          <FilePick label={words.filingFile} onFile={({ file }) => compare.mutate({ dispatch, file })} />
          <ul role="status" className={styles['findings']}>
            {(compare.data?.recipients ?? []).map((one) => (
              <li key={one.recipient}>
                {visibleText(one.recipient)}: {sentence(one)}
              </li>
            ))}
          </ul>
        </>
      )}
      {compare.isError ? <Notice kind="problem">{errorText(text, codedError(compare.error))}</Notice> : null}
    </section>
  );
}
