// PRODUCT §4.2 as a table: what was sent, what came back, and what somebody should look at.
import { describe, expect, test } from 'vitest';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { asInstant, type Instant } from '#shared/model/ids';
import { monthsAfter, nextLogAlarm } from '#main/pec/log-alarm';
import { problemsOf } from '#main/pec/radar';
import { foldReceipts } from '#main/pec/receipt-fold';
import { at, receipt } from '#tests/support/receipts';

const B = 'bruno@due.example';
const C = 'carla@tre.example';
const SENT = {
  recipients: [
    { address: B, role: 'to' as const },
    { address: C, role: 'to' as const },
    { address: 'dino@mail.example', role: 'cc' as const },
  ],
  submittedAt: at(-1),
};
const acceptance = receipt('acceptance', { type: 'acceptance' });
const deliveryB = receipt('delivery B', { type: 'delivery', recipient: B, time: at(2) });
const deliveryC = receipt('delivery C', { type: 'delivery', recipient: C, time: at(3) });
const notice12 = receipt('notice 12', { type: 'deliveryTimeoutWarning', recipient: B, time: at(12 * 60) });
const notice24 = receipt('notice 24', { type: 'deliveryTimeoutWarning', recipient: B, time: at(23 * 60) });
const failed = (recipient: string, errore: string, extendedError: string | null): ReceiptRecord =>
  receipt(`error ${recipient}`, { type: 'deliveryError', recipient, time: at(4), errore, extendedError });
const virus = receipt('virus', { type: 'virusDetected', recipient: B, time: at(4), errore: 'virus' });
const refusal = receipt('refusal', { type: 'nonAcceptance', errore: 'altro', extendedError: '5.1.7 mittente non valido' });
const forged = receipt('forged', { type: 'delivery', recipient: B, time: at(2), verdict: 'failed' });

/** kind urgency who cause clock (minutes after at(0)) */
function told(receipts: readonly ReceiptRecord[], now: Instant, submission: typeof SENT | null = SENT): readonly string[] {
  const state = foldReceipts({ submission, receipts, now });
  return problemsOf({ state, date: at(-1), hasSentCopy: submission !== null, now }).map(
    ({ kind, urgency, recipients, cause, statusCode, clock }) =>
      [
        kind,
        urgency,
        recipients.join('+'),
        cause ?? '',
        statusCode ?? '',
        clock === null ? '' : `${clock.what}@${(clock.at - at(0)) / 60_000}`,
      ]
        .filter((part) => part !== '')
        .join(' '),
  );
}

test.each<[given: string, receipts: readonly ReceiptRecord[], minutes: number, then: readonly string[]]>([
  ['just sent', [], 5, []],
  ['no acceptance after 15 minutes', [], 20, ['acceptanceLate soon acceptance@59']],
  ['no acceptance after an hour', [], 70, ['acceptanceLate now acceptance@59']],
  ['accepted, in delivery', [acceptance], 11 * 60, []],
  ['first notice', [acceptance, notice12, deliveryC], 13 * 60, [`delayed soon ${B} outcome@1440`]],
  ['second notice', [acceptance, notice12, notice24, deliveryC], 24 * 60, [`expired now ${B}`]],
  ['nothing at all after a day', [acceptance, deliveryC], 26 * 60, [`noOutcome now ${B}`]],
  ['nothing for both after a day', [acceptance], 26 * 60, [`noOutcome now ${B}+${C}`]],
  ['box full', [acceptance, deliveryC, failed(B, 'altro', '5.2.2 - casella piena')], 60, [`failed now ${B} mailboxFull 5.2.2`]],
  ['unknown mailbox', [acceptance, deliveryC, failed(B, 'no-dest', null)], 60, [`failed now ${B} unknownRecipient`]],
  [
    'two recipients, one cause',
    [acceptance, failed(B, 'altro', '5.1.1 indirizzo non valido'), failed(C, 'altro', '5.1.1 indirizzo non valido')],
    60,
    [`failed now ${B}+${C} unknownRecipient 5.1.1`],
  ],
  [
    'two recipients, two causes',
    [acceptance, failed(B, 'no-dest', null), failed(C, 'altro', '5.2.2 piena')],
    60,
    [`failed now ${B} unknownRecipient`, `failed now ${C} mailboxFull 5.2.2`],
  ],
  ['virus', [acceptance, virus, deliveryB, deliveryC], 60, ['virus now virus']],
  ['not accepted', [refusal], 60, ['refused now other 5.1.7']],
  ['delivered and failed', [acceptance, deliveryB, deliveryC, failed(B, 'altro', null)], 60, [`conflict now ${B}`]],
  ['all delivered', [acceptance, deliveryB, deliveryC], 26 * 60, []],
  ['all delivered, and a forged one', [acceptance, deliveryB, deliveryC, forged], 60, ['contradiction watch']],
  ['delivered without acceptance', [deliveryB, deliveryC], 60, ['contradiction watch']],
])('%s', (_given, receipts, minutes, then) => {
  expect(told(receipts, at(minutes))).toEqual(then);
});

test('a full box is the owner’s to keep; a time-out is not the recipient’s doing', () => {
  const whose = (receipts: readonly ReceiptRecord[], minutes: number): readonly string[] => {
    const now = at(minutes);
    return problemsOf({ state: foldReceipts({ submission: SENT, receipts, now }), date: at(-1), hasSentCopy: true, now }).map(
      ({ attributable, steps }) => `${attributable}: ${steps.join(' ')}`,
    );
  };
  expect(whose([acceptance, deliveryC, failed(B, 'altro', '5.2.2 piena')], 60)).toEqual([
    'recipient: retryLater checkRegistry article3ter ordinaryForms',
  ]);
  expect(whose([acceptance, deliveryC, notice12, notice24], 24 * 60)).toEqual(['notRecipient: retryLater askProvider ordinaryForms']);
});

describe('the providers’ logs, kept 30 months', () => {
  const inMonths = (months: number, days = 0): Instant => asInstant(monthsAfter(at(0), months) + days * 86_400_000);
  const stale = [acceptance, deliveryC];

  test.each<[given: string, receipts: readonly ReceiptRecord[], now: Instant, then: string | undefined]>([
    ['before 24 months', stale, inMonths(24, -1), undefined],
    ['from 24 months', stale, inMonths(24), 'watch'],
    ['from 27 months', stale, inMonths(27), 'soon'],
    ['from 29 months', stale, inMonths(29), 'now'],
    ['the log is gone', stale, inMonths(30), undefined],
    ['nothing is missing', [acceptance, deliveryB, deliveryC], inMonths(29), undefined],
    ['the failure is documented', [acceptance, deliveryC, failed(B, 'no-dest', null)], inMonths(29), undefined],
    ['the acceptance is missing', [deliveryB, deliveryC], inMonths(29), 'now'],
    ['it never left', [refusal], inMonths(29), undefined],
  ])('%s', (_given, receipts, now, then) => {
    const state = foldReceipts({ submission: SENT, receipts, now });
    const found = problemsOf({ state, date: at(0), hasSentCopy: true, now }).find(({ kind }) => kind === 'logsExpiring');
    expect(found?.urgency).toBe(then);
    if (found !== undefined) expect(found.clock).toEqual({ what: 'logs', at: inMonths(30) });
  });

  test('the next alarm is known ahead', () => {
    const next = (now: Instant): number | null =>
      nextLogAlarm({ state: foldReceipts({ submission: SENT, receipts: stale, now }), date: at(0), hasSentCopy: true, now });
    expect([next(at(60)), next(inMonths(24)), next(inMonths(28)), next(inMonths(29)), next(inMonths(30))]).toEqual([
      inMonths(24),
      inMonths(27),
      inMonths(29),
      inMonths(30),
      null,
    ]);
  });

  test('months end where the calendar does', () => {
    expect(monthsAfter(asInstant(Date.UTC(2024, 7, 31, 12)), 30)).toBe(Date.UTC(2027, 1, 28, 12));
  });
});

// The own clock says when something was sent and what time it is; what a provider certified says the rest.
const DAY = 24 * 60;
const YEARS = 3_653 * DAY;
describe('STO-10 a clock that jumped', () => {
  test.each([
    ['a day ahead', DAY],
    ['a day behind', -DAY],
    ['ten years ahead', YEARS],
    ['ten years behind', -YEARS],
  ])('%s while it was sent: once accepted, alarms go by the time of the provider', (_what, off) => {
    const sent = { ...SENT, submittedAt: at(off - 1) };
    // That a receipt is older than what it answers is said beside (SIG-28).
    const odd = off > 0 ? ['contradiction watch'] : [];
    expect([
      told([acceptance], at(11 * 60), sent),
      told([acceptance, notice12, deliveryC], at(13 * 60), sent),
      told([acceptance, deliveryC], at(26 * 60), sent),
      told([acceptance, deliveryB, deliveryC], at(30 * DAY), sent),
    ]).toEqual([odd, [`delayed soon ${B} outcome@1440`, ...odd], [`noOutcome now ${B}`, ...odd], odd]);
  });

  test.each([-YEARS, -DAY, -60, 0, DAY, YEARS])(
    'now it is %i minutes off: what was delivered stays so, and no alarm lies before its cause',
    (off) => {
      const receipts = [acceptance, deliveryB, deliveryC];
      const state = foldReceipts({ submission: SENT, receipts, now: at(off) });
      expect([state.summary.state, problemsOf({ state, date: at(-1), hasSentCopy: true, now: at(off) })]).toEqual(['allDelivered', []]);
      const open = foldReceipts({ submission: SENT, receipts: [acceptance], now: at(off) });
      const clocks = problemsOf({ state: open, date: at(-1), hasSentCopy: true, now: at(off) }).flatMap(({ clock }) => clock ?? []);
      expect(clocks.filter(({ at: due }) => due < at(0))).toEqual([]);
    },
  );
});
