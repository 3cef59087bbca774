// The guided form of the service of a document by a lawyer (L. 53/1994): what is missing is said while one
// types, the report of service stands beside it, and the message is made as a draft.
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { CircleAlert, Info } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { DraftId, Finding } from '#shared/model/compose';
import type { NotificationForm } from '#shared/model/notification';
import type { AccountView } from '#shared/model/views';
import { composeFindingText } from '#shared/text/compose-wording';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import { Documents } from './documents.tsx';
import { FilingPart, type FilingAnswer } from './filing.tsx';
import { People, Recipients, type FormChange } from './people.tsx';
import styles from './notification.module.css';

export type NotificationProps = {
  readonly accounts: readonly AccountView[];
  readonly onDraft: (draft: DraftId) => void;
  readonly onClose: () => void;
  /** The form as it was left; null: never begun. */
  readonly kept: NotificationForm | null;
  readonly onKeep: (form: NotificationForm) => void;
  /** The answer to "is this the file that was served?". */
  readonly answer: FilingAnswer;
};

export function Notification({ accounts, onClose, ...rest }: NotificationProps): ReactNode {
  const { text } = useWords();
  const words = text.notification;
  const senders = accounts.filter(({ offline }) => !offline);
  const [first] = senders;
  return (
    <Page title={words.title} lead={words.lead} width="wide" close={{ name: words.close, onPress: onClose }}>
      {first === undefined ? null : (
        <div className={styles['two']}>
          <Form {...rest} first={first} accounts={senders} />
        </div>
      )}
    </Page>
  );
}

function emptyForm(account: AccountView): NotificationForm {
  return {
    account: account.id,
    lawyerName: '',
    lawyerTaxCode: '',
    bar: '',
    clientName: '',
    clientTaxCode: '',
    office: '',
    section: '',
    docketNumber: '',
    docketYear: '',
    recipients: [{ name: '', address: '', register: '', consultedOn: '' }],
    documents: [],
  };
}

function Form({
  first,
  accounts,
  onDraft,
  kept,
  onKeep,
  answer,
}: Omit<NotificationProps, 'onClose'> & { readonly first: AccountView }): ReactNode {
  const { core, queries } = useCore();
  const { text } = useWords();
  const words = text.notification;
  const form = kept !== null && accounts.some(({ id }) => id === kept.account) ? kept : emptyForm(first);
  // A file that is still on its way must not bring back what was typed before.
  const latest = useRef(form);
  useEffect(() => {
    latest.current = form;
  }, [form]);
  const [copied, setCopied] = useState(false);
  const check = useQuery(queries.notification.check.queryOptions({ input: { form }, placeholderData: keepPreviousData, gcTime: 0 })).data;
  const make = useMutation({
    networkMode: 'always',
    mutationFn: () => core.client.notification.make({ form }),
    onSuccess: (made) => {
      if (made.state !== 'made') return;
      // The lawyer stays the same; parties and documents are those of the draft from here on.
      const { account, lawyerName, lawyerTaxCode, bar } = form;
      onKeep({ ...emptyForm(first), account, lawyerName, lawyerTaxCode, bar });
      onDraft(made.draft);
    },
  });
  const change = (next: FormChange): void => {
    const before = latest.current;
    latest.current = { ...before, ...(typeof next === 'function' ? next(before) : next) };
    onKeep(latest.current);
    setCopied(false);
  };
  const findings = check?.findings ?? [];
  return (
    <>
      <div className={styles['column']}>
        <People form={form} change={change} accounts={accounts} />
        <Recipients form={form} change={change} />
        <Documents form={form} change={change} />
      </div>
      <div className={styles['column']}>
        <Findings findings={findings} complete={check !== undefined} />
        <div className={styles['actions']}>
          <Button
            tone="main"
            disabled={check === undefined || findings.some(({ level }) => level === 'blocking')}
            onPress={() => make.mutate()}
          >
            {words.make}
          </Button>
          {kept === null ? null : <ClearForm onClear={() => change(emptyForm(first))} />}
        </div>
        <p className={styles['soft']}>{words.makeHint}</p>
        {make.isError ? <Notice kind="problem">{errorText(text, codedError(make.error))}</Notice> : null}
        <div className={styles['actions']}>
          <h2 className={styles['section']}>{words.relata}</h2>
          <Button tone="outlined" onPress={() => void navigator.clipboard.writeText(check?.relata ?? '').then(() => setCopied(true))}>
            {copied ? words.copied : words.copy}
          </Button>
        </div>
        <div className={styles['relata']} tabIndex={0} role="region" aria-label={words.relata}>
          {check?.relata}
        </div>
        <FilingPart answer={answer} />
      </div>
    </>
  );
}

function ClearForm({ onClear }: { readonly onClear: () => void }): ReactNode {
  const { text } = useWords();
  const words = text.notification;
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button onPress={() => setAsks(true)}>{words.clear}</Button>
      <Dialog title={words.clearAsk} open={asks} onClose={() => setAsks(false)}>
        <DialogBody>
          <p>{words.clearText}</p>
          <DialogActions>
            <Button
              tone="danger"
              onPress={() => {
                setAsks(false);
                onClear();
              }}
            >
              {words.clearYes}
            </Button>
            <Button tone="main" onPress={() => setAsks(false)}>
              {words.clearNo}
            </Button>
          </DialogActions>
        </DialogBody>
      </Dialog>
    </>
  );
}

function Findings({ findings, complete }: { readonly findings: readonly Finding[]; readonly complete: boolean }): ReactNode {
  const { text } = useWords();
  if (findings.length === 0) return complete ? <p>{text.notification.inOrder}</p> : null;
  return (
    <ul className={styles['findings']}>
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${index}`} className={styles['finding']}>
          {finding.level === 'blocking' ? <CircleAlert size={16} aria-hidden /> : <Info size={16} aria-hidden />}
          <span>{composeFindingText(text, finding)}</span>
        </li>
      ))}
    </ul>
  );
}
