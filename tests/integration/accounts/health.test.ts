// Health of all boxes: what sync tells and what a person says, put together for the screen.
import { expect, test } from 'vitest';
import { createAccountService } from '#main/core/account-service';
import { createEventBus } from '#main/core/event-bus';
import { createHealthService } from '#main/core/health-service';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { saveMessage } from '#main/store/message';
import { saveAccount } from '#main/store/account';
import { auditEntries } from '#main/store/audit-entry';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import { careSentences } from '#shared/text/box-health';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const DAY = 86_400_000;

function lab() {
  const store = tempProfile();
  let now = NOW;
  const clock = { now: () => asInstant(now) };
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    saveMessage(tx, messageRecord(account.id, 1, { sortDate: asInstant(NOW - 3_600_000) }));
    saveMessage(tx, messageRecord(account.id, 2, { sortDate: asInstant(NOW - 3 * DAY) }));
  });
  const events = createEventBus('test');
  const neverAsked = { connect: () => Promise.reject(new Error('nobody connects here')) };
  const secrets = createMemorySecrets();
  const accounts = createAccountService({ store, secrets, imap: neverAsked, clock, events, loopbackRoots: null });
  const health = createHealthService({ store, clock, events, accounts });
  const box = () => {
    const found = health.all()[0];
    if (found === undefined) throw new Error('no box');
    return found;
  };
  return { store, accounts, health, id: account.id, box, pass: (ms: number) => (now = asInstant(now + ms)) };
}

test('a first sync has a pace and an estimate, and none once it is over', () => {
  const { accounts, health, id, box, pass } = lab();
  const progress = (done: number, total: number, phase: 'listing' | 'fetching'): void => {
    health.note({ kind: 'progress', account: id, folder: null, done, total, phase });
    accounts.updateHealth(id, { progress: { done, total, phase } });
  };
  expect(box().firstSync).toBeNull();
  progress(0, 0, 'listing');
  progress(0, 1_000, 'fetching');
  expect(box().firstSync).toMatchObject({ remainingSeconds: null, total: 1_000 });
  pass(10_000);
  progress(200, 1_000, 'fetching');
  expect(box().firstSync).toMatchObject({ done: 200, messagesPerSecond: 20, remainingSeconds: 40 });
  pass(-3_600_000);
  expect(box().firstSync?.remainingSeconds).toBeNull();
  accounts.updateHealth(id, { progress: null, lastCheck: NOW });
  health.note({ kind: 'passed', account: id, opened: 3 });
  progress(0, 0, 'listing');
  progress(0, 5, 'fetching');
  expect(box().firstSync).toBeNull();
});

test('new mail, quota with forecast, password age and expiry of one box', () => {
  const { accounts, health, id, box, pass } = lab();
  expect(box()).toMatchObject({ recent: 1, level: 'ok', password: { state: 'unknown' }, expiry: { state: 'unknown' }, quota: null });
  for (const day of [0, 1, 2, 3]) {
    accounts.updateHealth(id, { quota: { usedBytes: 800 + day * 20, limitBytes: 1_000 } });
    health.note({ kind: 'quota', account: id, usedBytes: 800 + day * 20, limitBytes: 1_000 });
    if (day < 3) pass(DAY);
  }
  const { quota } = box();
  expect(quota).toMatchObject({ usedBytes: 860, level: 'warning' });
  expect(Math.round(((quota?.fullAt ?? 0) - NOW) / DAY)).toBe(10);
  health.change(id, { passwordChangedAt: asInstant(NOW - 85 * DAY), passwordLifetimeDays: 90, expiresAt: asInstant(NOW - DAY) });
  expect(box()).toMatchObject({ level: 'critical', password: { state: 'due', days: 88 }, expiry: { state: 'past' } });
  expect(careSentences('it', box(), NOW + 3 * DAY)).toEqual([
    'Il contratto della casella è scaduto: rinnovalo presso il gestore.',
    'Al ritmo di ora la casella è piena tra 7 giorni.',
    'La password ha 88 giorni: tra poco può scadere. Cambiala presso il gestore.',
  ]);
  health.change(id, { passwordLifetimeDays: 0 });
  expect(box().password).toMatchObject({ state: 'unknown', lifetimeDays: 0 });
});

test('SYNC-18 NET-06 what a person must see is a notice until it is read: mass vanish, another issuer, a message left out', () => {
  const { store, health, id, box } = lab();
  const certificate = (fingerprint: string, issuer: string): void =>
    health.note({ kind: 'serverCertificate', account: id, fingerprint, issuer });
  certificate('aa', 'CA One');
  certificate('bb', 'CA One');
  expect(box().notices).toEqual([]);
  certificate('cc', 'CA Two');
  health.note({ kind: 'massVanish', account: id, folder: 'INBOX', vanished: 90, held: 100 });
  health.note({ kind: 'massVanish', account: id, folder: 'INBOX', vanished: 90, held: 100 });
  health.note({ kind: 'skipped', account: id, folder: 'INBOX', uid: 7, reason: 'tooLarge' });
  expect(box().notices.map(({ code, values }) => [code, values])).toEqual([
    ['messageSkipped', { folder: 'INBOX', uid: 7, reason: 'tooLarge' }],
    ['massVanish', { folder: 'INBOX', vanished: 90, held: 100 }],
    ['serverIdentityChanged', { issuer: 'CA Two', before: 'CA One' }],
  ]);
  expect(box().level).toBe('critical');
  const logged = store.read((tx) => auditEntries(tx, 0, 10)).map(({ entry }) => Buffer.from(entry).toString());
  expect(logged.filter((entry) => entry.includes('account.serverIdentityChanged'))).toHaveLength(1);
  for (const { number } of box().notices) health.dismiss(id, number);
  expect(box()).toMatchObject({ notices: [], level: 'ok' });
});

test('a box nobody could look into for a day needs a person; one being read, or one that is an archive, does not', () => {
  const { store, accounts, id, box, pass } = lab();
  accounts.updateHealth(id, { lastCheck: NOW });
  pass(DAY - 1);
  expect(box()).toMatchObject({ level: 'ok', uncheckedSince: null });
  pass(1);
  expect(box()).toMatchObject({ level: 'warning', uncheckedSince: NOW });
  expect(careSentences('it', box(), NOW + 3 * DAY)).toEqual([
    'L’ultimo controllo riuscito è di 3 giorni fa: la posta nuova può mancare qui.',
  ]);
  accounts.updateHealth(id, { progress: { done: 0, total: 0, phase: 'listing' } });
  expect(box()).toMatchObject({ level: 'ok', uncheckedSince: null });
  accounts.updateHealth(id, { progress: null });
  store.write((tx) => saveAccount(tx, { ...accountRecord('a'), offline: true }));
  expect(box()).toMatchObject({ level: 'ok', uncheckedSince: null });
});

test('folders that failed are named after the pass, and forgotten when they work again', () => {
  const { health, id, box } = lab();
  const pass = (failing: string | null): void => {
    health.note({ kind: 'progress', account: id, folder: null, done: 0, total: 0, phase: 'listing' });
    if (failing !== null)
      health.note({
        kind: 'folderFailed',
        account: id,
        folder: failing,
        error: new AppError('imap.refused', { values: { command: 'SELECT' } }),
      });
    health.note({ kind: 'passed', account: id, opened: 1 });
  };
  pass('Fatture');
  expect(box()).toMatchObject({ level: 'warning', folderErrors: [{ folder: 'Fatture', error: { code: 'imap.refused' } }] });
  pass(null);
  expect(box().folderErrors).toEqual([]);
});

test('events of a box that is gone are nothing', () => {
  const { health, box } = lab();
  health.note({ kind: 'quota', account: accountRecord('other').id, usedBytes: 1, limitBytes: 2 });
  expect(box().quota).toBeNull();
});
