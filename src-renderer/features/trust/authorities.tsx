// The pinned issuing CAs, each with fingerprint, source and date; only what a person added can be removed.
import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { PinnedAuthority } from '#shared/model/trust';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { classNames } from '#ui/ui/class-names.ts';
import tones from '#ui/marks/tones.module.css';
import { CertificateFacts } from './certificate-facts.tsx';
import { commonName } from './common-name.ts';
import styles from './trust.module.css';

export function Authorities({ authorities }: { readonly authorities: readonly PinnedAuthority[] }): ReactNode {
  const [removing, setRemoving] = useState<PinnedAuthority | null>(null);
  return (
    <>
      <ul className={styles['list']}>
        {authorities.map((authority) => (
          <Authority key={authority.certificate.fingerprint} authority={authority} onRemove={() => setRemoving(authority)} />
        ))}
      </ul>
      {removing === null ? null : <Removing authority={removing} onDone={() => setRemoving(null)} />}
    </>
  );
}

function Authority({ authority, onRemove }: { readonly authority: PinnedAuthority; readonly onRemove: () => void }): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust;
  const { certificate, origin, source, since } = authority;
  const name = commonName(certificate.subject);
  return (
    <li className={styles['item']}>
      <div className={styles['itemHead']}>
        <span className={styles['itemName']}>{name}</span>
        {origin === 'bundled' ? (
          <span className={styles['means']}>{words.origin.bundled}</span>
        ) : (
          <span className={classNames(styles['mark'], tones['unsure'])}>
            <TriangleAlert size={13} aria-hidden />
            {origin === 'added' ? words.addedMark : words.origin.host}
          </span>
        )}
        <span className={styles['means']}>{words.fromTo(dates.day(certificate.notBefore), dates.day(certificate.notAfter))}</span>
        {origin === 'added' ? (
          <Button label={words.removeNamed(name)} onPress={onRemove}>
            {words.remove}
          </Button>
        ) : null}
      </div>
      <Disclosure title={words.details(name)}>
        <CertificateFacts
          certificate={certificate}
          more={[
            [words.source, `${words.origin[origin]}${source === '' || origin === 'host' ? '' : `: ${visibleText(source)}`}`],
            ...(since === null ? [] : [[words.since, dates.day(since)] as const]),
          ]}
        />
      </Disclosure>
    </li>
  );
}

function Removing({ authority, onDone }: { readonly authority: PinnedAuthority; readonly onDone: () => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.trust;
  const remove = useMutation(queries.trust.remove.mutationOptions({ onSuccess: onDone }));
  return (
    <Dialog title={words.removeTitle(commonName(authority.certificate.subject))} open onClose={onDone}>
      <DialogBody>
        <p>{words.removeText}</p>
        {remove.isError ? (
          <Notice kind="problem" live>
            {errorText(text, codedError(remove.error))}
          </Notice>
        ) : null}
        <DialogActions>
          <Button tone="danger" onPress={() => remove.mutate({ fingerprint: authority.certificate.fingerprint })}>
            {words.removeConfirm}
          </Button>
          <Button tone="main" onPress={onDone}>
            {words.keep}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
