// After the receipts: is the file that will be filed the one that was served?
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { DispatchId } from '#shared/model/ids';
import { asDispatchId } from '#shared/model/ids';
import type { DispatchView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import { FilePick } from '#ui/ui/file-pick.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import styles from './notification.module.css';

export type FilingAnswer = (dispatch: DispatchView, file: File, onClose: () => void) => ReactNode;

const VIEW = { view: 'search', account: null, query: 'notificazione 53 1994' } as const;

export function FilingPart({ answer }: { readonly answer: FilingAnswer }): ReactNode {
  const { queries } = useCore();
  const { text, dates } = useWords();
  const words = text.notification;
  const [chosen, setChosen] = useState<DispatchId | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const frame = useQuery(queries.list.frame.queryOptions({ input: { view: VIEW } })).data;
  const firstKey = frame?.buckets[0]?.firstKey ?? null;
  const rows = useQuery(
    queries.list.slice.queryOptions({ input: { view: VIEW, firstKey: firstKey ?? '', skip: 0, take: 50 }, enabled: firstKey !== null }),
  ).data;
  const sent = (rows ?? []).filter(({ type }) => type === 'dispatch');
  const dispatch = chosen ?? (sent[0] === undefined ? null : asDispatchId(sent[0].id));
  const view = useQuery(queries.dispatches.open.queryOptions({ input: { id: dispatch ?? '' }, enabled: dispatch !== null })).data ?? null;
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
            onChange={(value) => {
              setChosen(asDispatchId(value));
              setFile(null);
            }}
          />
          <FilePick label={words.filingFile} onFile={setFile} />
          {view === null || file === null ? null : answer(view, file, () => setFile(null))}
          {view === null ? null : <Unproven dispatch={view} />}
        </>
      )}
    </section>
  );
}

/** Recipients without a delivery receipt that proves the content. */
function Unproven({ dispatch }: { readonly dispatch: DispatchView }): ReactNode {
  const { text } = useWords();
  const open = dispatch.state.recipients.filter(
    ({ role, receipts }) => role !== 'notAddressed' && !receipts.some(({ type, extent }) => type === 'delivery' && extent === 'complete'),
  );
  return (
    <ul className={styles['findings']}>
      {open.map(({ address }) => (
        <li key={address}>{text.notification.filingNoReceipt(visibleText(address))}</li>
      ))}
    </ul>
  );
}
