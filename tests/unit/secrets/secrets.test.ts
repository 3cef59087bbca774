// Secrets on disk are sealed, private to their owner and refuse everything that is not the right key.
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileSecrets } from '#main/secrets/file-secrets';
import { ensureKeyFile, readKeyFile } from '#main/secrets/key-file';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { adoptProfileKey, profileKey } from '#main/secrets/profile-key';
import { seal, unseal } from '#main/secrets/sealed';
import { openSecretStore } from '#main/secrets/secret-store';
import { tempFolder } from '#tests/support/temp-profile';

const KEY = new Uint8Array(32).fill(9);
const OTHER = new Uint8Array(32).fill(8);

describe('sealed text', () => {
  test('LOC-04 opens with its passphrase, in any Unicode form, and states scrypt with N=2^17', async () => {
    const sealed = await seal('la password', { passphrase: 'caffè' });
    expect(await unseal(sealed, { passphrase: 'caffe\u0300' })).toBe('la password');
    expect(JSON.parse(sealed.split('\n')[0] ?? '')).toMatchObject({ format: 'plico-sealed/1', kdf: 'scrypt', N: 131_072, r: 8, p: 1 });
  });

  const changes: [what: string, change: (sealed: string) => string][] = [
    ['a character of the body', (sealed) => sealed.replace(/\n(.)/, (_, first: string) => `\n${first === 'A' ? 'B' : 'A'}`)],
    ['a cheaper cost', (sealed) => sealed.replace('"N":131072', '"N":16384')],
    ['a costlier cost', (sealed) => sealed.replace('"N":131072', '"N":1073741824')],
    ['another derivation', (sealed) => sealed.replace('"kdf":"key"', '"kdf":"scrypt"')],
    ['a cut body', (sealed) => sealed.slice(0, -12)],
    ['no body', (sealed) => `${sealed.split('\n')[0] ?? ''}\n`],
    ['nothing at all', () => ''],
    ['no header', (sealed) => sealed.split('\n')[1] ?? ''],
    ['an extra space in the header', (sealed) => sealed.replace('{', '{ ')],
  ];
  test.each(changes)('LOC-03 refuses %s', async (_what, change) => {
    const sealed = await seal('secret', { key: KEY });
    await expect(unseal(change(sealed), { key: KEY })).rejects.toMatchObject({ code: 'secret.wrong' });
  });

  test('LOC-03 refuses another key and a passphrase in place of a key', async () => {
    const sealed = await seal('secret', { key: KEY });
    await expect(unseal(sealed, { key: OTHER })).rejects.toMatchObject({ code: 'secret.wrong' });
    await expect(unseal(sealed, { passphrase: 'x' })).rejects.toMatchObject({ code: 'secret.wrong' });
  });
});

describe('file of secrets', () => {
  test('keeps what it was given, in a private file without a readable word', async () => {
    const file = path.join(tempFolder(), 'secrets');
    const secrets = await openFileSecrets(file, { key: KEY });
    await Promise.all([secrets.set('a', 'canary-one'), secrets.set('b', 'two'), secrets.set('a', 'canary-three'), secrets.delete('b')]);
    const again = await openFileSecrets(file, { key: KEY });
    expect([again.kind, await again.get('a'), await again.get('b'), await again.get('c')]).toEqual(['file', 'canary-three', null, null]);
    expect(readFileSync(file, 'latin1')).not.toContain('canary');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === 'win32')('LOC-03 refuses a file that others may read', async () => {
    const file = path.join(tempFolder(), 'secrets');
    await (await openFileSecrets(file, { key: KEY })).set('a', '1');
    chmodSync(file, 0o644);
    await expect(openFileSecrets(file, { key: KEY })).rejects.toMatchObject({ code: 'secret.unavailable' });
  });
});

describe('key file', () => {
  test('is made once, private, and read back', () => {
    const file = path.join(tempFolder(), 'deep', 'profile.key');
    expect(readKeyFile(file)).toBe(null);
    const key = ensureKeyFile(file);
    expect([key.length, Buffer.from(ensureKeyFile(file)).equals(key), statSync(file).mode & 0o777]).toEqual([32, true, 0o600]);
  });

  test('LOC-03 a damaged key is an error, never a new key', () => {
    const file = path.join(tempFolder(), 'profile.key');
    writeFileSync(file, 'abc', { mode: 0o600 });
    expect(() => ensureKeyFile(file)).toThrowError(expect.objectContaining({ code: 'secret.wrong' }));
  });
});

describe('profile key', () => {
  test('the same profile gets the same key, another profile another one', async () => {
    const folder = tempFolder();
    const secrets = await openSecretStore({ use: 'file', file: path.join(folder, 's'), unlock: { keyFile: path.join(folder, 'k') } });
    const first = await profileKey(secrets, path.join(folder, 'one'));
    const again = await profileKey(secrets, path.join(folder, 'one'));
    const second = await profileKey(secrets, path.join(folder, 'two'));
    expect([Buffer.from(first).equals(again), Buffer.from(first).equals(second), first.length]).toEqual([true, false, 32]);
  });

  test('LOC-10 a profile whose key is not ours is refused, and so is a new one that would be lost', async () => {
    const folder = tempFolder();
    const theirs = await openSecretStore({ use: 'file', file: path.join(folder, 's'), unlock: { keyFile: path.join(folder, 'k') } });
    await profileKey(theirs, path.join(folder, 'profile'));
    await expect(profileKey(createMemorySecrets(), path.join(folder, 'profile'))).rejects.toMatchObject({ code: 'secret.unavailable' });
    await expect(profileKey(createMemorySecrets(), path.join(folder, 'new'))).rejects.toMatchObject({ code: 'secret.unavailable' });
  });

  test('a key carried from elsewhere serves the folder it is adopted for', async () => {
    const folder = path.join(tempFolder(), 'profile');
    const secrets = createMemorySecrets();
    await adoptProfileKey(secrets, folder, KEY);
    expect(Buffer.from(await profileKey(secrets, folder)).equals(KEY)).toBe(true);
  });
});
