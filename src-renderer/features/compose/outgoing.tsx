// What is on its way and what is still being written: the outbox with its states in words, then the drafts.
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleHelp, CircleX, Clock, FilePen, SendHorizontal, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { DraftId, DraftSummary, OutboxEntry } from '#shared/model/compose';
import type { AccountView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useNow } from '#ui/ui/now.ts';
import { Page } from '#ui/ui/page.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { outboxActions, outboxWords, type OutboxAction } from './outbox-words.ts';
import styles from './outgoing.module.css';
import { useSecond } from './use-second.ts';

export type OutgoingProps = {
  readonly accounts: readonly AccountView[];
  readonly onOpenDraft: (draft: DraftId) => void;
  readonly onOpenSent: (entry: OutboxEntry) => void;
  readonly onOutbox: (entry: OutboxEntry, action: OutboxAction) => void;
};

export function Outgoing({ accounts, onOpenDraft, onOpenSent, onOutbox }: OutgoingProps): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.composer.outgoing;
  const out = useQuery(queries.outbox.list.queryOptions()).data;
  const drafts = useQuery(queries.compose.drafts.queryOptions()).data;
  return (
    <Page title={words.title}>
      <section aria-labelledby="outgoing-out">
        <h2 id="outgoing-out" className={styles['heading']}>
          {words.out}
        </h2>
        {out?.length === 0 ? <p className={styles['empty']}>{words.noOut}</p> : null}
        <ul className={styles['list']} aria-busy={out === undefined}>
          {(out ?? []).map((entry) => (
            <OutboxLine
              key={entry.dispatch}
              entry={entry}
              box={accounts.find(({ id }) => id === entry.account) ?? null}
              onOpen={() => onOpenSent(entry)}
              onAction={(action) => onOutbox(entry, action)}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="outgoing-drafts">
        <h2 id="outgoing-drafts" className={styles['heading']}>
          {words.drafts}
        </h2>
        {drafts?.length === 0 ? <p className={styles['empty']}>{words.noDrafts}</p> : null}
        <ul className={styles['list']} aria-busy={drafts === undefined}>
          {(drafts ?? []).map((draft) => (
            <DraftLine
              key={draft.id}
              draft={draft}
              box={accounts.find(({ id }) => id === draft.account) ?? null}
              onOpen={() => onOpenDraft(draft.id)}
            />
          ))}
        </ul>
      </section>
    </Page>
  );
}

function OutboxLine({
  entry,
  box,
  onOpen,
  onAction,
}: {
  readonly entry: OutboxEntry;
  readonly box: AccountView | null;
  readonly onOpen: () => void;
  readonly onAction: (action: OutboxAction) => void;
}): ReactNode {
  const words = useWords();
  const { text, dates, size } = words;
  const counts = entry.submission.state === 'queued' && entry.scheduledFor === null && entry.submission.reason === null;
  const now = useSecond(counts);
  const today = useNow();
  const { state, next } = outboxWords(entry, now, words);
  const subject = subjectOf(entry.subject, words);
  return (
    <li className={styles['line']}>
      <span className={styles['icon']}>{stateIcon(entry)}</span>
      <div className={styles['words']}>
        <p className={styles['subject']}>
          {box === null ? null : <BoxDot box={box} named />}
          <bdi>{subject}</bdi>
        </p>
        <p className={styles['soft']}>
          <bdi>{entry.to.map((address) => visibleText(address)).join(', ')}</bdi> · {size(entry.sizeBytes)} ·{' '}
          {text.composer.outgoing.queuedAt(dates.short(entry.queuedAt, today))}
        </p>
        <p className={styles['state']} role={counts ? undefined : 'status'}>
          {state}
        </p>
        {next === null ? null : <p className={styles['soft']}>{next}</p>}
      </div>
      <span className={styles['actions']}>
        {outboxActions(entry).map((action) => (
          <Button key={action} tone="outlined" onPress={() => onAction(action)}>
            {text.composer.outgoing[action]}
          </Button>
        ))}
        {entry.submission.state === 'queued' ? null : (
          <Button tone="outlined" label={`${text.composer.outgoing.open}: ${subject}`} onPress={onOpen}>
            {text.composer.outgoing.open}
          </Button>
        )}
      </span>
    </li>
  );
}

function DraftLine({
  draft,
  box,
  onOpen,
}: {
  readonly draft: DraftSummary;
  readonly box: AccountView | null;
  readonly onOpen: () => void;
}): ReactNode {
  const { core } = useCore();
  const words = useWords();
  const { text, dates } = words;
  const now = useNow();
  const [asks, setAsks] = useState(false);
  const subject = subjectOf(draft.subject, words);
  return (
    <li className={styles['line']}>
      <span className={styles['icon']}>
        <FilePen size={16} aria-hidden />
      </span>
      <button type="button" className={styles['open']} aria-label={text.composer.outgoing.openDraft(subject)} onClick={onOpen}>
        <span className={styles['subject']}>
          {box === null ? null : <BoxDot box={box} named />}
          <bdi>{subject}</bdi>
        </span>
        <span className={styles['soft']}>
          <bdi>{draft.to.length === 0 ? text.composer.outgoing.noRecipients : draft.to.map((entry) => visibleText(entry)).join(', ')}</bdi>
          {draft.attachments === 0 ? '' : ` · ${text.composer.outgoing.attachments(draft.attachments)}`} ·{' '}
          {dates.short(draft.changedAt, now)}
        </span>
        {draft.preview === '' ? null : <bdi className={styles['preview']}>{visibleText(draft.preview)}</bdi>}
      </button>
      <IconButton
        name={text.composer.outgoing.removeDraft(subject)}
        icon={<Trash2 size={15} aria-hidden />}
        onPress={() => setAsks(true)}
      />
      {asks ? (
        <Dialog title={text.composer.discardAsk} open onClose={() => setAsks(false)}>
          <DialogBody>
            <p>{text.composer.discardText}</p>
            <DialogActions>
              <Button
                tone="danger"
                onPress={() => {
                  setAsks(false);
                  core.client.compose.remove({ id: draft.id }).catch(() => undefined);
                }}
              >
                {text.composer.discardYes}
              </Button>
              <Button tone="main" onPress={() => setAsks(false)}>
                {text.composer.keep}
              </Button>
            </DialogActions>
          </DialogBody>
        </Dialog>
      ) : null}
    </li>
  );
}

function stateIcon({ submission, scheduledFor }: OutboxEntry): ReactNode {
  switch (submission.state) {
    case 'queued':
      if (submission.reason !== null) return <CircleAlert size={16} aria-hidden />;
      return scheduledFor === null ? <SendHorizontal size={16} aria-hidden /> : <Clock size={16} aria-hidden />;
    case 'submitting':
      return <SendHorizontal size={16} aria-hidden />;
    case 'submitted':
      return <CircleCheck size={16} aria-hidden />;
    case 'refused':
      return <CircleX size={16} aria-hidden />;
    case 'unknown':
      return <CircleHelp size={16} aria-hidden />;
  }
}

export function subjectOf(subject: string, { text }: Words): string {
  const shown = visibleText(subject).trim();
  return shown === '' ? text.screen.list.noSubject : shown;
}
