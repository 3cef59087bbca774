// PEC-REFERENCE §1.9: the 12 h notice told from the 24 h one.
import { expect, test } from 'vitest';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { type NoticeStage, noticeStage } from '#main/pec/notice-stage';
import { at, receipt } from '#tests/support/receipts';

const notice = (name: string, hours: number, text: string | null = null): ReceiptRecord =>
  receipt(name, { type: 'deliveryTimeoutWarning', recipient: 'bruno@due.example', time: at(hours * 60), extendedError: text });

test.each<[given: string, notice: ReceiptRecord, acceptedHours: number | null, others: readonly ReceiptRecord[], then: NoticeStage]>([
  ['(a) 12 h after the acceptance', notice('n', 12), 0, [], 'first'],
  ['(a) just under 18 h', notice('n', 17.99), 0, [], 'first'],
  ['(a) 22 h', notice('n', 22), 0, [], 'final'],
  ['(a) beats the text', notice('n', 12, '24 ore'), 0, [], 'first'],
  ['(b) no acceptance, an earlier notice', notice('n', 24), null, [notice('earlier', 12)], 'final'],
  ['(b) a copy of the same notice is not an earlier one', notice('n', 12.1), null, [notice('copy', 12)], 'unknown'],
  ['(b) between 18 and 22 h, an earlier notice', notice('n', 20), 0, [notice('earlier', 12)], 'final'],
  ['(c) text with 12', notice('n', 24, '12 ore: mancata conferma'), null, [], 'first'],
  ['(c) text with ventiquattro', notice('n', 24, 'Trascorse ventiquattro ore'), null, [], 'final'],
  ['(c) both numbers', notice('n', 24, 'dopo 12 ore, entro 24'), null, [], 'unknown'],
  ['(d) nothing to go by', notice('n', 24), null, [], 'unknown'],
  ['dated before the acceptance', notice('n', 1), 2, [], 'unknown'],
])('%s', (_given, given, acceptedHours, others, then) => {
  expect(noticeStage(given, acceptedHours === null ? null : at(acceptedHours * 60), [given, ...others])).toBe(then);
});
