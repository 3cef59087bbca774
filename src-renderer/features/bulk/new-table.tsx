// The way in: a box, and a table chosen or dropped. It is read by the core; what is wrong is said here.
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { BulkCreateResult } from '#shared/contract/bulk';
import type { BulkId } from '#shared/model/bulk';
import type { AccountView } from '#shared/model/views';
import type { Text } from '#shared/text/catalogue';
import { sentenceFor } from '#shared/text/sentence';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { Pick } from '#ui/ui/pick.tsx';
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
  const problem = create.isError ? errorText(text, codedError(create.error)) : tableProblem(text, create.data ?? null);
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
        <Pick
          label={text.bulk.box}
          value={account ?? ''}
          options={senders.map(({ id, label, address }) => ({ value: id, label: label === address ? address : `${label} – ${address}` }))}
          onChange={(value) => setAccount(senders.find(({ id }) => id === value)?.id ?? null)}
        />
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
      {problem === null ? null : (
        <Notice kind="problem" live>
          {problem}
        </Notice>
      )}
    </>
  );
}

function tableProblem(text: Text, answer: BulkCreateResult | null): string | null {
  if (answer?.state !== 'refused') return null;
  return sentenceFor(text.bulk.tableProblems, answer.problem, { line: answer.line }) ?? text.bulk.tableUnknown;
}
