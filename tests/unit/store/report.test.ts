// SIG-38: what was judged under an older policy stays as it was; what is shown is what the current one says.
import { expect, test } from 'vitest';
import { putMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import { addReport, newestReport, reportHistory } from '#main/store/report';
import { sql } from '#main/store/sql';
import { asInstant } from '#shared/model/ids';
import { judge, MATERIAL, NOW, signedMail } from '#tests/support/signed-mail';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

test('SIG-38 judged again under another policy: both reports are kept, and the current one decides', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  // A provider's mail without daticert.xml: a good signature for one policy, no receipt for the other.
  const bytes = signedMail({ certification: null });
  const subject = store.write((tx) => {
    saveAccount(tx, account);
    const { hash } = putMessage(tx, bytes, { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
    saveMessage(tx, messageRecord(account.id, 1, { hash }));
    return hash;
  });
  const old = { ...judge(bytes, MATERIAL, { policy: 'smime/1' }), subject };
  const now = { ...judge(bytes, MATERIAL, { judgedAt: asInstant(NOW + 1_000) }), subject };
  store.write((tx) => addReport(tx, old));
  const before = store.read((tx) => newestReport(tx, subject, 'smime/1'));
  store.write((tx) => addReport(tx, now));
  expect(store.read((tx) => reportHistory(tx, subject).map(({ policy, conclusion }) => [policy, conclusion.indication]))).toEqual([
    ['pec/1', 'failed'],
    ['smime/1', 'passed'],
  ]);
  expect(store.read((tx) => newestReport(tx, subject, 'pec/1'))?.conclusion).toMatchObject({ because: 'daticert.present' });
  expect([before, store.read((tx) => newestReport(tx, subject, 'smime/1'))]).toEqual([old, old]);
  for (const change of [sql`UPDATE report SET indication = 'passed'`, sql`DELETE FROM report`])
    expect(() => store.write((tx) => tx.run(change))).toThrow();
});
