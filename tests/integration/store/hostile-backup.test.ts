// IMP-05: a backup or a saved setting made by an attacker is a named failure, or nothing; no server, path or
// anchor is taken from it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backupProfile, messageFromBackup, restoreProfile } from '#main/core/backup';
import { createBackupSchedule, lastBackup } from '#main/core/backup-schedule';
import { screenSettings } from '#main/core/screen-settings';
import { createLog } from '#main/log/log';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { saveSetting } from '#main/store/setting';
import { defaultSettings } from '#shared/contract/settings';
import { AppError } from '#shared/model/app-error';
import { WRITER_KEY } from '#tests/support/numbered-message';
import { accountRecord } from '#tests/support/store-records';
import { fixedClock, tempFolder, tempProfile } from '#tests/support/temp-profile';

const options = { passphrase: 'una frase lunga', clock: fixedClock() };

const home = mkdtempSync(path.join(tmpdir(), 'plico-hostile-'));
const original = path.join(home, 'copia');
beforeAll(async () => {
  const store = openProfile(path.join(home, 'profile'), { key: WRITER_KEY, clock: fixedClock() });
  store.write((tx) => saveAccount(tx, accountRecord('a')));
  await backupProfile(store, original, { ...options, key: WRITER_KEY });
  store.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function copyOfBackup(): string {
  const target = path.join(tempFolder(), 'copia');
  cpSync(original, target, { recursive: true });
  return target;
}

test.each<[what: string, file: string, content: string | Buffer]>([
  ['a sealed key that is text', 'key.sealed', 'not sealed at all'],
  [
    'a sealed key with parameters that would take a year',
    'key.sealed',
    '{"format":"plico-sealed/1","kdf":"scrypt","n":1073741824,"r":8,"p":1}',
  ],
  ['a sealed key of 4 MB of brackets', 'key.sealed', '['.repeat(4_000_000)],
  ['an archive that is no database', 'archive.db', Buffer.alloc(9_000, 0x41)],
  ['an archive in clear in place of the encrypted one', 'archive.db', Buffer.from('SQLite format 3\0')],
  ['an empty index', 'index.db', Buffer.alloc(0)],
])('IMP-05 %s is refused by name, and nothing is left of it', async (_what, file, content) => {
  const backup = copyOfBackup();
  writeFileSync(path.join(backup, file), content);
  const target = path.join(tempFolder(), 'profilo');
  const failure = await restoreProfile(backup, target, { ...options, secrets: createMemorySecrets() }).then(
    () => null,
    (error: unknown) => error,
  );
  // Made again from the archive: nothing in it is believed.
  if (file === 'index.db') return;
  expect(failure).toBeInstanceOf(AppError);
  await expect(messageFromBackup(backup, 'aaaaaaaa', options)).rejects.toBeInstanceOf(AppError);
});

test('IMP-05 saved values of another shape are as if they were not there', async () => {
  const store = tempProfile({ key: WRITER_KEY });
  const place = path.join(tempFolder(), 'altrove');
  mkdirSync(place);
  store.write((tx) => {
    saveSetting(tx, 'screen', { language: 'xx', theme: '<script>', railWidth: 1e9, __proto__: { polluted: true } });
    saveSetting(tx, 'backup.plan', { places: place, sealed: 7 });
    saveSetting(tx, 'backup.state', { length: 3, 0: 'x' });
    saveSetting(tx, 'backup.last', { at: 'yesterday', folder: 1 });
  });
  const schedule = createBackupSchedule({ store, clock: fixedClock(), log: createLog(), key: WRITER_KEY });
  expect([screenSettings(store), schedule.state(), lastBackup(store), await schedule.run()]).toEqual([
    defaultSettings,
    { plan: null, places: [] },
    null,
    0,
  ]);
});
