// PEC-REFERENCE §4.3 as tables: receipts in, state out.
import { describe, expect, test } from 'vitest';
import type { DispatchState, ReceiptRecord } from '#shared/model/dispatch';
import { foldReceipts, type SubmissionFacts } from '#main/pec/receipt-fold';
import { at, nameOf, receipt } from '#tests/support/receipts';

const SENT: SubmissionFacts = {
  recipients: [
    { address: 'bruno@due.example', role: 'to' },
    { address: 'carla@tre.example', role: 'to' },
    { address: 'dino@mail.example', role: 'cc' },
  ],
  submittedAt: at(-1),
};
const B = 'bruno@due.example';
const C = 'carla@tre.example';
const acceptance = receipt('acceptance', { type: 'acceptance' });
const refusal = receipt('refusal', { type: 'nonAcceptance', errore: 'altro' });
const taken = receipt('taken', { type: 'serverAcceptance', time: at(1), recipients: [{ address: B, certified: true }] });
const deliveryB = receipt('delivery B', { type: 'delivery', recipient: B, time: at(2) });
const deliveryC = receipt('delivery C', { type: 'delivery', recipient: C, time: at(3) });
const lateB = receipt('late B', { type: 'delivery', recipient: B, time: at(25 * 60) });
const errorB = receipt('error B', { type: 'deliveryError', recipient: B, time: at(4), errore: 'no-dest' });
const notice12 = receipt('notice 12', { type: 'deliveryTimeoutWarning', recipient: B, time: at(12 * 60) });
const notice24 = receipt('notice 24', { type: 'deliveryTimeoutWarning', recipient: B, time: at(23 * 60) });
const forged = receipt('forged', { type: 'delivery', recipient: B, time: at(2), verdict: 'failed' });

/** bruno carla dino | summary */
function line(state: DispatchState): string {
  const { summary } = state;
  const numbers = 'delivered' in summary ? ` ${summary.delivered}/${summary.total}` : 'total' in summary ? ` ${summary.total}` : '';
  const failed = 'failed' in summary ? ` failed ${summary.failed}` : '';
  const late = (['delayed', 'overdue'] as const)
    .filter((what) => summary.state === 'inProgress' && summary[what] > 0)
    .map((what) => ` ${what} ${summary.state === 'inProgress' ? summary[what] : 0}`)
    .join('');
  return `${state.recipients.map((recipient) => recipient.status).join(' ')} | ${summary.state}${numbers}${failed}${late}`;
}
function codes(state: DispatchState): readonly string[] {
  return state.findings.map(
    (finding) =>
      `${finding.code}${finding.recipient === null ? '' : ` ${finding.recipient}`}: ${finding.receipts.map((hash) => nameOf(hash)).join(', ')}`,
  );
}
const fold = (receipts: readonly ReceiptRecord[], minutes = 5, submission: SubmissionFacts | null = SENT): DispatchState =>
  foldReceipts({ submission, receipts, now: at(minutes) });

test('a copy that names nobody does not make strangers of those whom the acceptance names', () => {
  const state = fold([acceptance, deliveryB], 5, { ...SENT, recipients: [] });
  expect(state.recipients.map(({ address, role }) => [address, role])).toEqual([
    ['bruno@due.example', 'to'],
    ['carla@tre.example', 'to'],
    ['dino@mail.example', 'to'],
  ]);
  expect(codes(state)).toEqual([]);
});

describe('status per recipient', () => {
  test.each<[given: string, receipts: readonly ReceiptRecord[], then: string]>([
    ['nothing yet', [], 'submitted submitted submitted | waitingForAcceptance'],
    ['accepted; the third is ordinary mail', [acceptance], 'accepted accepted ordinary | inProgress 0/2'],
    ['refused', [refusal], 'refused refused refused | refused'],
    ['taken in charge', [acceptance, taken], 'takenInCharge accepted ordinary | inProgress 0/2'],
    ['one delivered', [acceptance, deliveryB], 'delivered accepted ordinary | inProgress 1/2'],
    ['all certified delivered', [acceptance, deliveryB, deliveryC], 'delivered delivered ordinary | allDelivered 2'],
    ['delivery before acceptance', [deliveryB], 'delivered accepted ordinary | inProgress 1/2'],
    ['failed', [acceptance, errorB, deliveryC], 'failed delivered ordinary | someFailed 1/2 failed 1'],
    ['first notice', [acceptance, notice12], 'delayed accepted ordinary | inProgress 0/2 delayed 1'],
    ['final notice', [acceptance, notice12, notice24], 'expired accepted ordinary | someFailed 0/2 failed 1'],
    ['final notice alone', [acceptance, notice24], 'expired accepted ordinary | someFailed 0/2 failed 1'],
    [
      'delivered after the first notice',
      [acceptance, notice12, receipt('d', { type: 'delivery', recipient: B, time: at(14 * 60) })],
      'delivered accepted ordinary | inProgress 1/2',
    ],
    ['delivered after the final notice', [acceptance, notice24, lateB, deliveryC], 'deliveredLate delivered ordinary | allDelivered 2'],
    ['error and delivery', [acceptance, errorB, deliveryB], 'conflict accepted ordinary | needsAttention 0/2'],
    ['accepted and refused', [acceptance, refusal], 'conflict conflict conflict | needsAttention 0/2'],
    ['failed beats a final notice', [acceptance, notice24, errorB], 'failed accepted ordinary | someFailed 0/2 failed 1'],
    ['a forged delivery counts for nothing (SIG-04)', [acceptance, forged], 'accepted accepted ordinary | inProgress 0/2'],
    ['only a forged one', [forged], 'submitted submitted submitted | waitingForAcceptance'],
    [
      'an undecided one counts for nothing',
      [acceptance, { ...forged, verdict: 'indeterminate' }],
      'accepted accepted ordinary | inProgress 0/2',
    ],
    ['SIG-28 the same receipt twice', [acceptance, deliveryB, deliveryB], 'delivered accepted ordinary | inProgress 1/2'],
    [
      'only ordinary recipients',
      [receipt('a', { type: 'acceptance', recipients: SENT.recipients.map(({ address }) => ({ address, certified: false })) })],
      'ordinary ordinary ordinary | ordinaryOnly 3',
    ],
  ])('%s', (_given, receipts, then) => {
    expect(line(fold(receipts))).toBe(then);
  });

  test('what ought to have an outcome by now is overdue, no longer delayed, and the other without a notice is too', () => {
    expect([13, 24, 26].map((hours) => line(fold([acceptance, notice12], hours * 60)))).toEqual([
      'delayed accepted ordinary | inProgress 0/2 delayed 1',
      'delayed accepted ordinary | inProgress 0/2 delayed 1',
      'delayed accepted ordinary | inProgress 0/2 overdue 2',
    ]);
  });

  test('addresses are matched without regard to case', () => {
    const state = fold([acceptance, receipt('d', { type: 'delivery', recipient: 'BRUNO@due.example' })]);
    expect(line(state)).toBe('delivered accepted ordinary | inProgress 1/2');
  });

  test('without the sent copy the acceptance names the recipients', () => {
    const state = fold([deliveryB, acceptance], 5, null);
    expect(state.recipients.map(({ address, role, certified, status }) => `${address} ${role} ${certified} ${status}`)).toEqual([
      'bruno@due.example to true delivered',
      'carla@tre.example to true accepted',
      'dino@mail.example to false ordinary',
    ]);
  });

  test('without anything proven the recipients of claimed receipts are unknown', () => {
    expect(line(fold([forged], 5, null))).toBe('unknown unknown unknown | needsAttention 0/3');
  });

  test('a refused transmission and a second one that was accepted', () => {
    const second = receipt('second', { type: 'acceptance', identificativo: 'id2@uno.example', time: at(10) });
    const state = fold([refusal, second], 15);
    expect([line(state), codes(state)]).toEqual([
      'accepted accepted ordinary | inProgress 0/2',
      ['receipts.severalTransmissions: refusal, second'],
    ]);
  });

  test('receipts are listed with the recipient, general ones apart, claimed ones apart', () => {
    const state = fold([deliveryB, forged, acceptance, receipt('forged acceptance', { type: 'acceptance', verdict: 'failed' })]);
    const names = (receipts: readonly ReceiptRecord[]): readonly string[] => receipts.map((entry) => nameOf(entry.hash));
    expect({
      general: names(state.general),
      claimed: names(state.generalClaimed),
      bruno: names(state.recipients[0]?.receipts ?? []),
      brunoClaimed: names(state.recipients[0]?.claimed ?? []),
    }).toEqual({
      general: ['acceptance'],
      claimed: ['forged acceptance'],
      bruno: ['delivery B'],
      brunoClaimed: ['forged'],
    });
  });

  test('a claimed receipt for a stranger adds no recipient', () => {
    const state = fold([acceptance, { ...forged, recipient: 'stranger@evil.example' }]);
    expect([state.recipients.length, state.generalClaimed.length]).toEqual([3, 1]);
  });
});

describe('findings', () => {
  test.each<[given: string, receipts: readonly ReceiptRecord[], minutes: number, then: readonly string[]]>([
    ['all well', [acceptance, deliveryB, deliveryC], 5, []],
    ['nothing after 14 minutes', [], 13, []],
    ['no acceptance after 15 minutes', [], 15, ['acceptance.late: ']],
    ['acceptance missing', [deliveryB], 5, ['acceptance.missing: delivery B']],
    ['no outcome after 25 hours', [acceptance, deliveryB], 25 * 60 + 1, ['outcome.overdue carla@tre.example: ']],
    ['two outcomes', [acceptance, errorB, deliveryB], 5, ['outcome.conflict bruno@due.example: delivery B, error B']],
    [
      'a delivery that states an error',
      [acceptance, { ...deliveryB, errore: 'virus' }, deliveryC],
      5,
      ['delivery.statesError bruno@due.example: delivery B'],
    ],
    ['accepted and refused', [acceptance, refusal], 5, ['outcome.acceptedAndRefused: refusal, acceptance']],
    [
      'delivered late',
      [acceptance, notice24, lateB, deliveryC],
      26 * 60,
      ['delivery.afterFinalNotice bruno@due.example: notice 24, late B'],
    ],
    [
      'notice after the delivery',
      [acceptance, deliveryB, deliveryC, notice12],
      13 * 60,
      ['notice.afterDelivery bruno@due.example: delivery B, notice 12'],
    ],
    [
      'delivered before it was accepted',
      [receipt('late acceptance', { type: 'acceptance', time: at(10) }), deliveryB, deliveryC],
      15,
      [
        'time.outcomeBeforeAcceptance bruno@due.example: late acceptance, delivery B',
        'time.outcomeBeforeAcceptance carla@tre.example: late acceptance, delivery C',
      ],
    ],
    ['clocks a minute apart are no contradiction', [receipt('a', { type: 'acceptance', time: at(3) }), deliveryB, deliveryC], 5, []],
    ['SIG-28 dated before the submission', [receipt('old', { type: 'acceptance', time: at(-600) })], -590, ['time.beforeSubmission: old']],
    [
      'SIG-28 another transmission with the same id',
      [acceptance, receipt('other', { type: 'acceptance', identificativo: 'id0@uno.example', time: at(1) })],
      5,
      ['receipts.severalTransmissions: acceptance, other'],
    ],
    [
      'a recipient nobody addressed',
      [acceptance, receipt('alias', { type: 'delivery', recipient: 'lista@due.example', time: at(2) })],
      5,
      ['recipient.notAddressed lista@due.example: alias'],
    ],
    [
      'delivery to an ordinary address',
      [acceptance, receipt('d', { type: 'delivery', recipient: 'dino@mail.example', time: at(2) })],
      5,
      ['outcome.ordinaryDelivered dino@mail.example: d'],
    ],
    [
      'a recipient the acceptance does not name',
      [
        receipt('short', {
          type: 'acceptance',
          recipients: [
            { address: B, certified: true },
            { address: C, certified: true },
          ],
        }),
      ],
      5,
      ['recipient.notInAcceptance dino@mail.example: short'],
    ],
    ['unproven', [acceptance, forged], 5, ['receipt.unproven: forged']],
    ['virus', [acceptance, receipt('virus', { type: 'virusDetected', time: at(1) })], 5, ['virus.detected: virus']],
    [
      'notice of unknown stage',
      [receipt('notice', { type: 'deliveryTimeoutWarning', recipient: B, time: at(20 * 60) }), acceptance],
      21 * 60,
      ['notice.stageUnknown bruno@due.example: notice'],
    ],
  ])('%s', (_given, receipts, minutes, then) => {
    expect(codes(fold(receipts, minutes))).toEqual(then);
  });
});

describe('ARCHITECTURE §6 how the hand-over stands', () => {
  test.each<
    [
      given: string,
      handOver: NonNullable<SubmissionFacts['handOver']>,
      receipts: readonly ReceiptRecord[],
      then: string,
      findings: readonly string[],
    ]
  >([
    ['taken, nothing else', 'taken', [], 'submitted submitted submitted | waitingForAcceptance', []],
    ['not taken yet', 'waiting', [], 'submitted submitted submitted | waitingForAcceptance', ['submission.waiting: ']],
    ['refused at SMTP', 'refused', [], 'refused refused refused | refused', ['submission.refused: ']],
    ['nobody knows', 'unknown', [], 'unknown unknown unknown | needsAttention 0/3', ['submission.unknown: ']],
    ['nobody knew, and it was accepted', 'unknown', [acceptance], 'accepted accepted ordinary | inProgress 0/2', []],
    ['nobody knew, and it was refused', 'unknown', [refusal], 'refused refused refused | refused', []],
    [
      'a forged receipt settles nothing',
      'unknown',
      [forged],
      'unknown unknown unknown | needsAttention 0/3',
      ['submission.unknown: ', 'receipt.unproven: forged'],
    ],
  ])('%s', (_given, handOver, receipts, then, findings) => {
    const state = fold(receipts, 5, { ...SENT, handOver });
    expect([line(state), codes(state)]).toEqual([then, findings]);
  });

  test('lateness counts from the moment it was taken, and only when it was', () => {
    const late = (submission: SubmissionFacts): readonly string[] => codes(fold([], 60, submission));
    expect([late(SENT), late({ ...SENT, handOver: 'taken', takenAt: at(50) }), late({ ...SENT, handOver: 'waiting' })]).toEqual([
      ['acceptance.late: '],
      [],
      ['submission.waiting: '],
    ]);
  });
});
