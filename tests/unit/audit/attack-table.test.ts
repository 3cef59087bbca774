// AUD-01: the table of EVIDENCE §15, row by row and column by column, on a log of 1,000 entries with checkpoints at 300,
// 600 and 900, signed with a real key: exactly the findings stated there, also where that is none.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnchorEvidence } from '#main/audit/anchor';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint } from '#main/audit/checkpoint';
import { installationKey } from '#main/audit/installation-key';
import { keptHead } from '#main/audit/standing';
import { verifyLog, type AuditFinding } from '#main/audit/verify-log';
import { auditPage } from '#main/core/audit-view';
import { createRetentionService } from '#main/core/retention-service';
import { openProfile, type Store } from '#main/store/database';
import { asBlobHash } from '#shared/model/ids';
import {
  anchorOf,
  attackedAt,
  cutAbove,
  editEntry,
  insertEntry,
  logIdIn,
  recompute,
  resign,
  signedLog,
  swapEntries,
  type Db,
  type SignedLog,
} from '#tests/support/attacked-log';
import { memorySecrets } from '#tests/support/memory-secrets';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

type Id = AuditFinding['id'];
type Attack = (db: Db, secrets: Map<string, string>) => void | Promise<void>;
type Found = { readonly local: readonly Id[]; readonly head: readonly Id[]; readonly anchor: readonly Id[]; readonly both: readonly Id[] };

let log: SignedLog;
beforeAll(async () => {
  log = await signedLog();
});
afterAll(() => log.remove());

function copied(from = log.pristine): { readonly folder: string; readonly secrets: Map<string, string> } {
  const folder = path.join(tempFolder(), 'profile');
  cpSync(from, folder, { recursive: true });
  return { folder, secrets: new Map(log.secrets) };
}

/** The three columns; `both`: head and anchor, which must not find less than either. */
async function columns(store: Store, kept: Map<string, string>, anchor: AnchorEvidence = log.anchors.at900): Promise<Found> {
  const secrets = memorySecrets(kept);
  const key = await installationKey(secrets, logIdIn(store));
  const head = await keptHead(secrets, logIdIn(store));
  if (key === null || head === null) throw new Error('the secret store has neither key nor head');
  const ids = (withHead: boolean, anchors: readonly AnchorEvidence[]): readonly Id[] => {
    const { findings } = verifyLog(store, { publicKey: key.publicKey, head: withHead ? head : null, anchors });
    return [...new Set(findings.map(({ id }) => id))].toSorted();
  };
  return { local: ids(false, []), head: ids(true, []), anchor: ids(false, [anchor]), both: ids(true, [anchor]) };
}

/** `attack` null: the copy as it is. */
async function after(attack: Attack | null, from?: string, anchor?: AnchorEvidence): Promise<Found> {
  const { folder, secrets } = copied(from);
  if (attack !== null) await attackedAt(folder, (db) => attack(db, secrets));
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  try {
    return await columns(store, secrets, anchor);
  } finally {
    store.close();
  }
}

const NOTHING: Found = { local: [], head: [], anchor: [], both: [] };
const sorted = (ids: readonly Id[]): readonly Id[] => ids.toSorted();

/** What the log itself tells; what the head and an anchor add to it. */
function foundBy(local: readonly Id[], head: readonly Id[], anchor: readonly Id[]): Found {
  return { local, head: sorted([...local, ...head]), anchor: sorted([...local, ...anchor]), both: sorted([...local, ...head, ...anchor]) };
}

const OPERATIONS: Readonly<Record<string, (db: Db, seq: number) => void>> = {
  edit: editEntry,
  delete: (db, seq) => void db.prepare('DELETE FROM audit_entry WHERE seq = ?').run(seq),
  insert: insertEntry,
  swap: swapEntries,
};
const operations = Object.entries(OPERATIONS);

describe('AUD-01 row 1, edit, delete, insert, swap entries', () => {
  const told: Readonly<Record<string, readonly Id[]>> = {
    edit: ['audit.hash', 'audit.prev'],
    delete: ['audit.gap', 'audit.prev'],
    insert: ['audit.gap', 'audit.prev'],
    swap: ['audit.gap', 'audit.prev'],
  };
  test.each(operations)(
    '%s before the last checkpoint: local check found, keychain head found, outside anchor found',
    async (name, act) => {
      const local = sorted([...(told[name] ?? []), 'audit.root']);
      expect(await after((db) => act(db, 500))).toEqual(foundBy(local, ['audit.rollback'], ['audit.anchorMismatch']));
    },
  );

  test.each(operations)('%s after it: local check found, keychain head found, outside anchor found', async (name, act) => {
    expect(await after((db) => act(db, 950))).toEqual(foundBy(told[name] ?? [], [], []));
  });
});

describe('AUD-01 row 2, same, and recompute the chain, before the last checkpoint', () => {
  test.each(operations)('%s: local check found (root differs), keychain head found, outside anchor found', async (_name, act) => {
    const attack = (db: Db): void => {
      act(db, 500);
      recompute(db);
    };
    expect(await after(attack)).toEqual(foundBy(['audit.root'], ['audit.rollback'], ['audit.anchorMismatch']));
  });
});

describe('AUD-01 row 3, same, after the last checkpoint', () => {
  test.each(operations)('%s: local check not found, keychain head not found, outside anchor not found', async (_name, act) => {
    const attack = (db: Db): void => {
      act(db, 950);
      recompute(db);
    };
    expect(await after(attack)).toEqual(NOTHING);
  });
});

test('AUD-01 row 4, cut the tail above the last checkpoint: local check, keychain head, outside anchor not found', async () => {
  expect([await after((db) => cutAbove(db, 950)), await after((db) => cutAbove(db, 900))]).toEqual([NOTHING, NOTHING]);
});

test('AUD-01 row 5, cut below the last checkpoint: local check found, keychain head found, outside anchor found', async () => {
  const found = foundBy(['audit.root'], ['audit.rollback'], ['audit.anchorMismatch']);
  expect([await after((db) => cutAbove(db, 899)), await after((db) => cutAbove(db, 300))]).toEqual([found, found]);
});

test('AUD-01 row 6, put back an older copy of database and checkpoints: local check not found, keychain head found, outside anchor found', async () => {
  expect(await after(null, log.early)).toEqual(foundBy([], ['audit.rollback'], ['audit.anchorMismatch']));
});

describe('AUD-01 row 7, rewrite everything with the stolen installation key and keychain', () => {
  const rewritten =
    (seq: number): Attack =>
    async (db, secrets) => {
      editEntry(db, seq);
      recompute(db);
      await resign(db, secrets);
    };

  test('local check not found, keychain head not found, outside anchor found', async () => {
    expect(await after(rewritten(500))).toEqual(foundBy([], [], ['audit.anchorMismatch']));
  });

  test('found back to the last anchor, and no further: not what came after it', async () => {
    const { at600, at900 } = log.anchors;
    const [before, between, behind] = [rewritten(599), rewritten(600), rewritten(950)];
    expect([await after(before, undefined, at600), await after(between, undefined, at600), await after(behind, undefined, at900)]).toEqual([
      foundBy([], [], ['audit.anchorMismatch']),
      NOTHING,
      NOTHING,
    ]);
  });
});

/** What goes through the program, in a copy of the profile, and what is found then. */
async function through(act: (store: Store, secrets: Map<string, string>) => Promise<AnchorEvidence | void>) {
  const { folder, secrets } = copied();
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  try {
    const anchor = await act(store, secrets);
    const told = auditPage(store, null, 10, 'all').rows.filter(({ seq }) => seq >= 1000);
    return { told: told.map(({ event }) => event).toReversed(), found: await columns(store, secrets, anchor ?? undefined) };
  } finally {
    store.close();
  }
}

test('AUD-01 row 8, act through the program as the logged-in user: logged, not prevented; same with keychain head and outside anchor', async () => {
  let active = -1;
  const { told, found } = await through(async (store, secrets) => {
    const [nothing, clock] = [() => undefined, fixedClock()];
    const notes = { info: nothing, warn: nothing, error: nothing };
    const retention = createRetentionService({ store, clock, log: notes, events: { changed: nothing }, exports: tempFolder() });
    const { number } = retention.setHold(null, null, 'Causa 12/2026');
    retention.releaseHold(number, 'Chi può, lo toglie');
    active = retention.state().holds.filter(({ releasedAt }) => releasedAt === null).length;
    await retention.close();
    await makeCheckpoint({ store, secrets: memorySecrets(secrets), clock: fixedClock() });
    return anchorOf(store);
  });
  expect({ active, told, found }).toEqual({ active: 0, told: ['hold.set', 'hold.released', 'log.checkpoint'], found: NOTHING });
});

test('AUD-01 row 9, write false entries before they happen (lie at the source): not found locally, by the keychain head, by an outside anchor', async () => {
  const blob = asBlobHash('ab'.repeat(32));
  const bundle = 'cd'.repeat(16);
  const { told, found } = await through(async (store, secrets) => {
    store.write((tx) => {
      appendAudit(tx, NOW, { event: 'export.made', bundle, root: 'ef'.repeat(32), messages: 1 });
      appendAudit(tx, NOW, { event: 'message.exported', blob, bundle });
      appendAudit(tx, NOW, { event: 'log.verified', entries: 1000, findings: 0 });
    });
    // Signed, in the keychain and anchored, the lie is as sound as the truth.
    await makeCheckpoint({ store, secrets: memorySecrets(secrets), clock: fixedClock() });
    return anchorOf(store);
  });
  expect({ told, found }).toEqual({ told: ['export.made', 'message.exported', 'log.verified', 'log.checkpoint'], found: NOTHING });
});

test('AUD-01 nobody does anything: nothing is found in any column', async () => {
  expect(await after(null)).toEqual(NOTHING);
});
