// The system's keychain: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux.
// On Linux the store is pinned: left alone the library falls silently back to the kernel keyring, which is
// empty after a reboot (STACK-FINDINGS §6, November 2026).
import { AsyncEntry } from '@napi-rs/keyring';
import { randomBytes } from 'node:crypto';
import type { SecretStore } from '#main/ports';
import { AppError } from '#shared/model/app-error';

/** Null when there is no keychain that keeps what it is given: proven by writing, reading and deleting. */
export async function openKeychain(service: string): Promise<SecretStore | null> {
  const probe = `probe-${randomBytes(6).toString('hex')}`;
  try {
    const entry = entryOf(service, probe);
    await entry.setPassword(probe);
    const kept = (await entry.getPassword()) === probe;
    await entry.deletePassword();
    return kept ? keychainOf(service) : null;
  } catch {
    return null; // Locked, without a session bus, or no such service: the caller says what is used instead.
  }
}

function keychainOf(service: string): SecretStore {
  return {
    kind: 'keychain',
    get: (name) => asked(async () => (await entryOf(service, name).getPassword()) ?? null),
    set: (name, value) => asked(() => entryOf(service, name).setPassword(value)),
    delete: (name) =>
      asked(async () => {
        await entryOf(service, name).deletePassword();
      }),
  };
}

function entryOf(service: string, name: string): AsyncEntry {
  return new AsyncEntry(service, name, { linux: { store: 'secret-service' } });
}

async function asked<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new AppError('secret.unavailable', { retry: 'afterUser', cause });
  }
}
