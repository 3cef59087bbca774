// The 12 h and the 24 h notice have identical headers, subject and tipo; which one a
// preavviso-errore-consegna is must be worked out (PEC-REFERENCE §1.9, rules (a) to (d)).
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { Instant } from '#shared/model/ids';
import { FINAL_NOTICE_WORDS, FIRST_NOTICE_WORDS } from './vocabulary.ts';

export type NoticeStage = 'first' | 'final' | 'unknown';

const HOUR_MS = 3_600_000;
/** Two notices closer than this are copies of one: the rules put at least 10 h between them. */
const APART_MS = 6 * HOUR_MS;

/** `sameRecipient`: all proven notices for the same identificativo and recipient, in any order, this one included. */
export function noticeStage(notice: ReceiptRecord, acceptedAt: Instant | null, sameRecipient: readonly ReceiptRecord[]): NoticeStage {
  if (acceptedAt !== null) {
    const elapsedMs = notice.time - acceptedAt;
    if (elapsedMs >= 22 * HOUR_MS) return 'final';
    if (elapsedMs >= 0 && elapsedMs < 18 * HOUR_MS) return 'first';
  }
  if (sameRecipient.some((other) => notice.time - other.time >= APART_MS)) return 'final';
  const text = notice.extendedError ?? '';
  const final = FINAL_NOTICE_WORDS.test(text);
  const first = FIRST_NOTICE_WORDS.test(text);
  if (final !== first) return final ? 'final' : 'first';
  return 'unknown';
}
