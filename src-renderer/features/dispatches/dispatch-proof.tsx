// The proof of a sent message in three lines: accepted when and by whom, how many got it, for how
// many the proof is complete.
import type { ReactNode } from 'react';
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { DispatchView } from '#shared/model/views';
import { visibleText } from '#ui/marks/plain-text.ts';
import { DispatchFold } from '#ui/marks/status.tsx';
import { VerdictButton, VerdictPanel } from '#ui/marks/verdict.tsx';
import { useWords } from '#ui/ui/words.ts';
import { completeness, generalReceipt, receiptLook } from './receipts.ts';
import styles from './dispatch-proof.module.css';

export type DispatchProofProps = {
  readonly dispatch: DispatchView;
  readonly whyHash: string | null;
  readonly onWhy: (receipt: ReceiptRecord) => void;
};

export function DispatchProof({ dispatch, whyHash, onWhy }: DispatchProofProps): ReactNode {
  const { text, dates } = useWords();
  const words = text.screen.dispatch;
  const general = generalReceipt(dispatch.state);
  const { done, total } = completeness(dispatch.state);
  const look = general === null ? 'pending' : receiptLook(general);
  // The block is in the verdict's tone only when nothing is open: a proven acceptance is not a delivery.
  const tone = dispatch.state.summary.state === 'allDelivered' || look === 'refused' ? look : 'pending';
  return (
    <div className={styles['margin']}>
      <VerdictPanel look={tone} label={text.screen.reading.proof}>
        <div className={styles['strip']}>
          {general === null ? null : <VerdictButton look={look} expanded={whyHash === general.hash} onPress={() => onWhy(general)} />}
          <div className={styles['facts']}>
            <p className={styles['line']}>
              {general === null
                ? words.noAcceptance
                : (general.type === 'nonAcceptance' ? words.notAccepted : words.acceptance)(
                    dates.exact(general.time),
                    visibleText(general.issuer),
                  )}
            </p>
            <p className={styles['fold']}>
              <span>{words.recipients(dispatch.state.recipients.length)}:</span>
              <DispatchFold summary={dispatch.state.summary} />
              {total === 0 || general === null ? null : (
                <span className={styles['complete']}>
                  · {total === 1 ? (done === 1 ? words.completeOne : words.incompleteOne) : words.complete(done, total)}
                </span>
              )}
            </p>
          </div>
        </div>
      </VerdictPanel>
    </div>
  );
}
