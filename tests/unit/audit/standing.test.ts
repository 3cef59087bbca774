// AUD-07: the log is signed no further where it does not go on from what was signed before: an older copy put
// back, another log in its place, the key gone; and what the owner's confirmation writes into it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { beforeEach, expect, test } from 'vitest';
import { judgeAnchor, type AnchorEvidence } from '#main/audit/anchor';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint } from '#main/audit/checkpoint';
import { grow, rootOf, type Frontier } from '#main/audit/merkle';
import { keptHead, ownLogId } from '#main/audit/standing';
import { createAuditService } from '#main/core/audit-service';
import { createStampService } from '#main/core/stamp-service';
import type { SecretStore } from '#main/ports';
import { auditEntries, auditHashes, lastAuditEntry, lastCheckpoint, replaceAuditFrontier } from '#main/store/audit-entry';
import { openProfile, type Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import { memorySecrets } from '#tests/support/memory-secrets';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

let folder = '';
let kept: Map<string, string>;
let secrets: SecretStore;
const clock = fixedClock();

beforeEach(async () => {
  folder = path.join(tempFolder(), 'profile');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'profile.json'), '{"format":"plico-profile/1","id":"11111111-2222-3333-4444-555555555555"}\n');
  kept = new Map();
  secrets = memorySecrets(kept);
  await grown(20);
});

async function opened<T>(work: (store: Store) => Promise<T> | T): Promise<T> {
  const store = openProfile(folder, { key: null, clock });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

function fill(store: Store, upTo: number): void {
  store.write((tx) => {
    while ((lastAuditEntry(tx)?.seq ?? -1) + 1 < upTo) appendAudit(tx, NOW, { event: 'archive.checked', findings: 0 });
  });
}

async function grown(size: number): Promise<void> {
  await opened(async (store) => {
    fill(store, size);
    await makeCheckpoint({ store, secrets, clock });
  });
}

const service = (store: Store) => {
  const none = { evidence: () => Promise.resolve([]) };
  return createAuditService({ store, secrets, clock }, none.evidence, createStampService({ store, secrets, clock }));
};
const found = () => opened(async (store) => (await service(store).verify(null)).findings.map(({ id }) => id));
const signedAgain = () =>
  opened((store) =>
    makeCheckpoint({ store, secrets, clock }).then(
      () => 'signed',
      (error: unknown) => (error instanceof AppError ? error.code : 'fault'),
    ),
  );
const lastTwo = () =>
  opened((store) =>
    store
      .read((tx) => auditEntries(tx, 0, 10_000))
      .slice(-2)
      .map(({ entry }) => (JSON.parse(Buffer.from(entry).toString('utf8')) as { event: string; data: object }).event),
  );
/** As a start of the program does: read-only where the log is behind, then the owner's word. */
const confirmed = () =>
  opened(async (store) => {
    const { state } = await service(store).standing();
    store.freeze(new AppError('audit.rollback'));
    const was = await service(store).confirm();
    return { state, was, frozen: store.frozen() };
  });

test('a log that goes on is signed on, and nothing needs a word', async () => {
  await grown(40);
  expect([await found(), await signedAgain(), await opened((store) => service(store).confirm())]).toEqual([[], 'signed', 'sound']);
});

test('an older copy that grew past the signed size is not signed; confirmed it is, with both roots in the log', async () => {
  const old = path.join(tempFolder(), 'old');
  cpSync(folder, old, { recursive: true });
  await grown(60);
  const head = await opened(async (store) => keptHead(secrets, store.read((tx) => ownLogId(tx)) ?? ''));
  cpSync(old, folder, { recursive: true });
  await opened((store) => fill(store, 80));
  const [before, refused] = [await found(), await signedAgain()];
  const told = await confirmed();
  const entry = await opened((store) => store.read((tx) => auditEntries(tx, 0, 10_000)).at(-2)?.entry ?? new Uint8Array());
  const { event, data } = JSON.parse(Buffer.from(entry).toString('utf8')) as { event: string; data: Record<string, unknown> };
  expect({
    before,
    refused,
    told,
    event,
    signed: [data['signedSize'], data['signedRoot']],
    after: await found(),
    on: await signedAgain(),
  }).toEqual({
    before: ['audit.rollback'],
    refused: 'audit.rollback',
    told: { state: 'rollback', was: 'rollback', frozen: null },
    event: 'backup.restored',
    signed: [head?.size, head?.root],
    after: [],
    on: 'signed',
  });
});

test('an older copy with the newest checkpoint beside it and subtrees to fit: what is signed goes on from the head, and the check finds it', async () => {
  const old = path.join(tempFolder(), 'old');
  cpSync(folder, old, { recursive: true });
  await grown(60);
  const { checkpoint, hashes } = await opened((store) =>
    store.read((tx) => ({ checkpoint: lastCheckpoint(tx), hashes: auditHashes(tx, 0, 1_000) })),
  );
  cpSync(old, folder, { recursive: true });
  await opened((store) => fill(store, 80));
  const db = new Sqlite(path.join(folder, 'index.db'));
  db.prepare('INSERT INTO audit_checkpoint (size, text, signature) VALUES (?, ?, ?)').run(
    checkpoint?.size,
    checkpoint?.text,
    checkpoint?.signature,
  );
  db.close();
  const [plain] = [await signedAgain()];
  // Now the subtrees too, as they would be had the copy never been put back.
  const forged = await opened((store) => {
    const size = checkpoint?.size ?? 0;
    const since = store.read((tx) => auditHashes(tx, size, 1_000));
    const leaves = [...hashes.slice(0, size), ...since];
    const frontier = leaves.reduce((all, leaf) => grow(all, leaf).frontier, [] as Frontier);
    store.write((tx) => replaceAuditFrontier(tx, 60, frontier));
    return rootOf(frontier).toString('hex');
  });
  const signed = await signedAgain();
  const head = await opened(async (store) => keptHead(secrets, store.read((tx) => ownLogId(tx)) ?? ''));
  const told = await found();
  expect({ plain, signed, root: head?.root === forged, told: [...new Set(told)].toSorted() }).toEqual({
    plain: 'audit.rollback',
    signed: 'signed',
    root: true,
    told: ['audit.rollback', 'audit.root'],
  });
});

test('a head without subtrees, as an earlier version kept it, is held against the whole log', async () => {
  for (const [name, value] of kept)
    if (name.startsWith('audit-head:')) {
      const { size, root } = JSON.parse(value) as { size: number; root: string };
      kept.set(name, JSON.stringify({ size, root }));
    }
  const good = await signedAgain();
  for (const name of kept.keys()) if (name.startsWith('audit-head:')) kept.set(name, JSON.stringify({ size: 10, root: 'ab'.repeat(32) }));
  await opened((store) => fill(store, 30));
  expect([good, await signedAgain()]).toEqual(['signed', 'audit.rollback']);
});

test('a log begun anew after a loss: confirmed, it says which log it goes on from and its last root', async () => {
  const lost = await opened(async (store) => {
    const logId = store.read((tx) => ownLogId(tx)) ?? '';
    return { log: logId, ...(await keptHead(secrets, logId)) };
  });
  const db = new Sqlite(path.join(folder, 'index.db'));
  for (const name of ['audit_entry_delete', 'audit_checkpoint_delete']) db.exec(`DROP TRIGGER ${name}`);
  db.exec('DELETE FROM audit_entry; DELETE FROM audit_checkpoint; DELETE FROM audit_frontier');
  db.close();
  await opened((store) => fill(store, 3));
  const [before, refused] = [await found(), await signedAgain()];
  const told = await confirmed();
  const [entry] = await opened((store) =>
    store
      .read((tx) => auditEntries(tx, 0, 100))
      .map(({ entry: bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')) as { event: string; data: object })
      .filter(({ event }) => event === 'log.continued'),
  );
  expect({ before, refused, told, data: entry?.data, after: await found() }).toEqual({
    before: ['audit.otherLog'],
    refused: 'audit.otherLog',
    told: { state: 'otherLog', was: 'otherLog', frozen: null },
    data: { log: lost.log, size: lost.size, root: lost.root },
    after: [],
  });
});

test('the key gone from the secret store: no other takes its place in silence; confirmed, a new one signs', async () => {
  for (const name of kept.keys()) if (name.startsWith('audit-key:')) kept.delete(name);
  await opened((store) => fill(store, 30));
  const [before, refused] = [await found(), await signedAgain()];
  const told = await confirmed();
  expect({ before, refused, told, after: await found(), on: await signedAgain(), last: await lastTwo() }).toEqual({
    before: ['audit.keyLost'],
    refused: 'audit.keyLost',
    told: { state: 'keyLost', was: 'keyLost', frozen: null },
    after: [],
    on: 'signed',
    last: ['log.verified', 'log.checkpoint'],
  });
});

test('while it waits for the owner nothing is written but the confirmation', async () => {
  const told = await opened((store) => {
    store.freeze(new AppError('audit.rollback'));
    const refused = ((): unknown => {
      try {
        return fill(store, 40);
      } catch (error) {
        return error;
      }
    })();
    return { refused, size: (store.read((tx) => lastAuditEntry(tx))?.seq ?? 0) + 1 };
  });
  expect(told).toMatchObject({ refused: { code: 'audit.rollback' }, size: 22 });
});

test('anchors of what the owner gave up are told apart, and never excuse what contradicts him', () => {
  const evidence = (log: string, size: number, root: string): AnchorEvidence => ({
    what: 'r',
    state: 'proven',
    anchored: { log, size, root },
  });
  const [own, lost] = ['ab'.repeat(16), 'cd'.repeat(16)];
  const [here, there] = ['12'.repeat(32), '34'.repeat(32)];
  const roots = new Map([[300, here]]);
  const past = { restoredAt: [400], lost: [{ log: lost, size: 900, root: there }] };
  const judged = (log: string, size: number, root: string) => judgeAnchor(evidence(log.slice(0, 8), size, root), own, roots, past);
  expect({
    ours: judged(own, 300, here),
    rewritten: judged(own, 300, there),
    afterCopy: judged(own, 500, there),
    lost: judged(lost, 800, here),
    lostLast: judged(lost, 900, there),
    lostOther: judged(lost, 900, here),
    lostLonger: judged(lost, 901, there),
    stranger: judged('ef'.repeat(16), 10, here),
  }).toEqual({
    ours: 'anchored',
    rewritten: 'mismatch',
    afterCopy: 'givenUp',
    lost: 'givenUp',
    lostLast: 'givenUp',
    lostOther: 'mismatch',
    lostLonger: 'mismatch',
    stranger: 'otherLog',
  });
});
