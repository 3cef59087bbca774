// The documents that are served, and the report of service.
import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NotificationDocument } from '#shared/model/notification';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { IconButton } from '#ui/ui/button.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { FilePick } from '#ui/ui/file-pick.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import type { PartProps } from './people.tsx';
import styles from './notification.module.css';

const KINDS = ['act', 'copy', 'relata'] as const;

export function Documents({ form, change }: PartProps): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.notification;
  const put = (index: number, next: Partial<NotificationDocument>): void =>
    change({ documents: form.documents.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  const add = useMutation({
    networkMode: 'always',
    mutationFn: (file: File) => uploadFile(core.bytesBase, file, () => undefined, new AbortController().signal),
    onSuccess: (kept, { name, type }) =>
      change(({ documents }) => ({
        documents: [
          ...documents,
          {
            file: { ...kept, name, type: type === '' ? 'application/octet-stream' : type },
            kind: /relata/i.test(name) ? 'relata' : 'act',
            description: '',
          },
        ],
      })),
  });
  return (
    <fieldset className={styles['group']}>
      <legend>{words.documents}</legend>
      {form.documents.map((one, index) => (
        <div key={`${one.file.file} ${index}`} className={styles['grid']}>
          <span>
            {one.file.name}
            <IconButton
              name={words.removeFile(one.file.name)}
              icon={<X size={14} aria-hidden />}
              onPress={() => change({ documents: form.documents.filter((_, at) => at !== index) })}
            />
          </span>
          <Pick
            label={words.kind}
            value={one.kind}
            options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
            onChange={(value) => put(index, { kind: KINDS.find((kind) => kind === value) ?? 'act' })}
          />
          {one.kind === 'relata' ? null : (
            <Field label={words.description} value={one.description} onChange={(description) => put(index, { description })} />
          )}
        </div>
      ))}
      <FilePick label={words.addFile} onFile={(file) => add.mutate(file)} />
      {add.isError ? <Notice kind="problem">{errorText(text, codedError(add.error))}</Notice> : null}
    </fieldset>
  );
}
