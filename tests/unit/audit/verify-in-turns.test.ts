// The check of the log lets others write between its steps: what they add to log and archive is no finding,
// and what they add to the archive alone is one (EVIDENCE §16).
import path from 'node:path';
import { expect, test } from 'vitest';
import { putMessage } from '#main/archive/message';
import { appendAudit } from '#main/audit/append';
import { verifyLogSteps } from '#main/audit/verify-log';
import { saveAccount } from '#main/store/account';
import { accountRecord } from '#tests/support/store-records';
import { NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

test('AUD-09 mail that arrives while the log is checked is found in both, or told', () => {
  const store = tempProfile({ folder: path.join(tempFolder(), 'profile') });
  const account = accountRecord('a');
  const arrive = (name: string, logged: boolean): string =>
    store.write((tx) => {
      const { hash } = putMessage(tx, Buffer.from(`Subject: ${name}\r\n\r\n${name}\r\n`), {
        origin: { account: account.id, source: 'imap', detail: '', at: NOW },
      });
      if (logged) appendAudit(tx, NOW, { event: 'message.stored', blob: hash, account: account.id, source: 'imap' });
      return hash;
    });
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 0; n < 2_500; n += 1) appendAudit(tx, NOW, { event: 'archive.checked', findings: n });
  });
  arrive('before', true);
  const steps = verifyLogSteps(store, { publicKey: null, head: null });
  const late: string[] = [];
  let count = 0;
  let step = steps.next();
  // In each of its steps, also after the last entry was read.
  for (; step.done !== true; step = steps.next(), count += 1) late.push(arrive(`late ${count}`, true));
  const silent = verifyLogSteps(store, { publicKey: null, head: null });
  silent.next();
  const unlogged = arrive('silent', false);
  let told = silent.next();
  while (told.done !== true) told = silent.next();
  expect({ steps: count >= 3, late: late.length, findings: step.value.findings, told: told.value.findings }).toEqual({
    steps: true,
    late: count,
    findings: [],
    told: [{ id: 'archive.unlogged', what: unlogged }],
  });
});
