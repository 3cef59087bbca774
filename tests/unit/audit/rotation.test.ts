// Another key of the installation (EVIDENCE §17): endorsed by the one before, each checkpoint under the key of its
// time, through a crash at either side; and what somebody who writes the database, or keeps receipts, can make of it.
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { beforeEach, expect, test } from 'vitest';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint, rotateKey } from '#main/audit/checkpoint';
import { endorsement, installationKey, publicKeyText } from '#main/audit/installation-key';
import { keptHead, ownLogId } from '#main/audit/standing';
import { verifyLog } from '#main/audit/verify-log';
import { createAuditService } from '#main/core/audit-service';
import { createStampService } from '#main/core/stamp-service';
import type { SecretStore } from '#main/ports';
import { openProfile, type Store } from '#main/store/database';
import { asBlobHash } from '#shared/model/ids';
import { memorySecrets } from '#tests/support/memory-secrets';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

let folder = '';
let kept: Map<string, string>;
let secrets: SecretStore;
const clock = fixedClock();

beforeEach(() => {
  folder = path.join(tempFolder(), 'profile');
  kept = new Map();
  secrets = memorySecrets(kept);
});

async function opened<T>(work: (store: Store, logId: string) => Promise<T> | T): Promise<T> {
  const store = openProfile(folder, { key: null, clock });
  try {
    return await work(store, store.read((tx) => ownLogId(tx)) ?? '');
  } finally {
    store.close();
  }
}

const written = (): Promise<unknown> =>
  opened(async (store) => {
    store.write((tx) => appendAudit(tx, NOW, { event: 'archive.checked', findings: 0 }));
    await makeCheckpoint({ store, secrets, clock });
  });
const rotated = () => opened((store) => rotateKey({ store, secrets, clock }));
const found = (): Promise<readonly string[]> =>
  opened(async (store, logId) => {
    const key = await installationKey(secrets, logId);
    const { findings } = verifyLog(store, { publicKey: key?.publicKey ?? null, head: await keptHead(secrets, logId) });
    return findings.map(({ id, what }) => `${id} ${what}`);
  });
const fingerprint = (): Promise<string | undefined> =>
  opened(async (_store, logId) => (await installationKey(secrets, logId))?.fingerprint);

test('rotated twice: every checkpoint holds under the key of its time, and the names are those of the certificates', async () => {
  await written();
  const first = await fingerprint();
  const one = await rotated();
  await written();
  const two = await rotated();
  await written();
  expect([await found(), one.old, two.old, two.certificate]).toEqual([[], first, one.certificate, await fingerprint()]);
});

test('a crash after the entry: the next checkpoint finishes it; before the entry: the old key goes on', async () => {
  await written();
  const logId = await opened((_store, id) => id);
  const old = kept.get(`audit-key:${logId}`) ?? '';
  const { certificate } = await rotated();
  kept.set(`audit-key-next:${logId}`, kept.get(`audit-key:${logId}`) ?? '');
  kept.set(`audit-key:${logId}`, old);
  // The last checkpoint was not made either.
  const db = new Sqlite(path.join(folder, 'index.db'));
  db.exec('DROP TRIGGER audit_checkpoint_delete; DELETE FROM audit_checkpoint WHERE size = (SELECT max(size) FROM audit_checkpoint)');
  db.close();
  await written();
  const finished = [await fingerprint(), await found()];
  kept.set(`audit-key-next:${logId}`, old);
  await written();
  expect([finished, await fingerprint(), await found(), kept.has(`audit-key-next:${logId}`)]).toEqual([
    [certificate, []],
    certificate,
    [],
    false,
  ]);
});

test('who writes the database cannot rotate to a key of his own: the one before did not endorse it, and the head is not his', async () => {
  await written();
  await opened((store, logId) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = publicKeyText(publicKey);
    const endorsed = sign('sha256', endorsement(logId, text), privateKey).toString('base64');
    const none = asBlobHash('00'.repeat(32));
    store.write((tx) => appendAudit(tx, NOW, { event: 'key.rotated', old: none, certificate: none, publicKey: text, endorsed }));
  });
  await written();
  expect(await found()).toEqual(['audit.signature 4']);
});

test('subtrees changed under the log are found before anything is signed with them, and nothing is', async () => {
  await written();
  const db = new Sqlite(path.join(folder, 'index.db'));
  db.prepare('UPDATE audit_frontier SET hash = ? WHERE level = (SELECT min(level) FROM audit_frontier)').run(Buffer.alloc(32, 7));
  db.close();
  const [told, refused] = [await found(), await written().catch((error: unknown) => error)];
  expect([told, refused]).toMatchObject([['audit.root 4'], { code: 'audit.rollback' }]);
});

test('entries before --since are held to the signed roots alone', async () => {
  await written();
  await written();
  const db = new Sqlite(path.join(folder, 'index.db'));
  db.exec('DROP TRIGGER audit_entry_update');
  db.exec(`UPDATE audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '"findings":0', '"findings":9') AS BLOB) WHERE seq = 1`);
  db.close();
  const since = (seq: number) =>
    opened((store) => verifyLog(store, { publicKey: null, head: null, since: seq }).findings.map(({ id }) => id));
  const [all, later] = [await since(0), await since(3)];
  expect({ all: all.filter((id) => id === 'audit.hash').length, later: [...new Set(later)] }).toEqual({ all: 1, later: ['audit.root'] });
});

test.each([
  ['emptied', []],
  ['with its receipts renamed', ['receipt.bak']],
])('a folder of receipts that was %s never passes for one that agrees', async (_what, names) => {
  await written();
  const place = path.join(tempFolder(), 'ricevute');
  mkdirSync(place);
  for (const name of names) new Sqlite(path.join(place, name)).close();
  const told = await opened(async (store) => {
    const none = () => Promise.resolve([]);
    const service = createAuditService({ store, secrets, clock }, none, createStampService({ store, secrets, clock }));
    return (await service.verify(place)).findings.map(({ id, what }) => `${id} ${what}`);
  });
  expect(told).toEqual(['audit.anchorUnverifiable ricevute']);
});
