// A key of 32 random bytes in a file only its owner may read: what the headless host unlocks with when
// there is neither a keychain nor somebody to type a passphrase. It belongs outside the profile
// folder, so that a copy of the folder is not a copy of the mail.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** Null when there is none. Throws AppError secret.unavailable (rights) or secret.wrong (not a key). */
export function readKeyFile(file: string): Uint8Array | null {
  const text = readPrivateFile(file);
  if (text === null) return null;
  if (!/^[0-9a-f]{64}\s*$/.test(text)) throw new AppError('secret.wrong', { retry: 'afterUser', values: { file } });
  return Buffer.from(text.trim(), 'hex');
}

/** The key of the file, made now if there is none. */
export function ensureKeyFile(file: string): Uint8Array {
  const known = readKeyFile(file);
  if (known !== null) return known;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const key = randomBytes(32);
  writePrivateFile(file, `${key.toString('hex')}\n`);
  return key;
}
