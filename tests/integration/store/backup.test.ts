// STO-12: a backup made while mail arrives is whole, byte-equal, opens elsewhere with its passphrase,
// and damage in it is named. Nothing that exists is overwritten.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkProfile } from '#main/archive/verified-copy';
import { forEachMessage, hashOfBytes, putMessage } from '#main/archive/message';
import { backupProfile, restoreProfile } from '#main/core/backup';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { profileKey } from '#main/secrets/profile-key';
import { saveAccount } from '#main/store/account';
import { openProfile, type Store } from '#main/store/database';
import { saveMessage } from '#main/store/message';
import type { BlobHash } from '#shared/model/ids';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('a');
const origin = { account: account.id, source: 'imap', detail: '', at: NOW } as const;
const options = { key: WRITER_KEY, passphrase: 'una frase lunga', clock: fixedClock() };

function addMessages(store: Store, from: number, to: number): void {
  store.write((tx) => {
    for (let n = from; n < to; n += 1) {
      const { hash } = putMessage(tx, numberedMessage(n), { origin });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending' }));
    }
  });
}

function hashes(store: Store): BlobHash[] {
  const found: BlobHash[] = [];
  store.read((tx) => forEachMessage(tx, (hash, bytes) => found.push(hashOfBytes(bytes) === hash ? hash : hashOfBytes(Buffer.alloc(0)))));
  return found;
}

test('backup while writing, restore elsewhere', async () => {
  const store = tempProfile({ key: WRITER_KEY });
  store.write((tx) => saveAccount(tx, account));
  addMessages(store, 0, 200);
  const target = path.join(tempFolder(), 'copia');
  const progress: number[] = [];
  let next = 200;
  const report = await backupProfile(store, target, {
    ...options,
    onProgress: (share) => {
      progress.push(share);
      // Written after the copy began: not in it, and not disturbing it.
      addMessages(store, next, next + 20);
      next += 20;
    },
  });
  expect([report, progress.at(-1), next > 200]).toEqual([{ messages: 200, findings: [] }, 1, true]);

  const secrets = createMemorySecrets();
  const restored = path.join(tempFolder(), 'profilo');
  expect(await restoreProfile(target, restored, { ...options, secrets })).toMatchObject(report);
  const opened = openProfile(restored, { key: await profileKey(secrets, restored), clock: fixedClock() });
  expect(hashes(opened)).toEqual(hashes(store).slice(0, 200));
  opened.close();
  expect([hashes(store).length, checkProfile(store).findings]).toEqual([next, []]);
});

test('another passphrase, a place that is taken, a folder without backup', async () => {
  const store = tempProfile({ key: WRITER_KEY });
  store.write((tx) => saveAccount(tx, account));
  const target = path.join(tempFolder(), 'copia');
  await backupProfile(store, target, options);
  const secrets = createMemorySecrets();
  const taken = path.join(tempFolder(), 'taken');
  mkdirSync(taken);
  writeFileSync(path.join(taken, 'archive.db'), 'mine');
  await expect(restoreProfile(target, path.join(tempFolder(), 'x'), { ...options, secrets, passphrase: 'altra' })).rejects.toMatchObject({
    code: 'secret.wrong',
  });
  await expect(restoreProfile(target, taken, { ...options, secrets })).rejects.toMatchObject({ code: 'input.file' });
  await expect(backupProfile(store, target, options)).rejects.toMatchObject({ code: 'input.file' });
  await expect(restoreProfile(tempFolder(), path.join(tempFolder(), 'x'), { ...options, secrets })).rejects.toMatchObject({
    code: 'input.file',
  });
  expect(readFileSync(path.join(taken, 'archive.db'), 'utf8')).toBe('mine');
});

test('a bit changed in the backup is found before anything is restored', async () => {
  const store = tempProfile({ key: WRITER_KEY });
  store.write((tx) => saveAccount(tx, account));
  addMessages(store, 0, 60);
  const target = path.join(tempFolder(), 'copia');
  await backupProfile(store, target, options);
  const file = path.join(target, 'archive.db');
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length * 0.6)] = (bytes[Math.floor(bytes.length * 0.6)] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const restored = path.join(tempFolder(), 'x');
  await expect(restoreProfile(target, restored, { ...options, secrets: createMemorySecrets() })).rejects.toMatchObject({
    code: 'storage.damaged',
  });
  expect([existsSync(restored), existsSync(`${restored}.part`)]).toEqual([false, false]);
});
