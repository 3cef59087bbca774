// What belongs to writing: the signature of each box, templates and the address book.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState, type ReactNode } from 'react';
import type { AccountView } from '#shared/model/views';
import { uploadFile } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Pick } from '#ui/ui/pick.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './settings.module.css';
import { TemplateSettings } from './template-settings.tsx';

const MOST_AT_ONCE = 4;

export function WritingSettings({ accounts }: { readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.composer.signature;
  const saved = useQuery(queries.compose.signatures.queryOptions()).data;
  return (
    <>
      <section className={styles['boxes']}>
        <h2 className={styles['name']}>{words.title}</h2>
        <p className={styles['means']}>{words.means}</p>
        {saved === undefined ? null : <Signatures accounts={accounts.filter((account) => !account.offline)} saved={saved} />}
      </section>
      <TemplateSettings />
      <AddressBook />
    </>
  );
}

/** Of few boxes all of them; of many the one that is chosen. */
function Signatures({
  accounts,
  saved,
}: {
  readonly accounts: readonly AccountView[];
  readonly saved: Readonly<Record<string, string>>;
}): ReactNode {
  const { text } = useWords();
  const [chosen, setChosen] = useState(accounts[0]?.id ?? '');
  const many = accounts.length > MOST_AT_ONCE;
  return (
    <>
      {many ? (
        <Pick
          label={text.composer.signature.box}
          value={chosen}
          options={accounts.map(({ id, label, address }) => ({ value: id, label: label === address ? address : `${label} · ${address}` }))}
          onChange={setChosen}
        />
      ) : null}
      {accounts
        .filter(({ id }) => !many || id === chosen)
        .map((account) => (
          <Signature key={account.id} account={account} saved={saved[account.id] ?? ''} />
        ))}
    </>
  );
}

function Signature({ account, saved }: { readonly account: AccountView; readonly saved: string }): ReactNode {
  const { core, queries } = useCore();
  const { text } = useWords();
  const cache = useQueryClient();
  const id = useId();
  const [typed, setTyped] = useState(saved);
  const save = (): void => {
    if (typed === saved) return;
    core.client.compose
      .setSignature({ account: account.id, text: typed })
      .then(() => cache.invalidateQueries({ queryKey: queries.compose.signatures.key() }))
      .catch(() => setTyped(saved));
  };
  return (
    <div className={styles['signature']}>
      <label htmlFor={id} className={styles['signatureOf']}>
        <BoxDot box={account} />
        {text.composer.signature.of(account.label)}
      </label>
      <textarea
        id={id}
        className={styles['signatureText']}
        rows={3}
        maxLength={10_000}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
      />
    </div>
  );
}

function AddressBook(): ReactNode {
  const { core, queries } = useCore();
  const { text, number } = useWords();
  const words = text.composer.people;
  const cache = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const people = useQuery(queries.compose.people.queryOptions()).data;
  const changed = (): void => {
    void cache.invalidateQueries({ queryKey: queries.compose.people.key() });
    void cache.invalidateQueries({ queryKey: queries.compose.suggest.key() });
  };
  const importFile = async (file: File): Promise<void> => {
    const kept = await uploadFile(core.bytesBase, file, () => undefined, new AbortController().signal);
    const result = await core.client.compose.importPeople({ file: kept.file });
    setSaid(
      result.state === 'read' ? words.imported(number(result.added), number(result.known), number(result.refused)) : words.importFailed,
    );
    changed();
  };
  const forget = (): void => {
    core.client.compose.forgetImported().then(
      () => {
        setSaid(words.forgot);
        changed();
      },
      () => setSaid(text.mail.errorUnknown),
    );
  };
  return (
    <section className={styles['boxes']}>
      <h2 className={styles['name']}>{words.title}</h2>
      <p className={styles['means']}>{words.means}</p>
      {people === undefined ? null : <p>{words.count(number(people.learned), number(people.imported))}</p>}
      <div className={styles['row']}>
        <Button tone="outlined" onPress={() => input.current?.click()}>
          {words.import}
        </Button>
        {people === undefined || people.imported === 0 ? null : (
          <Button tone="danger" onPress={forget}>
            {words.forget}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          accept=".csv,.xlsx,.vcf,text/csv,text/vcard"
          hidden
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file !== undefined) importFile(file).catch(() => setSaid(words.importFailed));
          }}
        />
      </div>
      <p role="status">{said}</p>
    </section>
  );
}
