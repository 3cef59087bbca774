// Where passwords and the profile key are kept, in this order: the system keychain, a sealed file
// under a passphrase or a key file, memory. Never in clear, and never weaker by silence: `kind` says
// what it is (DECISIONS, Credentials; THREATS LOC-03).
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { SecretStore } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { openFileSecrets } from './file-secrets.ts';
import { ensureKeyFile, readKeyFile } from './key-file.ts';
import { openKeychain } from './keychain.ts';
import { createMemorySecrets } from './memory-secrets.ts';

export type SecretStoreOptions =
  /** The keychain, else the sealed file of `otherwise`. */
  | { readonly use: 'keychain'; readonly service: string; readonly otherwise: FileOptions | null }
  | ({ readonly use: 'file' } & FileOptions)
  | { readonly use: 'memory' };

export type FileOptions = {
  readonly file: string;
  readonly unlock: { readonly passphrase: string } | { readonly keyFile: string };
};

/** Rejects with AppError secret.wrong or secret.unavailable. */
export async function openSecretStore(options: SecretStoreOptions): Promise<SecretStore> {
  switch (options.use) {
    case 'memory':
      return createMemorySecrets();
    case 'file':
      return openFile(options);
    case 'keychain': {
      const keychain = await openKeychain(options.service);
      if (keychain !== null) return keychain;
      return options.otherwise === null ? createMemorySecrets() : openFile(options.otherwise);
    }
  }
}

async function openFile({ file, unlock }: FileOptions): Promise<SecretStore> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if ('passphrase' in unlock) return openFileSecrets(file, unlock);
  const { keyFile } = unlock;
  // A new key opens nothing that was sealed before: none is made for a folder that was copied without its own.
  if (existsSync(file) && readKeyFile(keyFile) === null)
    throw new AppError('secret.unavailable', { retry: 'afterUser', values: { file: keyFile } });
  try {
    return await openFileSecrets(file, { key: ensureKeyFile(keyFile) });
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'secret.wrong') throw cause;
    throw new AppError('secret.wrong', { retry: 'afterUser', values: { keyFile }, cause });
  }
}
