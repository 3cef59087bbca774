// The key of a profile's database, kept by the secret store under a name made of the profile's own id.
// The id lies in clear beside the database; with it a folder of somebody else is told from ours.
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { SecretStore } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const FILE = 'profile.json';

/**
 * The 32 bytes for `openProfile`. A new profile gets a new key; one that exists never does, because a new
 * key cannot open it: AppError secret.unavailable says that the key is missing. A profile kept in
 * memory only cannot be opened again, so `secrets.kind` 'memory' is refused for a new one.
 */
export async function profileKey(secrets: SecretStore, folder: string): Promise<Uint8Array> {
  const file = path.join(folder, FILE);
  const known = readProfileId(file);
  const id = known ?? randomUUID();
  const name = `profile-key:${id}`;
  const kept = await secrets.get(name);
  if (kept !== null) return keyFromText(kept);
  if (known !== null || existsSync(path.join(folder, 'archive.db'))) {
    throw new AppError('secret.unavailable', { retry: 'afterUser', values: { file } });
  }
  if (secrets.kind === 'memory') throw new AppError('secret.unavailable', { retry: 'afterUser', values: { kind: 'memory' } });
  const key = randomBytes(32);
  // The key first: an id without a key would be a profile that never opens.
  await secrets.set(name, key.toString('hex'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivateFile(file, `${JSON.stringify({ format: 'plico-profile/1', id })}\n`);
  return key;
}

/** Puts a key that was carried here (restore) under this folder's id. */
export async function adoptProfileKey(secrets: SecretStore, folder: string, key: Uint8Array): Promise<void> {
  const id = readProfileId(path.join(folder, FILE)) ?? randomUUID();
  await secrets.set(`profile-key:${id}`, Buffer.from(key).toString('hex'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivateFile(path.join(folder, FILE), `${JSON.stringify({ format: 'plico-profile/1', id })}\n`);
}

function readProfileId(file: string): string | null {
  const text = readPrivateFile(file);
  if (text === null) return null;
  const id = /"id":"([0-9a-f-]{36})"/.exec(text)?.[1];
  if (id === undefined) throw new AppError('storage.damaged', { values: { file } });
  return id;
}

function keyFromText(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new AppError('secret.wrong', { retry: 'afterUser' });
  return Buffer.from(text, 'hex');
}
