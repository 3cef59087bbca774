// Who certified it, when, and the verdict that opens Perché. Signed values only.
import type { ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { receiptText } from '#shared/text/wording';
import { visibleText } from '#ui/marks/plain-text.ts';
import { VerdictButton, VerdictPanel } from '#ui/marks/verdict.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './proof-strip.module.css';

export function ProofStrip({
  message,
  whyOpen,
  onWhy,
}: {
  readonly message: MessageView;
  readonly whyOpen: boolean;
  readonly onWhy: () => void;
}): ReactNode {
  const { text, dates } = useWords();
  const { proof, look, receipt } = message;
  return (
    <div className={styles['margin']}>
      <VerdictPanel look={look} label={text.screen.reading.proof}>
        <div className={styles['strip']}>
          <VerdictButton look={look} onPress={onWhy} expanded={whyOpen} />
          <div className={styles['facts']}>
            {proof === null ? (
              <p>{look === 'pending' ? text.screen.reading.pendingProof : text.mail.lookMeans[look]}</p>
            ) : (
              <>
                <p className={styles['line']}>
                  {receipt === null ? text.mail.kinds.certified : receiptText(text, receipt.type, receipt.extent)}
                  {' · '}
                  {text.screen.reading.certifiedBy(visibleText(proof.issuer))}
                </p>
                <p className={styles['time']}>
                  <time dateTime={new Date(proof.time).toISOString()}>{dates.exact(proof.time)}</time>
                  {proof.signer === null ? null : <span> · {visibleText(proof.signer)}</span>}
                </p>
              </>
            )}
          </div>
        </div>
      </VerdictPanel>
    </div>
  );
}
