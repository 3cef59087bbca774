// Backup and restore as a person does it: another folder, another key file, the same mail.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateMailbox } from '#tests/support/pec-mailbox';
import { runCli, type CliResult } from '#tests/support/run-cli';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-backup-'));
const place = (name: string): string => path.join(home, name);
const PASSPHRASE = { env: { PLICO_BACKUP_PASSPHRASE: 'cavallo batteria graffetta' } };

function plico(profile: string, ...args: readonly string[]): Promise<CliResult> {
  return runCli([...args, '--data', place(profile)], PASSPHRASE);
}

beforeAll(async () => {
  const mail = [...(await generateMailbox({ count: 20, seed: 3, sign: false }))];
  writeFileSync(
    place('mail.mbox'),
    mail.map(({ raw }) => `From sender Thu Jan  1 00:00:00 2026\n${raw.toString('latin1')}\n`).join(''),
    'latin1',
  );
  await plico('profile', 'import', place('mail.mbox'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('STO-12 backup and restore', () => {
  test('a restored profile lists the same rows and is sound', async () => {
    const made = await plico('profile', 'backup', place('copy'), '--json');
    expect({ code: made.code, report: JSON.parse(made.stdout) as unknown }).toEqual({ code: 0, report: { messages: 20, findings: [] } });
    const restored = await plico('elsewhere', 'restore', place('copy'));
    expect(restored.code).toBe(0);
    expect((await plico('elsewhere', 'list', '--json')).stdout).toBe((await plico('profile', 'list', '--json')).stdout);
    expect((await plico('elsewhere', 'doctor')).code).toBe(0);
    // Signed by the installation it came from, and gone on with by the one it is now in.
    const log = await plico('elsewhere', 'audit', 'verify', '--json');
    expect({ code: log.code, report: JSON.parse(log.stdout) as unknown }).toMatchObject({ code: 0, report: { findings: [] } });
  });

  test.each([
    ['a wrong passphrase', 'fresh', { PLICO_BACKUP_PASSPHRASE: 'wrong' }, 3],
    ['a profile that is there already', 'profile', {}, 64],
  ])('%s is refused in one sentence', async (_what, profile, env, code) => {
    const result = await runCli(['restore', place('copy'), '--data', place(profile)], { env: { ...PASSPHRASE.env, ...env } });
    expect({ code: result.code, said: result.stderr.startsWith('plico: '), stdout: result.stdout }).toEqual({
      code,
      said: true,
      stdout: '',
    });
  });

  test('a backup never goes where something is', async () => {
    expect((await plico('profile', 'backup', place('copy'))).code).toBe(3);
  });
});
