// The certificates each provider signed with: since when, until when, in how many messages, and which
// is new. From messages that passed, so that a forger cannot write himself into it.
import { Sparkle } from 'lucide-react';
import type { ReactNode } from 'react';
import { NEW_SIGNER_MS, type SignerCertificate } from '#shared/model/trust';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import { classNames } from '#ui/ui/class-names.ts';
import tones from '#ui/marks/tones.module.css';
import { commonName, inGroups } from './common-name.ts';
import styles from './trust.module.css';

export function Signers({ signers }: { readonly signers: readonly SignerCertificate[] }): ReactNode {
  const { text } = useWords();
  const words = text.trust;
  if (signers.length === 0) return <p className={styles['means']}>{words.noSigners}</p>;
  return (
    <>
      <p className={styles['means']}>{words.signersMeans}</p>
      {[...Map.groupBy(signers, ({ provider }) => provider)].map(([provider, own]) => (
        <div key={provider} className={styles['provider']}>
          <h3 className={styles['providerName']}>
            <bdi>{visibleText(provider)}</bdi>
          </h3>
          <ul className={styles['list']}>
            {own.map((signer) => (
              <Signer key={signer.fingerprint} signer={signer} />
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function Signer({ signer }: { readonly signer: SignerCertificate }): ReactNode {
  const { text, dates, number } = useWords();
  const words = text.trust;
  const now = useNow();
  const name = commonName(signer.subject);
  const until = dates.day(signer.notAfter);
  return (
    <li className={styles['item']}>
      <div className={styles['itemHead']}>
        <span className={styles['itemName']}>{name}</span>
        {signer.replaces && now - signer.noticedAt < NEW_SIGNER_MS ? (
          <span className={classNames(styles['mark'], tones['unsure'])}>
            <Sparkle size={13} aria-hidden />
            {words.newMark(dates.day(signer.noticedAt))}
          </span>
        ) : null}
        <span className={styles['means']}>{words.messages(number(signer.messages))}</span>
        <span className={styles['means']}>{words.seen(dates.day(signer.firstSeen), dates.day(signer.lastSeen))}</span>
        <span className={styles['means']}>{signer.notAfter < now ? words.expired(until) : words.expires(until)}</span>
      </div>
      <Disclosure title={words.providerCertificate(name)}>
        <p className={styles['hash']}>SHA-256 {inGroups(signer.fingerprint)}</p>
        <p className={styles['means']}>
          {words.issuer}: {visibleText(signer.issuer)}
        </p>
      </Disclosure>
    </li>
  );
}
