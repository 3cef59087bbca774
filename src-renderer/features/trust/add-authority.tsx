// Another issuing CA by file. First what the file holds, then what adding it would mean, then a person
// says that the fingerprint was compared by another road; only then can it be added.
import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import type { AuthorityCandidate } from '#shared/model/trust';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { classNames } from '#ui/ui/class-names.ts';
import tones from '#ui/marks/tones.module.css';
import { CertificateFacts } from './certificate-facts.tsx';
import { commonName } from './common-name.ts';
import styles from './trust.module.css';

/** Of the contract: base64 of at most 400,000 characters. */
const MOST_BYTES = 290_000;

type Chosen = { readonly name: string; readonly file: string; readonly fresh: readonly AuthorityCandidate[] };
type Refusal = 'fileEmpty' | 'fileNotAuthority' | 'filePinned' | 'fileTooLarge';

export function AddAuthority(): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.trust;
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [told, setTold] = useState<string | null>(null);

  const look = async (file: File): Promise<void> => {
    setTold(null);
    if (file.size > MOST_BYTES) return setTold(words.fileTooLarge);
    try {
      const bytes = base64Of(new Uint8Array(await file.arrayBuffer()));
      const found = await core.client.trust.inspect({ file: bytes });
      const fresh = found.filter(({ state }) => state === 'new');
      if (fresh.length > 0) setChosen({ name: file.name, file: bytes, fresh });
      else setTold(words[refusalOf(found)]);
    } catch (error) {
      setTold(errorText(text, codedError(error)));
    }
  };

  return (
    <div className={styles['add']}>
      <p className={styles['means']}>{words.addHint}</p>
      <div>
        <Button tone="outlined" onPress={() => input.current?.click()}>
          {words.add}
        </Button>
      </div>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={words.add}
        accept=".pem,.crt,.cer,.der"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void look(file);
        }}
      />
      {told === null ? null : (
        <Notice live kind={told === words.added ? 'info' : 'problem'}>
          {told}
        </Notice>
      )}
      {chosen === null ? null : (
        <Confirming
          chosen={chosen}
          onDone={(added) => {
            setChosen(null);
            if (added) setTold(words.added);
          }}
        />
      )}
    </div>
  );
}

function Confirming({ chosen, onDone }: { readonly chosen: Chosen; readonly onDone: (added: boolean) => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.trust;
  const id = useId();
  const [compared, setCompared] = useState(false);
  const add = useMutation(queries.trust.add.mutationOptions({ onSuccess: () => onDone(true) }));
  return (
    <Dialog title={words.addTitle} open onClose={() => onDone(false)}>
      <DialogBody>
        <p className={classNames(styles['warning'], tones['alarm'])}>
          <TriangleAlert size={20} aria-hidden />
          <strong>{words.warning}</strong>
        </p>
        {chosen.fresh.map(({ certificate }) => (
          <div key={certificate.fingerprint} className={styles['candidate']}>
            <p className={styles['itemName']}>{commonName(certificate.subject)}</p>
            <CertificateFacts certificate={certificate} />
          </div>
        ))}
        <p>{words.compare}</p>
        <label className={styles['confirm']} htmlFor={id}>
          <input id={id} type="checkbox" checked={compared} onChange={(event) => setCompared(event.target.checked)} />
          {words.confirm}
        </label>
        {add.isError ? (
          <Notice kind="problem" live>
            {errorText(text, codedError(add.error))}
          </Notice>
        ) : null}
        <DialogActions>
          <Button
            tone="danger"
            disabled={!compared}
            busy={add.isPending}
            onPress={() =>
              add.mutate({
                file: chosen.file,
                name: chosen.name.slice(0, 300),
                confirmed: chosen.fresh.map(({ certificate }) => certificate.fingerprint),
              })
            }
          >
            {words.addConfirm}
          </Button>
          <Button tone="main" onPress={() => onDone(false)}>
            {words.cancel}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}

function refusalOf(found: readonly AuthorityCandidate[]): Refusal {
  if (found.length === 0) return 'fileEmpty';
  return found.some(({ state }) => state === 'pinned') ? 'filePinned' : 'fileNotAuthority';
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
