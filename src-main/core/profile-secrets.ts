// Secrets and database key of a profile for a host without a person at a keychain prompt: a sealed
// file under a key file beside the profile folder, so that a copy of the folder is not a copy of the
// mail. A profile that the app made with the system keychain is opened with the keychain.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SecretStore } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import { restoreProfile } from './backup.ts';
import { profileKey } from '#main/secrets/profile-key';
import { asStorageError } from '#main/store/storage-error';
import { openSecretStore } from '#main/secrets/secret-store';

export { signedBefore } from '#main/audit/standing';

const SEALED = 'secrets.sealed';
const SERVICE = 'plico';

export type ProfileSecrets = { readonly secrets: SecretStore; readonly key: Uint8Array };

/** `passphrase` null: the key file `<folder>.key`. Rejects with secret.wrong, secret.unavailable or storage.*. */
export async function openProfileSecrets(folder: string, passphrase: string | null): Promise<ProfileSecrets> {
  const file = path.join(folder, SEALED);
  const unlock = passphrase === null ? { keyFile: `${folder}.key` } : { passphrase };
  const madeByTheApp = !existsSync(file) && existsSync(path.join(folder, 'profile.json'));
  try {
    const secrets = await openSecretStore(
      madeByTheApp ? { use: 'keychain', service: SERVICE, otherwise: null } : { use: 'file', file, unlock },
    );
    return { secrets, key: await profileKey(secrets, folder) };
  } catch (error) {
    throw asStorageError(error, folder);
  }
}

/** For the app: a new profile asks the system keychain first; one with a sealed file keeps it. */
export async function openAppSecrets(folder: string): Promise<ProfileSecrets> {
  const sealed = { file: path.join(folder, SEALED), unlock: { keyFile: `${folder}.key` } };
  const made = existsSync(sealed.file);
  const secrets = await openSecretStore(made ? { use: 'file', ...sealed } : { use: 'keychain', service: SERVICE, otherwise: sealed });
  return { secrets, key: await profileKey(secrets, folder) };
}

/** Opens a backup with its passphrase and puts it under a new key file. Rejects with the errors of `restoreProfile`. */
export async function restoreWithPassphrase(backup: string, folder: string, passphrase: string): ReturnType<typeof restoreProfile> {
  const secrets = await openSecretStore({ use: 'file', file: path.join(folder, SEALED), unlock: { keyFile: `${folder}.key` } });
  return restoreProfile(backup, folder, { passphrase, secrets, clock: { now: () => asInstant(Date.now()) } });
}
