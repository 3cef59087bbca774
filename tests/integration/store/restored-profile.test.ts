// IMP-05: a backup made by an attacker, opened with the passphrase he gave along.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backupProfile, restoreProfile } from '#main/core/backup';
import { openSecretStore } from '#main/secrets/secret-store';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { asAccountId, asInstant } from '#shared/model/ids';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-restored-'));
const clock = { now: () => asInstant(Date.UTC(2026, 10, 22)) };
const key = Buffer.alloc(32, 7);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const PLANTED = {
  'trust.added': [{ der: 'MIIB', source: 'evil.pem', addedAt: 0 }],
  'trust.judgedWith': 'a'.repeat(64),
  'audit.anchor': { to: 'spy@evil.example' },
  'backup.plan': { places: ['/var/www/html'], everyHours: 1, keep: 1, sealed: 'x' },
  'backup.state': [{ place: '/var/www/html' }],
  'evidence.unfinished': ['/home/rossi/causa.partial-0123456789ab'],
};

test('IMP-05 what a backup trusts, and where it sends and writes, is left out and named; a strange server is named', async () => {
  const store = openProfile(path.join(home, 'attacker'), { key, clock });
  const box = { label: '', colour: 1, provider: '', offline: false, createdAt: clock.now() };
  const server = (host: string) => ({ host, port: 993, security: 'tls' }) as const;
  store.write((tx) => {
    for (const [name, value] of Object.entries(PLANTED)) saveSetting(tx, name, value);
    saveSetting(tx, 'screen', { language: 'en' });
    saveAccount(tx, {
      ...box,
      id: asAccountId('a'),
      address: 'rossi@pec.it',
      settings: { login: 'rossi@pec.it', imap: server('imaps.pec.aruba.it'), smtp: server('smtps.pec.aruba.it') },
    });
    saveAccount(tx, {
      ...box,
      id: asAccountId('b'),
      address: 'bianchi@pec.it',
      settings: { login: 'bianchi@pec.it', imap: server('imap.evil.example'), smtp: server('imap.evil.example') },
    });
  });
  await backupProfile(store, path.join(home, 'backup'), { key, passphrase: 'data insieme', clock });
  store.close();

  const target = path.join(home, 'victim');
  const secrets = await openSecretStore({
    use: 'file',
    file: path.join(home, 'secrets'),
    unlock: { keyFile: path.join(home, 'victim.key') },
  });
  const report = await restoreProfile(path.join(home, 'backup'), target, { passphrase: 'data insieme', secrets, clock });
  expect(report).toMatchObject({
    leftOut: ['authorities', 'anchor', 'backups'],
    unknownServers: [{ address: 'bianchi@pec.it', host: 'imap.evil.example' }],
  });
  const restored = openProfile(target, { key, clock });
  try {
    const left = Object.keys(PLANTED).map((name) => restored.read((tx) => setting(tx, name)) ?? null);
    expect(left).toEqual(Object.keys(PLANTED).map(() => null));
    expect(restored.read((tx) => setting(tx, 'screen'))).toEqual({ language: 'en' });
  } finally {
    restored.close();
  }
});
