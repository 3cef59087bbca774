// What the table of EVIDENCE §15 (attack-table.test.ts) does not name: other spellings, checkpoints changed or taken away, a
// log in the place of another, one that goes on elsewhere after a restore; and what openssl says of a checkpoint.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint } from '#main/audit/checkpoint';
import { installationKey } from '#main/audit/installation-key';
import { keptHead, ownLogId } from '#main/audit/standing';
import { verifyLog } from '#main/audit/verify-log';
import type { SecretStore } from '#main/ports';
import { openProfile } from '#main/store/database';
import { createAuditService } from '#main/core/audit-service';
import { auditPage } from '#main/core/audit-view';
import { createStampService } from '#main/core/stamp-service';
import { textFor } from '#shared/text/catalogue';
import { attackedAt, cutAbove, fill, logIdIn, rewriteFrom, signedLog, type Db, type SignedLog } from '#tests/support/attacked-log';
import { memorySecrets } from '#tests/support/memory-secrets';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

let log: SignedLog;
beforeAll(async () => {
  log = await signedLog();
});
afterAll(() => log.remove());

describe('AUD-01 an attacker who can write the database', () => {
  /** A fresh copy, attacked, and what the check then finds: with the log alone, and with the head of the keychain. */
  async function after(attack: (db: Db) => void): Promise<readonly (readonly string[])[]> {
    const folder = path.join(tempFolder(), 'profile');
    cpSync(log.pristine, folder, { recursive: true });
    await attackedAt(folder, attack);
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    try {
      const secrets = memorySecrets(new Map(log.secrets));
      const key = await installationKey(secrets, logIdIn(store));
      return [null, await keptHead(secrets, logIdIn(store))].map((head) => [
        ...new Set(verifyLog(store, { publicKey: key?.publicKey ?? null, head }).findings.map(({ id }) => id)),
      ]);
    } finally {
      store.close();
    }
  }

  test('writes one in another spelling: found', async () => {
    const spelled = `UPDATE audit_entry SET entry = CAST(' ' || CAST(entry AS TEXT) AS BLOB) WHERE seq = 950`;
    expect((await after((db) => void db.exec(spelled)))[0]?.toSorted()).toEqual(['audit.form', 'audit.prev']);
  });

  test('changes a checkpoint: found', async () => {
    const later = `UPDATE audit_checkpoint SET text = replace(text, '2026', '2027') WHERE size = 600`;
    expect((await after((db) => void db.exec(later)))[0]).toEqual(['audit.signature']);
  });

  test('AUD-07 takes the checkpoints away as well: the head tells', async () => {
    const attack = (db: Db): void => {
      cutAbove(db, 250);
      db.exec('DELETE FROM audit_checkpoint');
    };
    expect(await after(attack)).toEqual([[], ['audit.rollback']]);
  });
});

describe('AUD-07 a log in the place of another', () => {
  /** A profile as the app has it, with its id beside it, and a log that was signed. */
  async function signed(): Promise<{ readonly folder: string; readonly secrets: SecretStore; readonly kept: Map<string, string> }> {
    const folder = path.join(tempFolder(), 'profile');
    const kept = new Map<string, string>();
    const secrets = memorySecrets(kept);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'profile.json'), '{"format":"plico-profile/1","id":"11111111-2222-3333-4444-555555555555"}\n');
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    fill(store, 5);
    await makeCheckpoint({ store, secrets, clock: fixedClock() });
    store.close();
    return { folder, secrets, kept };
  }

  async function found(folder: string, secrets: SecretStore): Promise<readonly string[]> {
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    const none = { evidence: () => Promise.resolve([]) };
    const stamps = createStampService({ store, secrets, clock: fixedClock() });
    const audit = createAuditService({ store, secrets, clock: fixedClock() }, none.evidence, stamps);
    const { findings } = await audit.verify(null);
    store.close();
    return findings.map(({ id }) => id);
  }

  test('left alone, nothing is found', async () => {
    const { folder, secrets } = await signed();
    expect(await found(folder, secrets)).toEqual([]);
  });

  test('a new log of its own, without checkpoints, or signed anew by this very program: found', async () => {
    const { folder, secrets } = await signed();
    const db = new Sqlite(path.join(folder, 'index.db'));
    for (const name of ['audit_entry_delete', 'audit_checkpoint_delete']) db.exec(`DROP TRIGGER ${name}`);
    db.exec('DELETE FROM audit_entry; DELETE FROM audit_checkpoint; DELETE FROM audit_frontier');
    db.close();
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    fill(store, 3);
    store.close();
    const replaced = await found(folder, secrets);
    const again = openProfile(folder, { key: null, clock: fixedClock() });
    const refused = await makeCheckpoint({ store: again, secrets, clock: fixedClock() }).catch((error: unknown) => error);
    again.close();
    expect([replaced, refused, await found(folder, secrets)]).toMatchObject([
      ['audit.otherLog'],
      { code: 'audit.otherLog' },
      ['audit.otherLog'],
    ]);
  });

  test('the head taken out of the secret store: said, as what cannot be decided', async () => {
    const { folder, secrets, kept } = await signed();
    for (const name of kept.keys()) if (name.startsWith('audit-head:')) kept.delete(name);
    expect(await found(folder, secrets)).toEqual(['audit.headMissing']);
  });
});

describe('for openssl', () => {
  test('the certificate is read, and a checkpoint verifies with it', async () => {
    const store = openProfile(path.join(tempFolder(), 'profile'), { key: null, clock: fixedClock() });
    const secrets = memorySecrets(new Map());
    store.write((tx) => appendAudit(tx, NOW, { event: 'archive.checked', findings: 0 }));
    const checkpoint = await makeCheckpoint({ store, secrets, clock: fixedClock() });
    const logId = store.read((tx) => ownLogId(tx)) ?? '';
    const key = await installationKey(secrets, logId);
    store.close();
    const folder = path.join(tempFolder(), 'desk');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'installation.crt'), key?.certificate ?? '');
    writeFileSync(path.join(folder, 'checkpoint.txt'), checkpoint?.text ?? '');
    writeFileSync(path.join(folder, 'checkpoint.sig'), checkpoint?.signature ?? '');
    const openssl = (...args: readonly string[]): string => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    writeFileSync(path.join(folder, 'pub.pem'), openssl('x509', '-inform', 'DER', '-in', 'installation.crt', '-pubkey', '-noout'));
    const subject = openssl('x509', '-inform', 'DER', '-in', 'installation.crt', '-noout', '-subject', '-dates');
    const verified = openssl('dgst', '-sha256', '-verify', 'pub.pem', '-signature', 'checkpoint.sig', 'checkpoint.txt');
    expect({
      subject: subject.includes(`CN = ${logId.slice(0, 8)}`),
      from: subject.includes('notBefore=Nov 22 10:00:00 2026'),
      verified: verified.trim(),
    }).toEqual({
      subject: true,
      from: true,
      verified: 'Verified OK',
    });
  });
});

test('a role that changes, of an operator there is not yet, is written, found by its group, told in words, and verified', () => {
  const store = openProfile(path.join(tempFolder(), 'profile'), { key: null, clock: fixedClock() });
  store.write((tx) => {
    appendAudit(tx, NOW, { event: 'archive.checked', findings: 0 });
    appendAudit(tx, NOW, { event: 'role.changed', profile: 'p2', role: 'reader' });
    appendAudit(tx, NOW, { event: 'role.changed', profile: 'p2', role: null });
  });
  const { rows } = auditPage(store, null, 10, 'people');
  const { findings } = verifyLog(store, { publicKey: null, head: null });
  store.close();
  const named = (['it', 'en'] as const).map((language) => textFor(language).desk.registry.events['role.changed']);
  expect({ rows: rows.map(({ event, detail }) => `${event} ${detail}`), findings, named }).toEqual({
    rows: ['role.changed profile p2, role null', 'role.changed profile p2, role reader'],
    findings: [],
    named: ['Ruolo cambiato', 'Role changed'],
  });
});

describe('AUD-01 a log that goes on in another installation, as after a restore', () => {
  async function goneOn(): Promise<{ readonly folder: string; readonly other: Map<string, string> }> {
    const folder = path.join(tempFolder(), 'profile');
    cpSync(log.pristine, folder, { recursive: true });
    const other = new Map<string, string>();
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    store.write((tx) => appendAudit(tx, NOW, { event: 'backup.restored', size: 1_000, root: '0'.repeat(64) }));
    await makeCheckpoint({ store, secrets: memorySecrets(other), clock: fixedClock() });
    fill(store, 1_100);
    await makeCheckpoint({ store, secrets: memorySecrets(other), clock: fixedClock() });
    store.close();
    return { folder, other };
  }

  async function findings(folder: string, kept: Map<string, string>): Promise<readonly string[]> {
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    try {
      const logId = store.read((tx) => ownLogId(tx)) ?? '';
      const key = await installationKey(memorySecrets(kept), logId);
      const head = await keptHead(memorySecrets(kept), logId);
      return verifyLog(store, { publicKey: key?.publicKey ?? null, head }).findings.map(({ id, what }) => `${id} ${what}`);
    } finally {
      store.close();
    }
  }

  test('what the one before signed holds under its key, with a key of our own and with none yet', async () => {
    const { folder, other } = await goneOn();
    expect([await findings(folder, other), await findings(log.pristine, new Map())]).toEqual([[], []]);
  });

  test('to the installation before, a stranger who goes on is found: his key counts for nothing', async () => {
    const { folder } = await goneOn();
    expect(await findings(folder, new Map(log.secrets))).toEqual(['audit.signature 1002', 'audit.signature 1100']);
  });

  test('what came before our key cannot be changed behind it, though its own key is in the log', async () => {
    const { folder, other } = await goneOn();
    await attackedAt(folder, (db) => {
      rewriteFrom(db, 950);
      db.prepare('DELETE FROM audit_checkpoint WHERE size = 900').run();
    });
    expect(await findings(folder, other)).toEqual(['audit.root 1002', 'audit.root 1100', 'audit.rollback 1100']);
  });
});
