// The table of EVIDENCE §15 on a log of 1,000 entries with checkpoints at 300, 600 and 900: each attack
// by somebody who can write the database, and exactly the finding stated there, also "not found".
import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { appendAudit } from '#main/audit/append';
import { canonicalJson } from '#main/audit/canonical-json';
import { anchorSubject, readAnchorSubject, type AnchorEvidence } from '#main/audit/anchor';
import { makeCheckpoint, readCheckpoint } from '#main/audit/checkpoint';
import { installationKey } from '#main/audit/installation-key';
import { grow, leafHash, rootOf, type Frontier } from '#main/audit/merkle';
import { keptHead, ownLogId, type Head } from '#main/audit/standing';
import { verifyLog } from '#main/audit/verify-log';
import type { SecretStore } from '#main/ports';
import { openProfile, type Store } from '#main/store/database';
import { lastAuditEntry, lastCheckpoint } from '#main/store/audit-entry';
import { createAuditService } from '#main/core/audit-service';
import { auditPage } from '#main/core/audit-view';
import { createStampService } from '#main/core/stamp-service';
import { textFor } from '#shared/text/catalogue';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

type Db = InstanceType<typeof Sqlite>;
type Row = { readonly seq: number; entry: Buffer; hash: Buffer };

let place = '';
let pristine = '';
let early = '';
let secret: Map<string, string>;
let earlySecret: Map<string, string>;
/** A proven receipt that somebody else keeps: the root at 900, before any attack. */
let anchor: AnchorEvidence;

function memorySecrets(kept: Map<string, string>): SecretStore {
  return {
    kind: 'memory',
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    set: (name, value) => Promise.resolve(void kept.set(name, value)),
    delete: (name) => Promise.resolve(void kept.delete(name)),
  };
}

function fill(store: Store, upTo: number): void {
  store.write((tx) => {
    for (let n = (lastAuditEntry(tx)?.seq ?? -1) + 1; n < upTo; n = (lastAuditEntry(tx)?.seq ?? -1) + 1)
      appendAudit(tx, NOW, { event: 'archive.checked', findings: n });
  });
}

beforeAll(async () => {
  place = mkdtempSync(path.join(os.tmpdir(), 'plico-audit-'));
  pristine = path.join(place, 'pristine');
  early = path.join(place, 'early');
  const home = path.join(place, 'profile');
  secret = new Map();
  const grown = async (size: number): Promise<void> => {
    const store = openProfile(home, { key: null, clock: fixedClock() });
    fill(store, size);
    // The key is the entry before the first checkpoint.
    await makeCheckpoint({ store, secrets: memorySecrets(secret), clock: fixedClock() });
    store.close();
  };
  await grown(299);
  await grown(600);
  cpSync(home, early, { recursive: true });
  earlySecret = new Map(secret);
  await grown(900);
  const store = openProfile(home, { key: null, clock: fixedClock() });
  const kept = readCheckpoint(store.read((tx) => lastCheckpoint(tx))?.text ?? '');
  const anchored = kept === null ? null : readAnchorSubject(anchorSubject(kept));
  if (anchored?.size !== 900) throw new Error('no checkpoint at 900');
  anchor = { what: 'receipt', state: 'proven', anchored };
  fill(store, 1000);
  store.close();
  cpSync(home, pristine, { recursive: true });
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A fresh copy, attacked with the triggers out of the way, and what the check then finds. */
async function after(
  attack: (db: Db) => Head | void,
  options: { readonly from?: string; readonly head?: boolean; readonly anchor?: boolean } = {},
): Promise<readonly string[]> {
  const folder = path.join(tempFolder(), 'profile');
  cpSync(options.from ?? pristine, folder, { recursive: true });
  const db = new Sqlite(path.join(folder, 'index.db'));
  for (const name of ['audit_entry_update', 'audit_entry_delete', 'audit_checkpoint_update', 'audit_checkpoint_delete'])
    db.exec(`DROP TRIGGER ${name}`);
  const stolen = attack(db);
  fitSubtrees(db);
  db.close();
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  try {
    const logId = store.read((tx) => ownLogId(tx)) ?? '';
    const key = await installationKey(memorySecrets(secret), logId);
    const head: Head | null = stolen !== undefined ? stolen : options.head === true ? await keptHead(memorySecrets(secret), logId) : null;
    return [
      ...new Set(
        verifyLog(store, { publicKey: key?.publicKey ?? null, head, anchors: options.anchor === true ? [anchor] : [] }).findings.map(
          ({ id }) => id,
        ),
      ),
    ].toSorted();
  } finally {
    store.close();
  }
}

function rows(db: Db): Row[] {
  return db.prepare('SELECT seq, entry, hash FROM audit_entry ORDER BY seq').all() as Row[];
}

/** Changes entry `seq` and makes chain and hashes fit again from there on; checkpoints stay unless re-signed. */
function rewriteFrom(db: Db, seq: number): void {
  let prev = '';
  const update = db.prepare('UPDATE audit_entry SET entry = ?, hash = ? WHERE seq = ?');
  for (const row of rows(db)) {
    if (row.seq >= seq) {
      const record = JSON.parse(row.entry.toString('utf8')) as { prev: string; data: object };
      const data = row.seq === seq ? { findings: 123_456 } : record.data;
      row.entry = Buffer.from(canonicalJson({ ...record, data, prev: row.seq === seq ? record.prev : prev }), 'utf8');
      row.hash = leafHash(row.entry);
      update.run(row.entry, row.hash, row.seq);
    }
    prev = Buffer.from(row.hash).toString('hex');
  }
}

/** As a careful attacker does: the subtrees beside the log fit what it is now. */
function fitSubtrees(db: Db): void {
  let frontier: Frontier = [];
  for (const { entry } of rows(db)) frontier = grow(frontier, leafHash(entry)).frontier;
  db.exec('DELETE FROM audit_frontier');
  for (const [level, hash] of frontier.entries())
    if (hash !== null) db.prepare('INSERT INTO audit_frontier (level, hash) VALUES (?, ?)').run(level, hash);
}

function cutAbove(db: Db, size: number): void {
  db.prepare('DELETE FROM audit_entry WHERE seq >= ?').run(size);
}

/** With the stolen key: every checkpoint signed anew over what is there now. */
function resign(db: Db, kept: ReadonlyMap<string, string>): Head {
  const [pkcs8] = ([...kept].find(([name]) => name.startsWith('audit-key:'))?.[1] ?? '').split('.');
  const key = createPrivateKey({ key: Buffer.from(pkcs8 ?? '', 'base64'), format: 'der', type: 'pkcs8' });
  const all = rows(db);
  let head: Head = { size: 0, root: '' };
  for (const { size, text } of db.prepare('SELECT size, text FROM audit_checkpoint ORDER BY size').all() as {
    size: number;
    text: string;
  }[]) {
    let frontier: Frontier = [];
    for (const row of all.slice(0, size)) frontier = grow(frontier, row.hash).frontier;
    const root = rootOf(frontier).toString('hex');
    const made = text.replace(/\n[0-9a-f]{64}\n/, `\n${root}\n`);
    db.prepare('UPDATE audit_checkpoint SET text = ?, signature = ? WHERE size = ?').run(
      made,
      sign('sha256', Buffer.from(made), key),
      size,
    );
    head = { size, root };
  }
  return head;
}

describe('AUD-01 an attacker who can write the database', () => {
  test('who does nothing: nothing is found, with the head or without', async () => {
    expect([await after(() => undefined), await after(() => undefined, { head: true })]).toEqual([[], []]);
  });

  test.each<[string, (db: Db) => void, readonly string[]]>([
    [
      'edits an entry',
      (db) =>
        db.exec(
          `UPDATE audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '"findings":500', '"findings":501') AS BLOB) WHERE seq = 500`,
        ),
      ['audit.hash', 'audit.prev', 'audit.root'],
    ],
    [
      'edits one after the last checkpoint',
      (db) =>
        db.exec(
          `UPDATE audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '"findings":950', '"findings":951') AS BLOB) WHERE seq = 950`,
        ),
      ['audit.hash', 'audit.prev'],
    ],
    ['deletes an entry', (db) => db.exec('DELETE FROM audit_entry WHERE seq = 500'), ['audit.gap', 'audit.prev', 'audit.root']],
    [
      'swaps two entries',
      (db) =>
        db.exec(
          'UPDATE audit_entry SET seq = -1 WHERE seq = 500; UPDATE audit_entry SET seq = 500 WHERE seq = 501; UPDATE audit_entry SET seq = 501 WHERE seq = -1',
        ),
      ['audit.gap', 'audit.prev', 'audit.root'],
    ],
    [
      'writes one in another spelling',
      (db) => db.exec(`UPDATE audit_entry SET entry = CAST(' ' || CAST(entry AS TEXT) AS BLOB) WHERE seq = 950`),
      ['audit.form', 'audit.prev'],
    ],
    ['recomputes the chain before the last checkpoint', (db) => rewriteFrom(db, 500), ['audit.root']],
    ['cuts below the last checkpoint', (db) => cutAbove(db, 800), ['audit.root']],
    [
      'changes a checkpoint',
      (db) => db.exec(`UPDATE audit_checkpoint SET text = replace(text, '2026', '2027') WHERE size = 600`),
      ['audit.signature'],
    ],
  ])('%s: found', async (_what, attack, expected) => {
    expect(await after(attack)).toEqual(expected);
  });

  test.each<[string, (db: Db) => void]>([
    ['recomputes the chain after the last checkpoint', (db) => rewriteFrom(db, 950)],
    ['cuts the tail above the last checkpoint', (db) => cutAbove(db, 950)],
  ])('%s: not found, with the head or without, nor with an outside anchor', async (_what, attack) => {
    expect([await after(attack), await after(attack, { head: true }), await after(attack, { head: true, anchor: true })]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test('puts back an older copy: not found here, found by the head and by an outside anchor', async () => {
    expect([
      await after(() => undefined, { from: early, anchor: true }),
      earlySecret.size,
      await after(() => undefined, { from: early }),
      await after(() => undefined, { from: early, head: true }),
    ]).toEqual([['audit.anchorMismatch'], 2, [], ['audit.rollback']]);
  });

  test('rewrites only what came after the anchor with the stolen key: not found at all', async () => {
    const attack = (db: Db): Head => {
      rewriteFrom(db, 950);
      return resign(db, secret);
    };
    expect([await after(attack), await after(attack, { anchor: true })]).toEqual([[], []]);
  });

  test('who writes false entries through the program is logged, not found', async () => {
    const folder = path.join(tempFolder(), 'profile');
    cpSync(pristine, folder, { recursive: true });
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    store.write((tx) => appendAudit(tx, NOW, { event: 'archive.checked', findings: 0 }));
    const logId = store.read((tx) => ownLogId(tx)) ?? '';
    const head = await keptHead(memorySecrets(secret), logId);
    const key = await installationKey(memorySecrets(secret), logId);
    const { findings, entries } = verifyLog(store, { publicKey: key?.publicKey ?? null, head, anchors: [anchor] });
    store.close();
    expect({ findings, entries }).toEqual({ findings: [], entries: 1001 });
  });

  test('AUD-07 takes the checkpoints away as well: the head tells', async () => {
    const attack = (db: Db): void => {
      cutAbove(db, 250);
      db.exec('DELETE FROM audit_checkpoint');
    };
    expect([await after(attack), await after(attack, { head: true })]).toEqual([[], ['audit.rollback']]);
  });

  test('rewrites everything with the stolen key and head: not found here, found by an outside anchor', async () => {
    const attack = (db: Db): Head => {
      rewriteFrom(db, 500);
      return resign(db, secret);
    };
    expect([await after(attack), await after(attack, { anchor: true })]).toEqual([[], ['audit.anchorMismatch']]);
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
    cpSync(pristine, folder, { recursive: true });
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
    expect([await findings(folder, other), await findings(pristine, new Map())]).toEqual([[], []]);
  });

  test('to the installation before, a stranger who goes on is found: his key counts for nothing', async () => {
    const { folder } = await goneOn();
    expect(await findings(folder, secret)).toEqual(['audit.signature 1002', 'audit.signature 1100']);
  });

  test('what came before our key cannot be changed behind it, though its own key is in the log', async () => {
    const { folder, other } = await goneOn();
    const db = new Sqlite(path.join(folder, 'index.db'));
    for (const name of ['audit_entry_update', 'audit_checkpoint_delete']) db.exec(`DROP TRIGGER ${name}`);
    rewriteFrom(db, 950);
    db.prepare('DELETE FROM audit_checkpoint WHERE size = 900').run();
    fitSubtrees(db);
    db.close();
    expect(await findings(folder, other)).toEqual(['audit.root 1002', 'audit.root 1100', 'audit.rollback 1100']);
  });
});
