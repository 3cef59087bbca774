// What goes through the boxes, and a new password that is kept only when it works.
import { expect, test } from 'vitest';
import { createAccountService } from '#main/core/account-service';
import { createEventBus } from '#main/core/event-bus';
import { boxFigures, lastWeeks } from '#main/core/figures';
import type { ImapConnector } from '#main/ports';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { auditEntries } from '#main/store/audit-entry';
import { saveAccount } from '#main/store/account';
import { boxCare } from '#main/store/box-care';
import { saveDispatch } from '#main/store/dispatch';
import { saveMessage } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { asDispatchId, asInstant } from '#shared/model/ids';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const DAY = 86_400_000;
const clock = { now: () => NOW };

test('weeks begin on Monday, the present one last', () => {
  // 20 November 2026 is a Friday.
  const weeks = lastWeeks(asInstant(Date.UTC(2026, 10, 20, 9)));
  expect([weeks.length, weeks.at(-1), weeks[0]]).toEqual([12, Date.UTC(2026, 10, 16), Date.UTC(2026, 7, 31)]);
  expect(lastWeeks(asInstant(Date.UTC(2026, 10, 16))).at(-1)).toBe(Date.UTC(2026, 10, 16));
});

test('messages by week, what waits, what has a problem', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  const state = { summary: { state: 'waitingForAcceptance' }, recipients: [], general: [], generalClaimed: [], findings: [] } as const;
  store.write((tx) => {
    saveAccount(tx, account);
    saveAccount(tx, accountRecord('b'));
    for (const [n, age] of [0, 0, 7, 400].entries())
      saveMessage(tx, messageRecord(account.id, n + 1, { sortDate: asInstant(NOW - age * DAY) }));
    saveDispatch(tx, {
      id: asDispatchId('d1'),
      account: account.id,
      msgid: '<m@x>',
      identificativi: [],
      sent: null,
      subject: 'x',
      from: 'a@x',
      date: NOW,
      state,
      problem: true,
      problemAt: NOW,
      nextChangeAt: asInstant(NOW + 60_000),
      hasAttachments: false,
      preview: '',
    });
  });
  const [a, b] = boxFigures({ store, clock }).boxes;
  expect([a?.received.slice(-2), a?.received.slice(0, -2).every((count) => count === 0), a?.sent.at(-1)]).toEqual([[1, 2], true, 1]);
  expect([a?.waiting, a?.problems, b?.waiting, b?.problems]).toEqual([1, 1, 0, 0]);
});

test('a password that does not work leaves the old one; one that works is kept and clears the error', async () => {
  const store = tempProfile();
  const account = accountRecord('a');
  store.write((tx) => saveAccount(tx, account));
  const secrets = createMemorySecrets();
  await secrets.set(`account:${account.id}`, 'old');
  const tried: string[] = [];
  const connect: ImapConnector['connect'] = (_endpoint, { password }) => {
    tried.push(password);
    return Promise.reject(new AppError(password === 'right' ? 'notFound' : 'imap.auth', { retry: 'afterUser' }));
  };
  const make = (imap: ImapConnector) =>
    createAccountService({ store, secrets, imap, clock, events: createEventBus('test'), loopbackRoots: null });
  const accounts = make({ connect });
  accounts.updateHealth(account.id, { error: { code: 'imap.auth', values: {} } });
  await expect(accounts.changePassword(account.id, 'wrong')).rejects.toMatchObject({ code: 'imap.auth' });
  expect([await secrets.get(`account:${account.id}`), accounts.list()[0]?.health.state]).toEqual(['old', 'error']);

  const works = { listFolders: () => Promise.resolve([]), close: () => Promise.resolve() };
  await make({ connect: () => Promise.resolve(works as unknown as Awaited<ReturnType<ImapConnector['connect']>>) }).changePassword(
    account.id,
    'right',
  );
  expect([
    await secrets.get(`account:${account.id}`),
    make({ connect }).list()[0]?.health.state,
    store.read((tx) => boxCare(tx, account.id).passwordChangedAt),
    tried,
  ]).toEqual(['right', 'never', NOW, ['wrong']]);
});

test('AUD-06 a crash between the log and the secret store: the log says that a password was asked for, and no more', async () => {
  const store = tempProfile();
  const account = accountRecord('a');
  store.write((tx) => saveAccount(tx, account));
  const secrets = createMemorySecrets();
  await secrets.set(`account:${account.id}`, 'old');
  const works = { listFolders: () => Promise.resolve([]), close: () => Promise.resolve() };
  const imap: ImapConnector = { connect: () => Promise.resolve(works as unknown as Awaited<ReturnType<ImapConnector['connect']>>) };
  const dies = { ...secrets, set: () => Promise.reject(new Error('killed')) };
  const service = (kept: typeof secrets) =>
    createAccountService({ store, secrets: kept, imap, clock, events: createEventBus('test'), loopbackRoots: null });
  const told = (): readonly (string | undefined)[] =>
    store
      .read((tx) => auditEntries(tx, 0, 100))
      .map(({ entry }) => (JSON.parse(Buffer.from(entry).toString('utf8')) as { readonly data: { readonly what?: string } }).data.what)
      .filter((what) => what !== undefined);
  await expect(service(dies).changePassword(account.id, 'new')).rejects.toThrow('killed');
  expect([told(), await secrets.get(`account:${account.id}`)]).toEqual([['passwordAsked'], 'old']);
  await service(secrets).changePassword(account.id, 'new');
  expect([told(), await secrets.get(`account:${account.id}`)]).toEqual([['passwordAsked', 'passwordAsked', 'password'], 'new']);
});
