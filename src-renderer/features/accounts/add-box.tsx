// One question first: the address. The provider is found from it; the rest is asked only if needed.
// Failures come back as one sentence each. Nothing is ever deleted on the server.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { ProviderServers } from '#shared/model/provider';
import { presetNotesText } from '#shared/text/preset-notes';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Page, PageTitle } from '#ui/ui/page.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import { useWords } from '#ui/ui/words.ts';
import { DemoBoxes, useDemoState } from './demo-boxes.tsx';
import { OpenArchive } from './open-archive.tsx';
import { boxInput, emptyBox, problemsOf, serversOf, type BoxDraft, type BoxProblems, type ServerDraft } from './box-draft.ts';
import styles from './add-box.module.css';

export type AddBoxProps = {
  readonly first: boolean;
  readonly onDone: () => void;
  readonly onCancel: (() => void) | null;
  /** An archive is being opened: this screen stays until it is over. */
  readonly onBusy?: (busy: boolean) => void;
};

const NOBODY = (): void => undefined;

export function AddBox({ first, onDone, onCancel, onBusy = NOBODY }: AddBoxProps): ReactNode {
  const { text } = useWords();
  const words = text.screen.addBox;
  if (!first)
    return (
      <Page title={words.title} width="form">
        <BoxForm onDone={onDone} onCancel={onCancel} />
      </Page>
    );
  return (
    <div className={styles['page']} data-scope="global">
      <div className={styles['welcome']}>
        <header>
          <PageTitle>{words.firstTitle}</PageTitle>
          <p className={styles['intro']}>{words.firstText}</p>
        </header>
        <BoxForm onDone={onDone} onCancel={onCancel} />
      </div>
      <OtherWays onBusy={onBusy} onOpened={onDone} />
    </div>
  );
}

function BoxForm({ onDone, onCancel }: Pick<AddBoxProps, 'onDone' | 'onCancel'>): ReactNode {
  const form = useBoxForm(onDone);
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
        // Once it is drawn what is missing, the first of it has the focus.
        const fields = event.currentTarget;
        requestAnimationFrame(() => fields.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      }}
    >
      <BoxFields form={form} />
      <Servers form={form} />
      <Failure error={form.error} />
      <Actions busy={form.busy} onCancel={onCancel} />
    </form>
  );
}

type BoxFormState = {
  readonly draft: BoxDraft;
  readonly change: (part: Partial<BoxDraft>) => void;
  /** Only once the person has tried to go on. */
  readonly problems: BoxProblems;
  readonly needsServers: boolean;
  readonly providers: readonly ProviderServers[];
  /** Shows the servers, those of a known provider filled in. */
  readonly writeServers: () => void;
  readonly provider:
    | { readonly state: 'none' | 'looking' | 'unknown' }
    | { readonly state: 'known'; readonly name: string; readonly notes: readonly string[] };
  readonly lookUp: () => void;
  readonly submit: () => void;
  readonly busy: boolean;
  readonly error: unknown;
};

const NO_PROBLEMS: BoxProblems = { address: null, password: null, servers: null };

function useBoxForm(onDone: () => void): BoxFormState {
  const { queries } = useCore();
  const [draft, setDraft] = useState<BoxDraft>(emptyBox);
  const [asked, setAsked] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const preset = useQuery(queries.accounts.preset.queryOptions({ input: { address: address ?? '' }, enabled: address !== null }));
  const providers = useQuery(queries.accounts.providers.queryOptions()).data ?? [];
  const add = useMutation(queries.accounts.add.mutationOptions({ onSuccess: onDone }));
  const unknown = address !== null && preset.data === null;
  const needsServers = unknown || draft.byHand;
  const problems = problemsOf(draft, needsServers);
  return {
    draft,
    change: (part) => setDraft({ ...draft, ...part }),
    problems: asked ? problems : NO_PROBLEMS,
    needsServers,
    providers,
    writeServers: () => setDraft({ ...draft, byHand: true, ...serversOf(providers.find(({ name }) => name === preset.data?.provider)) }),
    provider:
      address === null
        ? { state: 'none' }
        : preset.data === undefined
          ? { state: 'looking' }
          : preset.data === null
            ? { state: 'unknown' }
            : { state: 'known', name: preset.data.provider, notes: preset.data.notes },
    lookUp: () => setAddress(problems.address === null ? draft.address.trim() : null),
    submit() {
      setAsked(true);
      const ready = problems.address === null && problems.password === null && problems.servers === null;
      if (ready && !add.isPending) add.mutate(boxInput(draft, needsServers));
    },
    busy: add.isPending,
    error: add.error,
  };
}

function BoxFields({ form }: { readonly form: BoxFormState }): ReactNode {
  const { text, language } = useWords();
  const words = text.screen.addBox;
  const { draft, change, problems } = form;
  return (
    <>
      <Field
        label={words.question}
        type="email"
        inputMode="email"
        autoComplete="email"
        autoFocus
        value={draft.address}
        placeholder={words.example}
        error={problems.address === null ? null : words[problems.address]}
        hint={providerHint(form.provider)}
        onChange={(address) => change({ address })}
        onBlur={form.lookUp}
      />
      <Field
        label={words.password}
        type="password"
        value={draft.password}
        error={problems.password === null ? null : words[problems.password]}
        onChange={(password) => change({ password })}
      />
      <div className={styles['pair']}>
        <Field label={words.label} value={draft.label} hint={words.labelHint} onChange={(label) => change({ label })} />
        <Field label={words.login} value={draft.login} hint={words.loginHint} onChange={(login) => change({ login })} />
      </div>
    </>
  );

  function providerHint(provider: BoxFormState['provider']): string | null {
    switch (provider.state) {
      case 'none':
        return null;
      case 'looking':
        return words.looking;
      case 'unknown':
        return words.notFound;
      case 'known':
        return `${words.found(provider.name)} ${presetNotesText(language, provider.notes)}`.trim();
    }
  }
}

function Servers({ form }: { readonly form: BoxFormState }): ReactNode {
  const { text } = useWords();
  const words = text.screen.addBox;
  const { draft, change, problems, providers } = form;
  const chosen = providers.find(({ imap, smtp }) => imap.host === draft.imap.host && smtp.host === draft.smtp.host);
  if (!form.needsServers)
    return (
      <div>
        <Button tone="outlined" onPress={form.writeServers}>
          {words.showServers}
        </Button>
      </div>
    );
  return (
    <fieldset className={styles['servers']}>
      <legend className={styles['legend']}>{words.servers}</legend>
      <Pick
        label={words.provider}
        value={chosen?.name ?? ''}
        options={[{ value: '', label: words.otherProvider }, ...providers.map(({ name }) => ({ value: name, label: name }))]}
        onChange={(name) => change(serversOf(providers.find((each) => each.name === name)))}
      />
      <ServerFields
        label={words.imap}
        server={draft.imap}
        onChange={(imap) => change({ imap })}
        error={problems.servers === null ? null : words[problems.servers]}
      />
      <ServerFields label={words.smtp} server={draft.smtp} onChange={(smtp) => change({ smtp })} error={null} />
    </fieldset>
  );
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

function Failure({ error }: { readonly error: unknown }): ReactNode {
  const { text } = useWords();
  if (error === null) return null;
  return (
    <Notice kind="problem" live>
      {errorText(text, codedError(error))}
    </Notice>
  );
}

function Actions({ busy, onCancel }: { readonly busy: boolean; readonly onCancel: (() => void) | null }): ReactNode {
  const { text } = useWords();
  const words = text.screen.addBox;
  return (
    <>
      <div className={styles['actions']}>
        {onCancel === null ? null : (
          <Button tone="outlined" onPress={onCancel}>
            {words.cancel}
          </Button>
        )}
        <button type="submit" className={styles['submit']} aria-disabled={busy || undefined}>
          {busy ? words.adding : words.add}
        </button>
      </div>
      <p className={styles['promise']}>{words.promise}</p>
    </>
  );
}

function OtherWays(props: { readonly onBusy: (busy: boolean) => void; readonly onOpened: () => void }): ReactNode {
  const { text } = useWords();
  const demo = useDemoState();
  return (
    <aside className={styles['other']}>
      <h2>{text.screen.addBox.archive}</h2>
      <OpenArchive {...props} />
      {demo === null || demo.state === 'none' || demo.state === 'inside' ? null : (
        <>
          <h2>{text.screen.demo.title}</h2>
          <p>{text.screen.demo.means}</p>
          <DemoBoxes />
        </>
      )}
    </aside>
  );
}
