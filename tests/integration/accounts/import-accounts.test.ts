// A table of boxes: each row added or refused by itself; a row without a password waits for one.
import { expect, test } from 'vitest';
import { createAccountService } from '#main/core/account-service';
import { createEventBus } from '#main/core/event-bus';
import { importAccounts } from '#main/core/import-accounts';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { AppError } from '#shared/model/app-error';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

test('rows are added or refused one by one, and a password may come later', async () => {
  const imap = { connect: () => Promise.reject(new AppError('imap.auth', { retry: 'afterUser' })) };
  const accounts = createAccountService({
    store: tempProfile(),
    secrets: createMemorySecrets(),
    imap,
    clock: fixedClock(),
    events: createEventBus('test'),
    loopbackRoots: null,
  });
  const table = [
    'indirizzo;nome;password;imap;smtp',
    'anna@studio.example;Anna;;imaps.pec.example;smtps.pec.example',
    'rosa@studio.example;Rosa;sbagliata;imaps.pec.example;smtps.pec.example',
    'senza@gestore.example;Senza;x;;',
    'anna@studio.example;Anna di nuovo;y;imaps.pec.example;smtps.pec.example',
  ].join('\r\n');
  const rows = await importAccounts(accounts, table, { test: true, onRow: () => undefined });
  expect(rows.map(({ line, reason, field }) => [line, reason, field])).toEqual([
    [2, 'passwordMissing', null],
    [3, 'imap.auth', null],
    [4, 'missing', 'imap'],
    [5, 'duplicate', 'address'],
  ]);
  expect(accounts.list().map(({ address, label }) => [address, label])).toEqual([['anna@studio.example', 'Anna']]);
  const [added] = accounts.all();
  await expect(accounts.imapAccess(added?.id ?? ('' as never))).rejects.toMatchObject({ code: 'secret.unavailable' });
});
