// Registro: state of the chain and of the last anchor on top, entries newest first, filter, export with
// proof, and the choice to anchor by PEC.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AuditGroup, AuditRow, AuditStatus } from '#shared/model/evidence';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { AnchorForm } from './anchor-form.tsx';
import { DeskPage, Figure } from './desk-page.tsx';
import styles from './desk.module.css';

const PAGE = 100;
const GROUPS: readonly AuditGroup[] = ['all', 'messages', 'exports', 'people', 'boxes', 'archive', 'log'];

export function Registry({
  accounts,
  onOpen,
  onClose,
}: {
  readonly accounts: readonly AccountView[];
  readonly onOpen: (account: AccountId, hash: BlobHash) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.registry;
  const [group, setGroup] = useState<AuditGroup>('all');
  const status = useQuery(queries.audit.status.queryOptions({ staleTime: 0 })).data ?? null;
  const entries = useInfiniteQuery(
    queries.audit.page.infiniteOptions({
      input: (before: number | null) => ({ before, take: PAGE, group }),
      initialPageParam: null as number | null,
      getNextPageParam: (page) => page.next,
      staleTime: 0,
    }),
  );
  const rows = entries.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <DeskPage title={words.title} means={words.means} onClose={onClose}>
      <section className={styles['section']}>
        {status === null || status.standing === null ? null : <Standing standing={status.standing} />}
        {status === null ? null : <Status status={status} />}
        <ChainActions />
      </section>
      {status === null ? null : <AnchorForm key={status.anchorChoice.account ?? ''} status={status} accounts={accounts} />}
      <section className={styles['section']}>
        <div className={styles['actions']}>
          <Choice
            label={words.filter}
            value={group}
            options={GROUPS.map((value) => ({ value, label: words.groups[value] }))}
            onChange={setGroup}
          />
        </div>
        {rows.length === 0 && !entries.isPending ? (
          <p className={styles['means']}>{words.empty}</p>
        ) : (
          <Entries rows={rows} onOpen={onOpen} />
        )}
        {entries.hasNextPage ? (
          <div className={styles['actions']}>
            <Button tone="outlined" busy={entries.isFetchingNextPage} onPress={() => void entries.fetchNextPage()}>
              {words.more}
            </Button>
          </div>
        ) : null}
      </section>
    </DeskPage>
  );
}

/** Check the chain now, take all of it out with its proof. */
function ChainActions(): ReactNode {
  const { queries } = useCore();
  const { text, number } = useWords();
  const words = text.desk.registry;
  const cache = useQueryClient();
  const [said, setSaid] = useState<{ readonly kind: 'info' | 'problem'; readonly text: string } | null>(null);
  const fail = (error: unknown): void => setSaid({ kind: 'problem', text: errorText(text, codedError(error)) });
  const verify = useMutation(
    queries.audit.verify.mutationOptions({
      onSuccess: ({ entries, findings }) => {
        const [first] = findings;
        const found = first === undefined ? '' : `${text.evidence.audit.findings[first.id] ?? first.id} (${first.what})`;
        setSaid(
          first === undefined
            ? { kind: 'info', text: words.verifiedNow(number(entries)) }
            : { kind: 'problem', text: `${words.findings(findings.length)}: ${found}` },
        );
        void cache.invalidateQueries({ queryKey: queries.audit.key() });
      },
      onError: fail,
    }),
  );
  const proof = useMutation(
    queries.audit.export.mutationOptions({
      onSuccess: ({ entries, path }) => setSaid({ kind: 'info', text: words.exported(number(entries), path) }),
      onError: fail,
    }),
  );
  return (
    <>
      <div className={styles['actions']}>
        <Button tone="main" busy={verify.isPending} onPress={() => verify.mutate(undefined)}>
          {verify.isPending ? words.verifying : words.verify}
        </Button>
        <Button tone="outlined" busy={proof.isPending} onPress={() => proof.mutate(undefined)}>
          {words.export}
        </Button>
      </div>
      {said === null ? null : (
        <Notice kind={said.kind} live>
          {said.text}
        </Notice>
      )}
    </>
  );
}

/** Read-only until the owner says what happened. */
function Standing({ standing: { state, signed, now } }: { readonly standing: NonNullable<AuditStatus['standing']> }): ReactNode {
  const { queries } = useCore();
  const { text, number } = useWords();
  const words = text.desk.registry;
  const cache = useQueryClient();
  // Everything was refused until now.
  const confirm = useMutation(queries.audit.confirm.mutationOptions({ onSuccess: () => void cache.invalidateQueries() }));
  return (
    <>
      <Notice kind="problem" live>
        {words.standing[state](signed === null ? words.unknown : number(signed), number(now))}
      </Notice>
      <div className={styles['actions']}>
        <Button tone="outlined" busy={confirm.isPending} onPress={() => confirm.mutate(undefined)}>
          {words.confirm[state]}
        </Button>
      </div>
      {confirm.isError ? <Notice kind="problem">{errorText(text, codedError(confirm.error))}</Notice> : null}
    </>
  );
}

function Status({ status }: { readonly status: AuditStatus }): ReactNode {
  const { text, dates, number } = useWords();
  const words = text.desk.registry;
  const { checkpoint, anchor, verified } = status;
  return (
    <>
      <div className={styles['figures']}>
        <Figure name={words.entries}>{number(status.entries)}</Figure>
        <Figure name={words.checkpoint}>{checkpoint === null ? words.never : words.upTo(number(checkpoint.size))}</Figure>
        <Figure name={words.anchor}>{anchor === null ? words.never : dates.long(anchor.at)}</Figure>
        <Figure name={words.verified}>
          {verified === null
            ? words.never
            : `${dates.long(verified.at)}, ${verified.findings === 0 ? words.sound : words.findings(verified.findings)}`}
        </Figure>
      </div>
      {anchor === null ? <p className={styles['means']}>{words.noAnchor}</p> : null}
    </>
  );
}

function Entries({
  rows,
  onOpen,
}: {
  readonly rows: readonly AuditRow[];
  readonly onOpen: (account: AccountId, hash: BlobHash) => void;
}): ReactNode {
  const { text, dates, number } = useWords();
  const { columns, events } = text.desk.registry;
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{columns.when}</th>
          <th scope="col">{columns.what}</th>
          <th scope="col">{columns.about}</th>
          <th scope="col" className={styles['wide']}>
            {columns.who}
          </th>
          <th scope="col" className={styles['wide']}>
            {columns.number}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ seq, at, event, session, box, message, detail }) => (
          <tr key={seq}>
            <td className={styles['when']}>{dates.exact(at)}</td>
            <td>{events[event] ?? event}</td>
            <td className={styles['about']}>
              {message === null ? null : (
                <Button onPress={() => onOpen(message.account, message.hash)}>
                  {message.subject === '' ? message.hash.slice(0, 12) : message.subject}
                </Button>
              )}
              <span className={styles['means']}>{[box, detail === '' ? null : detail].filter((part) => part !== null).join(' · ')}</span>
            </td>
            <td className={`${styles['wide'] ?? ''} ${styles['means'] ?? ''}`}>{session}</td>
            <td className={`${styles['wide'] ?? ''} ${styles['number'] ?? ''}`}>{number(seq)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
