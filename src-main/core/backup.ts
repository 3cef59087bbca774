// `plico backup` and `plico restore`: a verified copy of the profile and, beside it, its key under a
// passphrase, so that another machine can open it. Passwords of the boxes are not in it.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { readMessage } from '#main/archive/message';
import { copyClosedProfile, copyProfile, type CopyReport } from '#main/archive/verified-copy';
import type { SecretStore } from '#main/ports';
import { readPrivateFile, writePrivateFile } from '#main/secrets/private-file';
import { adoptProfileKey } from '#main/secrets/profile-key';
import { seal, unseal } from '#main/secrets/sealed';
import { openProfile, type Store } from '#main/store/database';
import { messagesByPrefix } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { BlobHash, Instant } from '#shared/model/ids';
import { disarm, type Disarmed } from './restored-profile.ts';

export const KEY_FILE = 'key.sealed';

export type BackupOptions = {
  readonly key: Uint8Array;
  readonly passphrase: string;
  readonly clock: { now(): Instant };
  readonly onProgress?: (share: number) => void;
};

/** Rejects with the errors of `copyProfile`. */
export async function backupProfile(store: Store, target: string, options: BackupOptions): Promise<CopyReport> {
  const sealed = await seal(Buffer.from(options.key).toString('hex'), { passphrase: options.passphrase });
  return copyProfile(store, target, options, options.onProgress, (folder) => writePrivateFile(path.join(folder, KEY_FILE), sealed));
}

/** The exact bytes of one message out of a backup; null when it holds none whose hash begins so. Throws as `restoreProfile`. */
export async function messageFromBackup(
  backup: string,
  prefix: string,
  options: { readonly passphrase: string; readonly clock: { now(): Instant } },
): Promise<{ readonly hash: BlobHash; readonly bytes: Uint8Array } | null> {
  const key = await keyOfBackup(backup, options.passphrase);
  const store = openProfile(backup, { key, clock: options.clock });
  try {
    return store.read((tx) => {
      const [found] = messagesByPrefix(tx, prefix, 1);
      return found === undefined ? null : { hash: found.hash, bytes: readMessage(tx, found.hash) };
    });
  } finally {
    store.close();
    rmSync(path.join(backup, 'profile.lock'), { force: true });
  }
}

async function keyOfBackup(backup: string, passphrase: string): Promise<Buffer> {
  const sealed = readPrivateFile(path.join(backup, KEY_FILE));
  if (sealed === null) throw new AppError('input.file', { retry: 'afterUser', values: { file: path.join(backup, KEY_FILE) } });
  return Buffer.from(await unseal(sealed, { passphrase }), 'hex');
}

/**
 * Only into an empty place: a profile that is there is never overwritten. What the backup trusted or sent to is
 * left out and named; verdicts are made again when it is opened, because anybody can write them. Rejects with
 * secret.wrong for another passphrase.
 */
export async function restoreProfile(
  backup: string,
  target: string,
  options: { readonly passphrase: string; readonly secrets: SecretStore; readonly clock: { now(): Instant } },
): Promise<CopyReport & Disarmed> {
  const key = await keyOfBackup(backup, options.passphrase);
  const report = await copyClosedProfile(backup, target, { key, clock: options.clock });
  const restored = openProfile(target, { key, clock: options.clock });
  let disarmed: Disarmed;
  try {
    disarmed = disarm(restored, options.clock);
  } finally {
    restored.close();
  }
  await adoptProfileKey(options.secrets, target, key);
  return { ...report, ...disarmed };
}
