// What the list asks of the store: buckets that add up, slices in order, patched frames equal to
// counted ones.
import { expect, test } from 'vitest';
import { saveAccount } from '#main/store/account';
import { saveFolder } from '#main/store/folder';
import { saveLocation, saveFlags } from '#main/store/location';
import { listFrame, listSlice, newestRows, placeOf } from '#main/store/list-frame';
import { saveHandling } from '#main/store/list-row';
import { saveMessage } from '#main/store/message';
import { asInstant } from '#shared/model/ids';
import { accountRecord, messageRecord, hashNumber } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

test('rows come newest first and unread follows the flags of the server', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    const folder = saveFolder(tx, account.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
    for (let n = 1; n <= 5; n += 1) {
      saveMessage(tx, messageRecord(account.id, n));
      saveLocation(tx, {
        folder,
        uidValidity: 1,
        uid: n,
        hash: hashNumber(n),
        sizeBytes: 100,
        flags: n % 2 === 0 ? ['\\Seen'] : [],
        internalDate: asInstant(n),
      });
    }
    saveFlags(tx, folder, 1, 5, ['\\Seen']);
    saveHandling(tx, account.id, hashNumber(4), { state: 'inCharge', by: 'Anna', since: asInstant(9) });
  });
  const all = { view: 'all', account: null } as const;
  expect(store.read((tx) => newestRows(tx, all, 10)).map(({ subject, unread, handling }) => [subject, unread, handling?.state])).toEqual([
    ['subject 5', false, 'unhandled'],
    ['subject 4', false, 'inCharge'],
    ['subject 3', true, 'unhandled'],
    ['subject 2', false, 'unhandled'],
    ['subject 1', true, 'unhandled'],
  ]);
  const frame = store.read((tx) => listFrame(tx, all));
  expect(frame.count).toBe(5);
  expect(store.read((tx) => listSlice(tx, all, frame.buckets[0]?.firstKey ?? '', 3, 10)).map((row) => row.subject)).toEqual([
    'subject 2',
    'subject 1',
  ]);
  expect(store.read((tx) => placeOf(tx, all, newestRows(tx, all, 10)[3]?.key ?? ''))).toEqual({ index: 3, present: true });
  expect(store.read((tx) => listFrame(tx, { view: 'inCharge', account: account.id }).count)).toBe(1);
});
