// The state is a function of the set of receipts: order, repetition and unproven receipts change nothing.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { foldReceipts, type SubmissionFacts } from '#main/pec/receipt-fold';
import { at, receipt } from '#tests/support/receipts';

const ADDRESSES = ['bruno@due.example', 'carla@tre.example', 'dino@mail.example', 'nessuno@altrove.example'];
const SENT: SubmissionFacts = { recipients: ADDRESSES.slice(0, 3).map((address) => ({ address, role: 'to' })), submittedAt: at(-1) };

const anyReceipt: fc.Arbitrary<ReceiptRecord> = fc
  .record({
    name: fc.nat(40),
    type: fc.constantFrom<ReceiptRecord['type']>(
      'acceptance',
      'nonAcceptance',
      'serverAcceptance',
      'delivery',
      'deliveryError',
      'deliveryTimeoutWarning',
      'virusDetected',
    ),
    recipient: fc.constantFrom(...ADDRESSES),
    minutes: fc.constantFrom(0, 1, 2, 60, 720, 1_200, 1_380, 1_500),
    identificativo: fc.constantFrom('id1@x', 'id2@x'),
    verdict: fc.constantFrom<ReceiptRecord['verdict']>('passed', 'passed', 'passed', 'failed', 'indeterminate'),
  })
  .map(({ name, type, recipient, minutes, identificativo, verdict }) => {
    const general = type === 'acceptance' || type === 'nonAcceptance';
    const taken = name % 3 === 0 ? [] : [{ address: recipient, certified: true }];
    return receipt(`r${name} ${type} ${recipient} ${minutes} ${identificativo} ${verdict}`, {
      type,
      recipient: general ? null : recipient,
      time: at(minutes),
      identificativo,
      verdict,
      ...(type === 'serverAcceptance' ? { recipients: taken } : {}),
    });
  });
const receipts = fc.uniqueArray(anyReceipt, { maxLength: 12, selector: (entry) => entry.hash });
const submission = fc.constantFrom(SENT, null);
const now = at(3_000);
const RUNS = { numRuns: 2_000, seed: 20_261_122 };

test('order never matters', () => {
  fc.assert(
    fc.property(
      receipts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      submission,
      ([all, shuffled], sent) => {
        expect(foldReceipts({ submission: sent, receipts: shuffled, now })).toEqual(foldReceipts({ submission: sent, receipts: all, now }));
      },
    ),
    RUNS,
  );
});

test('the same receipt twice is one piece of evidence (SIG-28)', () => {
  fc.assert(
    fc.property(receipts, submission, (all, sent) => {
      expect(foldReceipts({ submission: sent, receipts: [...all, ...all], now })).toEqual(
        foldReceipts({ submission: sent, receipts: all, now }),
      );
    }),
    RUNS,
  );
});

test('unproven receipts change no status and no summary of a sent message', () => {
  fc.assert(
    fc.property(receipts, (all) => {
      const whole = foldReceipts({ submission: SENT, receipts: all, now });
      const proven = foldReceipts({ submission: SENT, receipts: all.filter((entry) => entry.verdict === 'passed'), now });
      expect([whole.summary, whole.recipients.map(({ address, status }) => [address, status])]).toEqual([
        proven.summary,
        proven.recipients.map(({ address, status }) => [address, status]),
      ]);
    }),
    RUNS,
  );
});

test('no receipt is lost: every one is listed somewhere', () => {
  fc.assert(
    fc.property(receipts, submission, (all, sent) => {
      const state = foldReceipts({ submission: sent, receipts: all, now });
      const listed = new Set(
        [
          ...state.general,
          ...state.generalClaimed,
          ...state.recipients.flatMap((recipient) => [...recipient.receipts, ...recipient.claimed]),
        ].map((entry) => entry.hash),
      );
      expect(all.filter((entry) => !listed.has(entry.hash))).toEqual([]);
    }),
    RUNS,
  );
});

test('delivered only with a proven delivery, all delivered only when every certified recipient is', () => {
  fc.assert(
    fc.property(receipts, submission, (all, sent) => {
      const state = foldReceipts({ submission: sent, receipts: all, now });
      for (const recipient of state.recipients) {
        const isDelivered = recipient.status === 'delivered' || recipient.status === 'deliveredLate' || recipient.status === 'conflict';
        const proof = all.some((entry) => entry.verdict === 'passed' && entry.type === 'delivery' && entry.recipient === recipient.address);
        const accepted = all.some((entry) => entry.verdict === 'passed' && entry.type === 'nonAcceptance');
        expect(isDelivered ? proof || accepted : true).toBe(true);
      }
      const pending = state.recipients.some(
        (recipient) =>
          recipient.role !== 'notAddressed' &&
          recipient.certified !== false &&
          recipient.status !== 'delivered' &&
          recipient.status !== 'deliveredLate',
      );
      expect(state.summary.state === 'allDelivered' && pending).toBe(false);
    }),
    RUNS,
  );
});
