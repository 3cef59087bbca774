import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldHandling, readChange, type HandlingChange, type HandlingEvent } from '#main/office/handling';
import { createHandlingService } from '#main/office/handling-service';
import { saveAccount } from '#main/store/account';
import { handlingOf } from '#main/store/list-row';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const TAKE: HandlingChange = { kind: 'take' };
const HANDLE: HandlingChange = { kind: 'handle', outcome: 'risposto', note: null };

function log(...changes: readonly HandlingChange[]): readonly HandlingEvent[] {
  return changes.map((change, index) => ({
    id: String(index).padStart(32, '0'),
    clock: index + 1,
    author: 'anna',
    at: NOW + index,
    change,
  }));
}

test.each<[given: string, events: readonly HandlingEvent[], state: string]>([
  ['nothing yet', [], 'unhandled'],
  ['taken', log(TAKE), 'inCharge'],
  ['taken and given back', log(TAKE, { kind: 'release' }), 'unhandled'],
  ['handled', log(TAKE, HANDLE), 'handled'],
  ['handled and opened again', log(HANDLE, { kind: 'reopen' }), 'unhandled'],
  ['handled, and that undone: it is in charge again', log(TAKE, HANDLE, { kind: 'undo', event: '1'.padStart(32, '0') }), 'inCharge'],
  ['the undo of something never seen changes nothing', log(TAKE, { kind: 'undo', event: 'f'.repeat(32) }), 'inCharge'],
])('%s', (_given, events, state) => {
  expect(foldHandling(events).state).toBe(state);
});

test('any order of the same events gives the same state', () => {
  const change = fc.oneof(
    fc.constant(TAKE),
    fc.constant(HANDLE),
    fc.constant<HandlingChange>({ kind: 'release' }),
    fc.nat(9).map((of): HandlingChange => ({ kind: 'undo', event: String(of).padStart(32, '0') })),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 10 }), fc.infiniteStream(fc.nat()), (changes, randoms) => {
      const events = log(...changes);
      const shuffled = [...events]
        .map((event) => ({ event, at: randoms.next().value }))
        .toSorted((a, b) => Number(a.at) - Number(b.at))
        .map(({ event }) => event);
      expect(foldHandling(shuffled)).toEqual(foldHandling(events));
    }),
  );
});

test.each([[null], [{}], [{ kind: 'fly' }], [{ kind: 'undo' }], ['take']])(
  'a change that is not understood is passed over: %j',
  (value) => {
    expect(readChange(value)).toBeNull();
  },
);

describe('the service', () => {
  test('writes events, folds them, and undo takes back one of them', () => {
    const store = tempProfile();
    const account = asAccountId('anna@pec.example');
    const settings = { login: '', imap: null, smtp: null };
    store.write((tx) =>
      saveAccount(tx, { id: account, address: account, label: 'Anna', colour: 0, provider: '', offline: false, settings, createdAt: NOW }),
    );
    const service = createHandlingService({ store, clock: { now: () => NOW } });
    const subject = { account, subject: asBlobHash('1'.repeat(64)) };
    const taken = service.change(subject, TAKE, 'anna');
    const handled = service.change(subject, HANDLE, 'bruno');
    const undone = service.change(subject, { kind: 'undo', event: handled.event }, 'anna');
    expect([taken, handled, undone].map(({ handling }) => handling)).toEqual([
      { state: 'inCharge', by: 'anna', since: NOW },
      { state: 'handled', by: 'bruno', since: NOW },
      { state: 'inCharge', by: 'anna', since: NOW },
    ]);
    expect(service.history(subject).map(({ change }) => change.kind)).toEqual(['take', 'handle', 'undo']);
    expect(store.read((tx) => handlingOf(tx, account, subject.subject))).toEqual({ state: 'inCharge', by: 'anna', since: NOW });
  });
});
