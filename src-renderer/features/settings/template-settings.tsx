// Templates of messages: written, changed and deleted here, used in the composer.
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { askedFields, type MessageTemplate, type TemplateContent } from '#shared/model/message-template';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Field } from '#ui/ui/field.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './settings.module.css';

type Shown =
  | { readonly what: 'edit'; readonly template: MessageTemplate | null }
  | { readonly what: 'remove'; readonly template: MessageTemplate };

export function TemplateSettings(): ReactNode {
  const { core, queries } = useCore();
  const { text } = useWords();
  const words = text.composer.templates;
  const templates = useQuery(queries.templates.list.queryOptions()).data;
  const [shown, setShown] = useState<Shown | null>(null);
  const [said, setSaid] = useState('');
  const done = (): void => setShown(null);
  const remove = async (template: MessageTemplate): Promise<void> => {
    try {
      await core.client.templates.remove({ id: template.id });
      done();
    } catch (error) {
      setSaid(errorText(text, codedError(error)));
    }
  };
  return (
    <section className={styles['boxes']}>
      <h2 className={styles['name']}>{words.title}</h2>
      <p className={styles['means']}>{words.means}</p>
      {templates === undefined ? null : templates.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <ul className={styles['list']}>
          {templates.map((template) => (
            <li key={template.id} className={styles['box']}>
              <span className={styles['boxText']}>
                {template.name} · <span className={styles['means']}>{template.subject === '' ? words.noSubject : template.subject}</span>
              </span>
              <Button label={words.changeOf(template.name)} onPress={() => setShown({ what: 'edit', template })}>
                {words.change}
              </Button>
              <Button tone="danger" label={words.remove(template.name)} onPress={() => setShown({ what: 'remove', template })}>
                {words.removeYes}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        <Button tone="outlined" onPress={() => setShown({ what: 'edit', template: null })}>
          {words.make}
        </Button>
      </div>
      <p role="status">{said}</p>
      {shown?.what === 'edit' ? <Editor key={shown.template?.id ?? 'new'} template={shown.template} onDone={done} /> : null}
      {shown?.what === 'remove' ? (
        <Dialog title={words.removeAsk(shown.template.name)} open onClose={done}>
          <DialogBody>
            <p>{words.removeText}</p>
            <DialogActions>
              <Button tone="danger" onPress={() => void remove(shown.template)}>
                {words.removeYes}
              </Button>
              <Button tone="main" onPress={done}>
                {words.cancel}
              </Button>
            </DialogActions>
          </DialogBody>
        </Dialog>
      ) : null}
    </section>
  );
}

const EMPTY: TemplateContent = { name: '', subject: '', text: '' };

function Editor({ template, onDone }: { readonly template: MessageTemplate | null; readonly onDone: () => void }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.composer.templates;
  const id = useId();
  const [content, setContent] = useState<TemplateContent>(
    template === null ? EMPTY : { name: template.name, subject: template.subject, text: template.text },
  );
  const [problem, setProblem] = useState<string | null>(null);
  const put = (change: Partial<TemplateContent>): void => setContent((before) => ({ ...before, ...change }));
  const fields = askedFields(content);
  const before = template ?? EMPTY;
  const changed = (['name', 'subject', 'text'] as const).some((part) => content[part] !== before[part]);
  const save = async (): Promise<void> => {
    try {
      await core.client.templates.save({ id: template?.id ?? null, content: { ...content, name: content.name.trim() } });
      onDone();
    } catch (error) {
      setProblem(errorText(text, codedError(error)));
    }
  };
  return (
    // A press beside the dialog does not throw away what was written.
    <Dialog
      title={template === null ? words.make : words.titleOf(template.name)}
      open
      onClose={() => {
        if (!changed) onDone();
      }}
    >
      <DialogBody>
        <Field label={words.name} value={content.name} autoFocus error={problem} onChange={(name) => put({ name: name.slice(0, 100) })} />
        <Field label={text.composer.subject} value={content.subject} onChange={(subject) => put({ subject: subject.slice(0, 900) })} />
        <div className={styles['signature']}>
          <label htmlFor={id}>{text.composer.text}</label>
          <textarea
            id={id}
            className={styles['signatureText']}
            rows={9}
            maxLength={200_000}
            value={content.text}
            onChange={(event) => put({ text: event.target.value })}
          />
        </div>
        <p className={styles['means']}>{fields.length === 0 ? words.noFields : words.fields(fields.join(', '))}</p>
        <DialogActions>
          <Button tone="outlined" onPress={onDone}>
            {words.cancel}
          </Button>
          <Button tone="main" disabled={content.name.trim() === ''} onPress={() => void save()}>
            {words.save}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
