// The template and the pace, saved as one types. Columns are put into the text by a press.
import { X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { BulkPace, BulkRun, BulkTemplate } from '#shared/model/bulk';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Area } from '#ui/ui/area.tsx';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { Pick } from '#ui/ui/pick.tsx';
import styles from './bulk.module.css';

const SAVE_AFTER_MS = 400;

type Written = { readonly template: BulkTemplate; readonly pace: BulkPace };

/** Saves the last state 400 ms after it was written; one save at a time, each on the revision before it. */
function useSaving(run: BulkRun): {
  readonly written: Written;
  readonly write: (next: Written) => void;
  readonly saving: boolean;
  readonly problem: string | null;
} {
  const { core } = useCore();
  const { text } = useWords();
  const [written, setWritten] = useState<Written>({ template: run.template, pace: run.pace });
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const revision = useRef(run.revision);
  const running = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    if (!saving) return undefined;
    const timer = setTimeout(() => {
      running.current = running.current.then(async () => {
        try {
          const answer = await core.client.bulk.change({ id: run.id, revision: revision.current, ...written });
          revision.current = answer.run.revision;
          setProblem(null);
        } catch (error) {
          setProblem(errorText(text, codedError(error)));
        } finally {
          setSaving(false);
        }
      });
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [core, run.id, saving, written, text]);
  return {
    written,
    saving,
    problem,
    write(next) {
      setWritten(next);
      setSaving(true);
    },
  };
}

export function TemplateForm({ run, accounts }: { readonly run: BulkRun; readonly accounts: readonly AccountView[] }): ReactNode {
  const { text } = useWords();
  const words = text.bulk;
  const { written, write, saving, problem } = useSaving(run);
  const { template, pace } = written;
  const area = useRef<HTMLTextAreaElement>(null);
  const change = (next: Partial<BulkTemplate>): void => write({ template: { ...template, ...next }, pace });
  const insert = (column: string): void => {
    const at = area.current?.selectionStart ?? template.text.length;
    change({ text: `${template.text.slice(0, at)}{{${column}}}${template.text.slice(area.current?.selectionEnd ?? at)}` });
    area.current?.focus();
  };
  return (
    <div className={styles['form']}>
      <div className={styles['pair']}>
        <Pick
          label={words.box}
          value={template.account}
          options={accounts
            .filter(({ offline }) => !offline)
            .map(({ id, label, address }) => ({ value: id, label: label === address ? address : `${label} – ${address}` }))}
          onChange={(value) => {
            const account = accounts.find(({ id }) => id === value);
            if (account !== undefined) change({ account: account.id });
          }}
        />
        <Pick
          label={words.addressColumn}
          value={template.addressColumn}
          options={run.columns.map((value) => ({ value, label: value }))}
          onChange={(addressColumn) => change({ addressColumn })}
        />
        <Pick
          label={words.nameColumn}
          value={template.nameColumn ?? ''}
          options={[{ value: '', label: words.noName }, ...run.columns.map((value) => ({ value, label: value }))]}
          onChange={(value) => change({ nameColumn: value === '' ? null : value })}
        />
      </div>
      <Field label={words.subject} value={template.subject} onChange={(subject) => change({ subject })} />
      <Area ref={area} label={words.text} value={template.text} onChange={(text) => change({ text })} />
      <Fields columns={run.columns} onInsert={insert} />
      <Files attachments={template.attachments} onChange={(attachments) => change({ attachments })} />
      <div className={styles['pair']}>
        <Limit label={words.perMinute} value={pace.perMinute} onChange={(perMinute) => write({ template, pace: { ...pace, perMinute } })} />
        <Limit label={words.perDay} value={pace.perDay} onChange={(perDay) => write({ template, pace: { ...pace, perDay } })} />
      </div>
      <p className={styles['soft']}>
        {words.paceHint} {saving ? words.saving : words.saved}
      </p>
      {problem === null ? null : (
        <Notice kind="problem" live>
          {problem}
        </Notice>
      )}
    </div>
  );
}

function Limit({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}): ReactNode {
  const { text } = useWords();
  return (
    <Field
      label={label}
      value={value === null ? '' : String(value)}
      inputMode="numeric"
      hint={text.bulk.noLimit}
      onChange={(typed) => {
        const count = Number(typed.replaceAll(/\D/g, '').slice(0, 5));
        onChange(count === 0 ? null : Math.min(10_000, count));
      }}
    />
  );
}

/** Files that every row gets. */
function Files({
  attachments,
  onChange,
}: {
  readonly attachments: BulkTemplate['attachments'];
  readonly onChange: (attachments: BulkTemplate['attachments']) => void;
}): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.bulk;
  const file = useRef<HTMLInputElement>(null);
  const attach = async (files: FileList | null): Promise<void> => {
    const chosen = files?.[0];
    if (chosen === undefined) return;
    const kept = await uploadFile(core.bytesBase, chosen, () => undefined, new AbortController().signal);
    const type = chosen.type === '' ? 'application/octet-stream' : chosen.type;
    onChange([...attachments, { ...kept, name: chosen.name, type }]);
  };
  return (
    <div className={styles['files']}>
      <Button tone="outlined" onPress={() => file.current?.click()}>
        {words.attach}
      </Button>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={words.attach}
        onChange={(event) => {
          void attach(event.target.files);
          event.target.value = '';
        }}
      />
      {attachments.map((attachment, index) => (
        <span key={`${attachment.file} ${index}`} className={styles['file']}>
          {attachment.name}
          <IconButton
            name={words.removeFile(attachment.name)}
            icon={<X size={14} aria-hidden />}
            onPress={() => onChange(attachments.filter((_, other) => other !== index))}
          />
        </span>
      ))}
    </div>
  );
}

function Fields({ columns, onInsert }: { readonly columns: readonly string[]; readonly onInsert: (column: string) => void }): ReactNode {
  const { text } = useWords();
  return (
    <div className={styles['fields']}>
      {text.bulk.fields}
      <div className={styles['chips']}>
        {columns.map((column) => (
          <Button key={column} tone="outlined" label={text.bulk.insert(column)} onPress={() => onInsert(column)}>
            {column}
          </Button>
        ))}
      </div>
    </div>
  );
}
