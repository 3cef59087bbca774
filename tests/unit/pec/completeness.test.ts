// What a complete proof needs (PEC-REFERENCE §6).
import { expect, test } from 'vitest';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { proofCompleteness } from '#main/pec/completeness';
import { foldReceipts } from '#main/pec/receipt-fold';
import { at, hashOf, receipt } from '#tests/support/receipts';

const acceptance = receipt('acceptance', { type: 'acceptance' });
const bruno = receipt('bruno', { type: 'delivery', recipient: 'bruno@due.example', time: at(1) });
const carla = receipt('carla', { type: 'delivery', recipient: 'carla@tre.example', time: at(2) });
const brief = receipt('brief', { type: 'delivery', recipient: 'carla@tre.example', time: at(1), extent: 'brief' });

test.each<[given: string, receipts: readonly ReceiptRecord[], sent: boolean, complete: boolean, provesContent: boolean]>([
  ['all there', [acceptance, bruno, carla], true, true, true],
  ['the sent copy is inside a complete receipt', [acceptance, bruno, carla], false, true, true],
  ['no acceptance', [bruno, carla], true, false, false],
  ['one delivery missing', [acceptance, bruno], true, false, false],
  ['one delivery is brief', [acceptance, bruno, brief], true, true, false],
  ['brief and complete for one recipient', [acceptance, bruno, brief, carla], true, true, true],
  ['nothing', [], true, false, false],
])('%s', (_given, receipts, sent, complete, provesContent) => {
  const proof = proofCompleteness(foldReceipts({ submission: null, receipts, now: at(5) }), sent);
  expect([proof.complete, proof.provesContent]).toEqual([complete, provesContent]);
});

test('the items say what is there and what never will be', () => {
  expect(proofCompleteness(foldReceipts({ submission: null, receipts: [acceptance, bruno], now: at(5) }), false).items).toEqual([
    { kind: 'sentCopy', present: false },
    { kind: 'acceptance', receipt: hashOf('acceptance') },
    { kind: 'delivery', recipient: 'bruno@due.example', receipt: hashOf('bruno'), extent: 'complete', failure: null },
    { kind: 'delivery', recipient: 'carla@tre.example', receipt: null, extent: null, failure: null },
    { kind: 'ordinary', recipient: 'dino@mail.example' },
  ]);
});
