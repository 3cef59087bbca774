// PEC-REFERENCE §4.1: the keys of a receipt in their order, and when no answer is the answer.
import { expect, test } from 'vitest';
import { asDispatchId } from '#shared/model/ids';
import { type Correlation, correlate, type DispatchCandidate, type ReceiptKeys } from '#main/pec/correlate';

const [first, second] = [asDispatchId('first'), asDispatchId('second')];
const one: DispatchCandidate = { id: first, msgid: '<m1@x>', identificativi: ['id1@x'] };
const two: DispatchCandidate = { id: second, msgid: '<m2@x>', identificativi: ['id2@x'] };
const keys = (values: Partial<ReceiptKeys>): ReceiptKeys => ({
  sender: 'anna@uno.example',
  msgid: '<m1@x>',
  identificativo: 'id1@x',
  outerReference: null,
  innerReference: null,
  ...values,
});

test.each<[given: string, keys: ReceiptKeys, candidates: readonly DispatchCandidate[], then: Correlation]>([
  ['by msgid', keys({}), [one, two], { state: 'linked', dispatch: first, msgid: '<m1@x>', by: 'msgid' }],
  [
    'no message known yet',
    keys({ msgid: '<m3@x>', identificativo: 'id3@x' }),
    [one],
    { state: 'linked', dispatch: null, msgid: '<m3@x>', by: 'msgid' },
  ],
  [
    'SIG-28 mittente of another account',
    keys({ sender: 'altri@uno.example' }),
    [one],
    { state: 'unlinked', reason: 'otherSender', candidates: [] },
  ],
  [
    'mittente in another case',
    keys({ sender: 'Anna@UNO.example' }),
    [one],
    { state: 'linked', dispatch: first, msgid: '<m1@x>', by: 'msgid' },
  ],
  [
    'msgid says one, identificativo another',
    keys({ msgid: '<m1@x>', identificativo: 'id2@x' }),
    [one, two],
    { state: 'unlinked', reason: 'keysDisagree', candidates: [second] },
  ],
  [
    'two messages with one msgid',
    keys({ identificativo: 'id9@x' }),
    [one, { ...two, msgid: '<m1@x>' }],
    { state: 'unlinked', reason: 'ambiguous', candidates: [first, second] },
  ],
  ['by identificativo', keys({ msgid: null }), [one, two], { state: 'linked', dispatch: first, msgid: '<m1@x>', by: 'identificativo' }],
  [
    'outer reference is not used when there is a msgid',
    keys({ outerReference: '<m2@x>' }),
    [one, two],
    { state: 'linked', dispatch: first, msgid: '<m1@x>', by: 'msgid' },
  ],
  [
    'by outer reference',
    keys({ msgid: null, identificativo: 'id9@x', outerReference: '<m2@x>' }),
    [one, two],
    { state: 'linked', dispatch: second, msgid: '<m2@x>', by: 'outerReference' },
  ],
  [
    'by the reference inside the original',
    keys({ msgid: null, identificativo: 'id9@x', innerReference: '<m2@x>' }),
    [one, two],
    { state: 'linked', dispatch: second, msgid: '<m2@x>', by: 'innerReference' },
  ],
  [
    "no id but the provider's",
    keys({ msgid: null, identificativo: 'id9@x' }),
    [one],
    { state: 'linked', dispatch: null, msgid: '<id9@x>', by: 'identificativo' },
  ],
  [
    'ids are compared with case',
    keys({ msgid: '<M1@x>', identificativo: 'id9@x' }),
    [one],
    { state: 'linked', dispatch: null, msgid: '<M1@x>', by: 'msgid' },
  ],
])('%s', (_given, given, candidates, then) => {
  expect(correlate(given, ['anna@uno.example'], candidates)).toEqual(then);
});
