// The certificate of the signer and the path above it, as a person reads them.
import type { ReactNode } from 'react';
import type { CertificateFacts, SignerFacts } from '#shared/model/verification-report';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import { Facts, Hash } from './facts.tsx';
import styles from './certificate-view.module.css';

export function CertificateView({ signer }: { readonly signer: SignerFacts }): ReactNode {
  const { text } = useWords();
  const { why } = text.screen;
  return (
    <div className={styles['view']}>
      {signer.certificate === null ? null : <OneCertificate certificate={signer.certificate} />}
      <Facts
        facts={[
          [
            why.path,
            [text.checks.chains[signer.chain], ...signer.path.slice(1).map((each) => commonName(each.subject)), signer.anchor ?? '']
              .filter((part) => part !== '')
              .join(' › '),
          ],
          [why.revocation, text.checks.revocations[signer.revocation.state]],
        ]}
      />
    </div>
  );
}

function OneCertificate({ certificate }: { readonly certificate: CertificateFacts }): ReactNode {
  const { text, dates } = useWords();
  const { why } = text.screen;
  return (
    <Facts
      facts={[
        [why.subject, visibleText(certificate.subject)],
        [why.issuedBy, visibleText(certificate.issuer)],
        [why.emails, visibleText(certificate.emails.join(', '))],
        [why.valid, why.validFromTo(dates.day(certificate.notBefore), dates.day(certificate.notAfter))],
        [why.key, `${certificate.key}, ${certificate.signatureAlgorithm}`],
        [why.serial, <Hash key="serial" value={certificate.serial} />],
        [why.fingerprint, <Hash key="fingerprint" value={certificate.fingerprint} />],
      ]}
    />
  );
}

function commonName(subject: string): string {
  return visibleText(/(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject);
}
