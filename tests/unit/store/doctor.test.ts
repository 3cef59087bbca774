// The doctor finds what is not as it should be, and nothing in a sound profile.
import { expect, test } from 'vitest';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { putMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { schemaNumbers } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { saveMessage } from '#main/store/message';
import { sql } from '#main/store/sql';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('a');
const origin = { account: account.id, source: 'imap', detail: '', at: NOW } as const;

test('a sound profile has no findings', () => {
  const store = tempProfile({ key: new Uint8Array(32).fill(1) });
  store.write((tx) => {
    saveAccount(tx, account);
    const { hash } = putMessage(tx, Buffer.from('Subject: x\r\n\r\nhello'), { origin });
    saveMessage(tx, messageRecord(account.id, 1, { hash, indication: null, look: 'pending' }));
  });
  expect([checkStore(store), store.read((tx) => [checkLinks(tx), checkMessages(tx, 0, 10), checkParts(tx, 0, 10)])]).toEqual([
    { findings: [], rows: 2 },
    [[], { findings: [], checked: 1, next: 1 }, { findings: [], checked: 0, next: null }],
  ]);
});

test('rows without bytes, bytes without row, rows without report and an altered schema are named', () => {
  const store = tempProfile();
  const lost = messageRecord(account.id, 7);
  const hash = store.write((tx) => {
    saveAccount(tx, account);
    saveMessage(tx, lost);
    tx.run(sql`CREATE INDEX idx.surprise ON message (size_bytes)`);
    return putMessage(tx, Buffer.from('x'), { origin }).hash;
  });
  expect([checkStore(store).findings, store.read((tx) => checkLinks(tx))]).toEqual([
    [
      { id: 'store.schema', what: `index.db surprise (schema ${schemaNumbers().index})` },
      { id: 'store.reportMissing', what: lost.hash },
    ],
    [
      { id: 'archive.notIndexed', what: `${hash} a` },
      { id: 'archive.missing', what: lost.hash },
    ],
  ]);
});
