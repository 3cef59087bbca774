// `plico backup` and `plico restore`: a verified copy of the profile and, beside it, its key under a
// passphrase, so that another machine can open it. Passwords of the boxes are not in it.
import path from 'node:path';
import { copyClosedProfile, copyProfile, type CopyReport } from '#main/archive/verified-copy';
import type { SecretStore } from '#main/ports';
import { readPrivateFile, writePrivateFile } from '#main/secrets/private-file';
import { adoptProfileKey } from '#main/secrets/profile-key';
import { seal, unseal } from '#main/secrets/sealed';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { Instant } from '#shared/model/ids';

const KEY_FILE = 'key.sealed';

export type BackupOptions = {
  readonly key: Uint8Array;
  readonly passphrase: string;
  readonly clock: { now(): Instant };
  readonly onProgress?: (share: number) => void;
};

/** Rejects with the errors of `copyProfile`. */
export async function backupProfile(store: Store, target: string, options: BackupOptions): Promise<CopyReport> {
  const sealed = await seal(Buffer.from(options.key).toString('hex'), { passphrase: options.passphrase });
  const report = await copyProfile(store, target, options, options.onProgress);
  writePrivateFile(path.join(target, KEY_FILE), sealed);
  return report;
}

/** Only into an empty place: a profile that is there is never overwritten. Rejects with secret.wrong for another passphrase. */
export async function restoreProfile(
  backup: string,
  target: string,
  options: { readonly passphrase: string; readonly secrets: SecretStore; readonly clock: { now(): Instant } },
): Promise<CopyReport> {
  const sealed = readPrivateFile(path.join(backup, KEY_FILE));
  if (sealed === null) throw new AppError('input.file', { retry: 'afterUser', values: { file: path.join(backup, KEY_FILE) } });
  const key = Buffer.from(await unseal(sealed, { passphrase: options.passphrase }), 'hex');
  const report = await copyClosedProfile(backup, target, { key, clock: options.clock });
  await adoptProfileKey(options.secrets, target, key);
  return report;
}
