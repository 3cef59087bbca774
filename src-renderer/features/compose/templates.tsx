// Templates in the composer: choose one, say what goes into its fields, read the result, put it in; or keep
// what one is writing as a new one. Nothing but text and an empty subject is ever touched.
import { useQuery } from '@tanstack/react-query';
import { LayoutTemplate } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { DraftContent } from '#shared/model/compose';
import { askedFields, fieldKey, filledTemplate, type MessageTemplate } from '#shared/model/message-template';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Field } from '#ui/ui/field.tsx';
import { useWords } from '#ui/ui/words.ts';
import { ownText, withTemplate, type Signatures } from './draft.ts';
import styles from './templates.module.css';

export type TemplatesProps = {
  readonly content: DraftContent;
  readonly signatures: Signatures;
  readonly onInsert: (change: (content: DraftContent) => DraftContent) => void;
};

export function Templates({ content, signatures, onInsert }: TemplatesProps): ReactNode {
  const { text } = useWords();
  const words = text.composer.templates;
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<MessageTemplate | null>(null);
  const close = (): void => {
    setOpen(false);
    setChosen(null);
  };
  return (
    <>
      <Button tone="outlined" icon={<LayoutTemplate size={15} aria-hidden />} onPress={() => setOpen(true)}>
        {words.open}
      </Button>
      <Dialog title={chosen === null ? words.title : words.titleOf(chosen.name)} open={open} onClose={close}>
        <DialogBody>
          {chosen === null ? (
            <>
              <Choose onChoose={setChosen} />
              <Keep content={content} signature={signatures[content.account] ?? ''} />
            </>
          ) : (
            <Fill
              key={chosen.id}
              template={chosen}
              subjectStays={content.subject.trim() !== ''}
              onBack={() => setChosen(null)}
              onInsert={(filled) => {
                onInsert((before) => withTemplate(before, filled));
                close();
              }}
            />
          )}
        </DialogBody>
      </Dialog>
    </>
  );
}

function Choose({ onChoose }: { readonly onChoose: (template: MessageTemplate) => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.composer.templates;
  const templates = useQuery(queries.templates.list.queryOptions()).data;
  if (templates === undefined) return <div aria-busy="true" />;
  if (templates.length === 0) return <p className={styles['soft']}>{words.noneHere}</p>;
  return (
    <ul className={styles['list']}>
      {templates.map((template) => (
        <li key={template.id}>
          <button type="button" className={styles['template']} aria-label={words.use(template.name)} onClick={() => onChoose(template)}>
            <strong className={styles['name']}>{template.name}</strong>
            <span className={styles['soft']}>{template.subject === '' ? words.noSubject : template.subject}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Fill({
  template,
  subjectStays,
  onBack,
  onInsert,
}: {
  readonly template: MessageTemplate;
  readonly subjectStays: boolean;
  readonly onBack: () => void;
  readonly onInsert: (filled: { readonly subject: string; readonly text: string }) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.composer.templates;
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const fields = askedFields(template);
  const filled = filledTemplate(template, values);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onInsert(filled);
      }}
    >
      <p className={styles['soft']}>{fields.length === 0 ? words.noFields : words.ask}</p>
      {fields.map((name, index) => (
        <Field
          key={fieldKey(name)}
          label={name}
          value={values.get(fieldKey(name)) ?? ''}
          autoFocus={index === 0}
          onChange={(value) => setValues((before) => new Map(before).set(fieldKey(name), value))}
        />
      ))}
      <section className={styles['preview']} aria-label={words.preview} tabIndex={0}>
        <p className={styles['previewSubject']}>{subjectStays ? words.subjectStays : filled.subject || words.noSubject}</p>
        <p className={styles['previewText']}>{filled.text}</p>
      </section>
      <div className={styles['actions']}>
        <Button tone="outlined" onPress={onBack}>
          {words.back}
        </Button>
        <Button tone="main" onPress={() => onInsert(filled)}>
          {words.insert}
        </Button>
      </div>
      {/* Enter in a field inserts. */}
      <input type="submit" hidden />
    </form>
  );
}

function Keep({ content, signature }: { readonly content: DraftContent; readonly signature: string }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.composer.templates;
  const [name, setName] = useState('');
  const [said, setSaid] = useState('');
  const kept = ownText(content, signature);
  if (kept === '' && content.subject.trim() === '') return null;
  const keep = (): void => {
    core.client.templates.save({ id: null, content: { name: name.trim(), subject: content.subject.slice(0, 900), text: kept } }).then(
      (template) => {
        setName('');
        setSaid(words.kept(template.name));
      },
      (error: unknown) => setSaid(errorText(text, codedError(error))),
    );
  };
  return (
    <section className={styles['keep']} aria-label={words.keep}>
      <h3 className={styles['name']}>{words.keep}</h3>
      <p className={styles['soft']}>{words.keepHint}</p>
      <Field label={words.name} value={name} onChange={(value) => setName(value.slice(0, 100))} />
      <div className={styles['actions']}>
        <Button tone="outlined" disabled={name.trim() === ''} onPress={keep}>
          {words.save}
        </Button>
      </div>
      <p role="status">{said}</p>
    </section>
  );
}
