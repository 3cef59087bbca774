// One question first: the address. The provider is found from it; the rest is asked only if needed.
// Failures come back as one sentence each. Nothing is ever deleted on the server.
import { presetNotesText } from '#shared/text/preset-notes';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { boxInput, emptyBox, problemsOf, type BoxDraft, type ServerDraft } from './box-draft.ts';
import styles from './add-box.module.css';

export function AddBox({
  first,
  onDone,
  onCancel,
}: {
  readonly first: boolean;
  readonly onDone: () => void;
  readonly onCancel: (() => void) | null;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.screen.addBox;
  const [draft, setDraft] = useState<BoxDraft>(emptyBox);
  const [asked, setAsked] = useState(false);
  const [lookUp, setLookUp] = useState<string | null>(null);
  const preset = useQuery(queries.accounts.preset.queryOptions({ input: { address: lookUp ?? '' }, enabled: lookUp !== null }));
  const add = useMutation(queries.accounts.add.mutationOptions({ onSuccess: onDone }));
  const unknown = lookUp !== null && preset.data === null;
  const needsServers = unknown || draft.byHand;
  const problems = problemsOf(draft, needsServers);
  const change = (part: Partial<BoxDraft>): void => setDraft({ ...draft, ...part });
  const submit = (): void => {
    setAsked(true);
    if (Object.values(problems).every((problem) => problem === null)) add.mutate(boxInput(draft, needsServers));
  };

  return (
    <div className={styles['page']} data-scope="global">
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {first ? (
          <header>
            <h1 className={styles['title']}>{words.firstTitle}</h1>
            <p className={styles['intro']}>{words.firstText}</p>
          </header>
        ) : (
          <h1 className={styles['title']}>{words.title}</h1>
        )}
        <Field
          label={words.question}
          type="email"
          inputMode="email"
          autoComplete="email"
          autoFocus
          value={draft.address}
          placeholder={words.example}
          error={asked && problems.address !== null ? words[problems.address] : null}
          hint={
            lookUp === null
              ? null
              : preset.isPending
                ? words.looking
                : unknown
                  ? words.notFound
                  : presetHint(preset.data?.provider ?? '', preset.data?.notes ?? [])
          }
          onChange={(address) => change({ address })}
          onBlur={() => setLookUp(problems.address === null ? draft.address.trim() : null)}
        />
        <Field
          label={words.password}
          type="password"
          autoComplete="off"
          value={draft.password}
          error={asked && problems.password !== null ? words[problems.password] : null}
          onChange={(password) => change({ password })}
        />
        <div className={styles['pair']}>
          <Field label={words.label} value={draft.label} hint={words.labelHint} onChange={(label) => change({ label })} />
          <Field label={words.login} hint={words.loginHint} value={draft.login} onChange={(login) => change({ login })} />
        </div>
        {needsServers ? (
          <fieldset className={styles['servers']}>
            <legend className={styles['legend']}>{words.servers}</legend>
            <ServerFields
              label={words.imap}
              server={draft.imap}
              onChange={(imap) => change({ imap })}
              error={asked && problems.servers !== null ? words[problems.servers] : null}
            />
            <ServerFields label={words.smtp} server={draft.smtp} onChange={(smtp) => change({ smtp })} error={null} />
          </fieldset>
        ) : (
          <div>
            <Button tone="outlined" onPress={() => change({ byHand: true })}>{words.showServers}</Button>
          </div>
        )}
        {add.isError ? (
          <Notice kind="problem" live>
            {errorText(text, codedError(add.error))}
          </Notice>
        ) : null}
        <div className={styles['actions']}>
          {onCancel === null ? null : (
            <Button tone="outlined" onPress={onCancel}>
              {words.cancel}
            </Button>
          )}
          <button type="submit" className={styles['submit']} aria-disabled={add.isPending || undefined}>
            {add.isPending ? words.adding : words.add}
          </button>
        </div>
        <p className={styles['promise']}>{words.promise}</p>
      </form>
      {first ? (
        <aside className={styles['other']}>
          <h2>{words.demo}</h2>
          <p>{words.demoHow}</p>
          <h2>{words.archive}</h2>
          <p>{words.archiveHow}</p>
        </aside>
      ) : null}
    </div>
  );

  function presetHint(provider: string, notes: readonly string[]): string {
    return `${words.found(provider)} ${presetNotesText(text.language, notes)}`.trim();
  }
}

function ServerFields({
  label,
  server,
  error,
  onChange,
}: {
  readonly label: string;
  readonly server: ServerDraft;
  readonly error: string | null;
  readonly onChange: (server: ServerDraft) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.screen.addBox;
  return (
    <div className={styles['server']}>
      <Field label={label} value={server.host} error={error} onChange={(host) => onChange({ ...server, host })} />
      <Field label={words.port} inputMode="numeric" value={server.port} onChange={(port) => onChange({ ...server, port })} />
      <Choice
        label={`${label}: ${words.security}`}
        value={server.security}
        options={[
          { value: 'tls', label: words.tls },
          { value: 'starttls', label: words.starttls },
        ]}
        onChange={(security) => onChange({ ...server, security })}
      />
    </div>
  );
}
