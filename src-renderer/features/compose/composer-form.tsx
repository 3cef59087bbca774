// The fields of a message, in the order people fill them.
import { useState, type ReactNode, type Ref } from 'react';
import type { DraftCheck, DraftContent } from '#shared/model/compose';
import type { AccountView } from '#shared/model/views';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { AttachmentList } from './attachment-list.tsx';
import styles from './composer.module.css';
import { withAccount, type Signatures } from './draft.ts';
import { FromField } from './from-field.tsx';
import { PeopleField } from './people-field.tsx';
import { ReceiptType } from './receipt-type.tsx';
import { TextField } from './text-field.tsx';
import { Templates } from './templates.tsx';
import type { Uploads } from './uploads.ts';

export type ComposerFormProps = {
  readonly content: DraftContent;
  readonly change: (change: (content: DraftContent) => DraftContent) => void;
  readonly accounts: readonly AccountView[];
  readonly signatures: Signatures;
  readonly uploads: Uploads;
  readonly check: DraftCheck | null;
  readonly fileInput: Ref<HTMLInputElement>;
  readonly onAttach: () => void;
};

export function ComposerForm(props: ComposerFormProps): ReactNode {
  const { content, change, accounts, signatures, uploads, check, fileInput, onAttach } = props;
  const { text } = useWords();
  const words = text.composer;
  const answers = content.to.length > 0;
  // Where the writing starts does not change while somebody writes.
  const [startsInText] = useState(answers);
  const [showsCc, setShowsCc] = useState(content.cc.length > 0);
  const put = (part: Partial<DraftContent>): void => change((before) => ({ ...before, ...part }));
  return (
    <div className={styles['form']}>
      <FromField
        accounts={accounts}
        account={content.account}
        onChange={(account) => change((before) => withAccount(before, account, signatures))}
      />
      <div className={styles['people']}>
        <PeopleField field="to" label={words.to} entries={content.to} autoFocus={!startsInText} onChange={(to) => put({ to })}>
          {showsCc || content.cc.length > 0 ? null : <Button onPress={() => setShowsCc(true)}>{words.addCc}</Button>}
        </PeopleField>
        {showsCc || content.cc.length > 0 ? (
          <PeopleField
            field="cc"
            label={words.cc}
            entries={content.cc}
            autoFocus={content.cc.length === 0}
            onChange={(cc) => put({ cc })}
          />
        ) : null}
        {content.cc.length > 0 ? <p className={styles['notice']}>{words.ccWarning}</p> : null}
        <p className={styles['hint']}>{words.noBcc}</p>
      </div>
      <label className={styles['subject']} data-field="subject">
        <span className={styles['subjectLabel']}>{words.subject}</span>
        <input
          className={styles['subjectInput']}
          value={content.subject}
          maxLength={10_000}
          autoComplete="off"
          onChange={(event) => put({ subject: event.target.value })}
        />
      </label>
      <TextWithTemplates content={content} change={change} signatures={signatures} autoFocus={startsInText} />
      <AttachmentList
        attachments={content.attachments}
        uploads={uploads}
        check={check}
        inputRef={fileInput}
        onAttach={onAttach}
        onRemove={(index) => change((before) => ({ ...before, attachments: before.attachments.filter((_, each) => each !== index) }))}
      />
      <ReceiptType value={content.receipt} onChange={(receipt) => put({ receipt })} />
    </div>
  );
}

function TextWithTemplates({
  content,
  change,
  signatures,
  autoFocus,
}: Pick<ComposerFormProps, 'content' | 'change' | 'signatures'> & { readonly autoFocus: boolean }): ReactNode {
  // The editor reads its text when it is made: what came from elsewhere makes it anew.
  const [inserted, setInserted] = useState(0);
  return (
    <TextField key={inserted} content={content} autoFocus={autoFocus} onChange={(part) => change((before) => ({ ...before, ...part }))}>
      <Templates
        content={content}
        signatures={signatures}
        onInsert={(how) => {
          change(how);
          setInserted((times) => times + 1);
        }}
      />
    </TextField>
  );
}
