// Secrets in one sealed file, for hosts without a keychain. Every change writes the file anew.
import type { SecretStore } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import { seal, unseal, type Unlock } from './sealed.ts';

/** Throws AppError secret.wrong (passphrase, key or bytes) or secret.unavailable (others may read the file). */
export async function openFileSecrets(file: string, unlock: Unlock): Promise<SecretStore> {
  const values = await readValues(file, unlock);
  // One write after the other, so that the last change wins on disk too.
  let writing: Promise<void> = Promise.resolve();
  function change(action: () => void): Promise<void> {
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        action();
        writePrivateFile(file, await seal(JSON.stringify(Object.fromEntries(values)), unlock));
      });
    return writing;
  }
  return {
    kind: 'file',
    get: async (name) => values.get(name) ?? null,
    set: (name, value) => change(() => values.set(name, value)),
    delete: (name) => change(() => values.delete(name)),
  };
}

async function readValues(file: string, unlock: Unlock): Promise<Map<string, string>> {
  const sealed = readPrivateFile(file);
  if (sealed === null) return new Map();
  const values: unknown = JSON.parse(await unseal(sealed, unlock));
  if (typeof values !== 'object' || values === null) throw new AppError('secret.wrong', { values: { file } });
  return new Map(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
