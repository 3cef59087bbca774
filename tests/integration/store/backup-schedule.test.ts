// Backups by themselves: due by the clock, in two places, old ones removed, a missing disk told and tried
// again; and one message out of a backup.
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hashOfBytes, putMessage } from '#main/archive/message';
import { messageFromBackup, restoreProfile } from '#main/core/backup';
import { createBackupSchedule, lastBackup } from '#main/core/backup-schedule';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { createLog } from '#main/log/log';
import { saveAccount } from '#main/store/account';
import { auditEntries } from '#main/store/audit-entry';
import { addHold, releaseHold } from '#main/store/legal-hold';
import { saveMessage } from '#main/store/message';
import { saveSetting, setting } from '#main/store/setting';
import { asInstant } from '#shared/model/ids';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('a');
const HOUR = 3_600_000;

function lab() {
  const store = tempProfile({ key: WRITER_KEY });
  store.write((tx) => {
    saveAccount(tx, account);
    const { hash } = putMessage(tx, numberedMessage(1), { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
    saveMessage(tx, messageRecord(account.id, 1, { hash, indication: null, look: 'pending' }));
  });
  let now = NOW;
  const clock = { now: () => asInstant(now) };
  const schedule = createBackupSchedule({ store, clock, log: createLog(), key: WRITER_KEY });
  const home = tempFolder();
  const places = ['uno', 'due'].map((name) => path.join(home, name));
  for (const place of places) mkdirSync(place);
  const copies = (): number[] => places.map((place) => (existsSync(place) ? readdirSync(place).length : -1));
  return { store, clock, schedule, home, places, copies, pass: (hours: number) => (now = asInstant(now + hours * HOUR)) };
}

test('STO-12 STO-10 copies are made when due, in both places, and only the newest are kept', async () => {
  const { store, clock, schedule, places, copies, pass } = lab();
  expect([schedule.state().plan, await schedule.run(), lastBackup(store)]).toEqual([null, 0, null]);
  await schedule.set({ places, everyHours: 24, keep: 2 }, 'una frase lunga');
  expect([await schedule.run(), copies()]).toEqual([2, [1, 1]]);
  pass(23);
  expect(await schedule.run()).toBe(0);
  for (let day = 0; day < 3; day += 1) {
    pass(25);
    expect(await schedule.run()).toBe(2);
  }
  expect(copies()).toEqual([2, 2]);
  const last = lastBackup(store);
  expect(last?.at).toBe(clock.now());
  const restored = path.join(tempFolder(), 'profilo');
  const options = { passphrase: 'una frase lunga', clock };
  expect(await restoreProfile(last?.folder ?? '', restored, { ...options, secrets: createMemorySecrets() })).toMatchObject({
    findings: [],
  });

  const wanted = hashOfBytes(numberedMessage(1));
  const one = await messageFromBackup(last?.folder ?? '', wanted.slice(0, 8), options);
  expect([one?.hash, Buffer.from(one?.bytes ?? '').equals(numberedMessage(1))]).toEqual([wanted, true]);
  expect(await messageFromBackup(last?.folder ?? '', 'ffffffff', options)).toBeNull();
  await expect(messageFromBackup(last?.folder ?? '', wanted, { ...options, passphrase: 'altra' })).rejects.toMatchObject({
    code: 'secret.wrong',
  });
  // A clock set back does not stop them for ever.
  pass(-1_000);
  expect(await schedule.run()).toBe(2);
});

test('STO-02 STO-12 what a kill left half made goes before the next copy; copies of another profile stay', async () => {
  const { store, clock, schedule, places, copies, pass } = lab();
  const [place = ''] = places;
  await schedule.set({ places: [place], everyHours: 24, keep: 1 }, 'una frase lunga');
  expect([await schedule.run(), copies()]).toEqual([1, [1, 0]]);
  // As a kill leaves it: begun under the next name, never shown under it.
  pass(25);
  const next = `plico-${new Date(clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
  const begun = store.read((tx) => setting(tx, 'backup.made'));
  store.write((tx) => saveSetting(tx, 'backup.made', { [place]: [...((begun as Record<string, string[]>)[place] ?? []), next] }));
  const foreign = ['plico-20200101-000000', 'plico-20200102-000000.part'];
  for (const name of [`${next}.part`, ...foreign]) mkdirSync(path.join(place, name));
  pass(1);
  expect(await schedule.run()).toBe(1);
  expect(readdirSync(place).filter((name) => !foreign.includes(name))).toEqual([path.basename(lastBackup(store)?.folder ?? '')]);
  expect(foreign.filter((name) => existsSync(path.join(place, name)))).toEqual(foreign);
});

test('STO-12 a place that is not there is told, the other is served, and it is tried again', async () => {
  const { schedule, places, copies } = lab();
  await schedule.set({ places, everyHours: 24, keep: 2 }, 'una frase lunga');
  const [first = ''] = places;
  renameSync(first, `${first}.away`);
  expect([await schedule.run(), copies()]).toEqual([1, [-1, 1]]);
  expect(schedule.state().places.map(({ error }) => error?.code ?? null)).toEqual(['input.file', null]);
  renameSync(`${first}.away`, first);
  expect([await schedule.run(), copies()]).toEqual([1, [1, 1]]);
  expect(schedule.state().places.map(({ error }) => error)).toEqual([null, null]);
});

test.each([
  ['no place', { places: [], everyHours: 24, keep: 2 }, 'x', 'places'],
  ['three places', { places: ['/a', '/b', '/c'], everyHours: 24, keep: 2 }, 'x', 'places'],
  ['no hours', { places: ['/a'], everyHours: 0, keep: 2 }, 'x', 'everyHours'],
  ['none kept', { places: ['/a'], everyHours: 1, keep: 0 }, 'x', 'keep'],
  ['no passphrase', { places: ['/a'], everyHours: 1, keep: 1 }, '', 'passphrase'],
])('a plan that cannot be is refused: %s', async (_name, plan, passphrase, field) => {
  const { schedule } = lab();
  await expect(schedule.set(plan, passphrase)).rejects.toMatchObject({ code: 'input.invalid', values: { field } });
});

test('a copy inside the profile would be a copy of itself', async () => {
  const { store, schedule } = lab();
  const inside = { places: [path.join(store.folder, 'copie')], everyHours: 1, keep: 1 };
  await expect(schedule.set(inside, 'x')).rejects.toMatchObject({ values: { field: 'places' } });
});

test('STO-12 a legal hold keeps the copies older than it, whatever the plan says; released, they go', async () => {
  const { store, clock, schedule, places, copies, pass } = lab();
  const [place = ''] = places;
  await schedule.set({ places: [place], everyHours: 24, keep: 1 }, 'una frase lunga');
  await schedule.run();
  const [first = ''] = readdirSync(place);
  const hold = store.write((tx) => addHold(tx, { account: null, items: null, reason: 'causa', salt: Buffer.alloc(16), at: clock.now() }));
  for (let day = 0; day < 2; day += 1) {
    pass(25);
    await schedule.run();
  }
  // The one before the hold and the newest: the one between has nothing that the newest lacks.
  expect([copies()[0], existsSync(path.join(place, first)), schedule.state().places[0]?.held]).toEqual([2, true, 1]);
  store.write((tx) => releaseHold(tx, hold, 'finita', clock.now()));
  pass(25);
  await schedule.run();
  const told = store
    .read((tx) => auditEntries(tx, 0, 1_000))
    .map(({ entry }) => JSON.parse(Buffer.from(entry).toString('utf8')) as { event: string; data: { copy?: string } });
  expect([copies()[0], existsSync(path.join(place, first)), schedule.state().places[0]?.held]).toEqual([1, false, undefined]);
  expect(told.filter(({ event }) => event === 'backup.made').length).toBe(4);
  expect(told.filter(({ event, data }) => event === 'backup.removed' && data.copy === first).length).toBe(1);
});
