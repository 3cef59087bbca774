// The way in: a box, and a table chosen or dropped. It is read by the core; what is wrong is said here.
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { BulkId } from '#shared/model/bulk';
import type { AccountView } from '#shared/model/views';
import { sentenceFor } from '#shared/text/sentence';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './bulk.module.css';

export function NewTable({
  accounts,
  onCreated,
}: {
  readonly accounts: readonly AccountView[];
  readonly onCreated: (id: BulkId) => void;
}): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const senders = accounts.filter(({ offline }) => !offline);
  const [account, setAccount] = useState(senders[0]?.id ?? null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const create = useMutation({
    networkMode: 'always',
    mutationFn: async (file: File) => {
      if (account === null) return null;
      const kept = await uploadFile(core.bytesBase, file, () => undefined, new AbortController().signal);
      return core.client.bulk.create({ account, name: file.name, file: kept.file });
    },
    onSuccess: (answer) => {
      if (answer?.state === 'created') onCreated(answer.run.id);
    },
  });
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file !== undefined) create.mutate(file);
  };
  return (
    <>
      <div
        className={styles['drop']}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <label className={styles['label']}>
          {text.bulk.box}
          <select
            className={styles['control']}
            value={account ?? ''}
            onChange={(event) => setAccount(senders.find(({ id }) => id === event.target.value)?.id ?? null)}
          >
            {senders.map(({ id, label, address }) => (
              <option key={id} value={id}>
                {label === address ? address : `${label} – ${address}`}
              </option>
            ))}
          </select>
        </label>
        <Button tone="main" disabled={account === null} busy={create.isPending} onPress={() => input.current?.click()}>
          {create.isPending ? text.bulk.reading : text.bulk.choose}
        </Button>
        <span className={styles['soft']}>{text.bulk.chooseHint}</span>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.xlsx,.txt"
          aria-label={text.bulk.choose}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {create.data?.state === 'refused' ? (
        <Notice kind="problem" live>
          {sentenceFor(text.bulk.tableProblems, create.data.problem, { line: create.data.line }) ?? text.bulk.tableUnknown}
        </Notice>
      ) : null}
      {create.isError ? (
        <Notice kind="problem" live>
          {errorText(text, codedError(create.error))}
        </Notice>
      ) : null}
    </>
  );
}
