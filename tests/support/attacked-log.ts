// A log of 1,000 entries as the program writes it, signed at 300, 600 and 900 with a key of its own, and the hands of
// somebody who can write the database: what he changes, he makes fit as far as he can (EVIDENCE §15).
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { anchorSubject, readAnchorSubject, type AnchorEvidence } from '#main/audit/anchor';
import { appendAudit } from '#main/audit/append';
import { canonicalJson } from '#main/audit/canonical-json';
import { makeCheckpoint, readCheckpoint } from '#main/audit/checkpoint';
import { grow, leafHash, rootOf, type Frontier } from '#main/audit/merkle';
import { keepHead, ownLogId, type Head } from '#main/audit/standing';
import { lastAuditEntry, lastCheckpoint } from '#main/store/audit-entry';
import { openProfile, type Store } from '#main/store/database';
import { memorySecrets } from './memory-secrets.ts';
import { fixedClock, NOW } from './temp-profile-clock.ts';

export type Db = InstanceType<typeof Sqlite>;
type Row = { readonly seq: number; entry: Buffer; hash: Buffer };

export type SignedLog = {
  /** Profile of 1,000 entries; to be copied, never written. */
  readonly pristine: string;
  /** The same after the checkpoint at 600. */
  readonly early: string;
  readonly secrets: ReadonlyMap<string, string>;
  /** Proven receipts that somebody else keeps: the roots at 600 and 900, before any attack. */
  readonly anchors: { readonly at600: AnchorEvidence; readonly at900: AnchorEvidence };
  remove(): void;
};

export function fill(store: Store, upTo: number): void {
  store.write((tx) => {
    for (let n = (lastAuditEntry(tx)?.seq ?? -1) + 1; n < upTo; n = (lastAuditEntry(tx)?.seq ?? -1) + 1)
      appendAudit(tx, NOW, { event: 'archive.checked', findings: n });
  });
}

/** The receipt of an anchor over the last checkpoint. */
export function anchorOf(store: Store): AnchorEvidence {
  const kept = readCheckpoint(store.read((tx) => lastCheckpoint(tx))?.text ?? '');
  const anchored = kept === null ? null : readAnchorSubject(anchorSubject(kept));
  if (anchored === null) throw new Error('no checkpoint');
  return { what: 'receipt', state: 'proven', anchored };
}

export async function signedLog(): Promise<SignedLog> {
  const place = mkdtempSync(path.join(os.tmpdir(), 'plico-audit-'));
  const [home, pristine, early] = [path.join(place, 'profile'), path.join(place, 'pristine'), path.join(place, 'early')];
  const secrets = new Map<string, string>();
  const grown = async (size: number): Promise<AnchorEvidence> => {
    const store = openProfile(home, { key: null, clock: fixedClock() });
    fill(store, size);
    await makeCheckpoint({ store, secrets: memorySecrets(secrets), clock: fixedClock() });
    const anchor = anchorOf(store);
    store.close();
    return anchor;
  };
  // The key is the entry before the first checkpoint.
  await grown(299);
  const at600 = await grown(600);
  cpSync(home, early, { recursive: true });
  const at900 = await grown(900);
  const store = openProfile(home, { key: null, clock: fixedClock() });
  fill(store, 1000);
  store.close();
  cpSync(home, pristine, { recursive: true });
  return { pristine, early, secrets, anchors: { at600, at900 }, remove: () => rmSync(place, { recursive: true, force: true }) };
}

/** Opens the index with the triggers out of the way; afterwards the subtrees beside the log fit what it is then. */
export async function attackedAt(folder: string, attack: (db: Db) => void | Promise<void>): Promise<void> {
  const db = new Sqlite(path.join(folder, 'index.db'));
  for (const name of ['audit_entry_update', 'audit_entry_delete', 'audit_checkpoint_update', 'audit_checkpoint_delete'])
    db.exec(`DROP TRIGGER ${name}`);
  db.pragma('synchronous = OFF');
  const before = everyEntry(db);
  await attack(db);
  fitSubtrees(db);
  const same = everyEntry(db) === before;
  db.close();
  // An attack that did nothing would pass for one that is not found.
  if (same) throw new Error('the attack changed nothing');
}

function everyEntry(db: Db): string {
  const signed = db.prepare('SELECT text, signature FROM audit_checkpoint ORDER BY size').all();
  return createHash('sha256')
    .update(JSON.stringify([rows(db), signed]))
    .digest('hex');
}

function rows(db: Db): Row[] {
  return db.prepare('SELECT seq, entry, hash FROM audit_entry ORDER BY seq').all() as Row[];
}

/** Changes an entry, and nothing else. */
export function editEntry(db: Db, seq: number): void {
  const to = `replace(CAST(entry AS TEXT), '"findings":${seq}', '"findings":${seq + 1}')`;
  db.exec(`UPDATE audit_entry SET entry = CAST(${to} AS BLOB) WHERE seq = ${seq}`);
}

/** One more in the place of `seq`; those after it go up by one. */
export function insertEntry(db: Db, seq: number): void {
  const { entry, hash } = db.prepare('SELECT entry, hash FROM audit_entry WHERE seq = ?').get(seq - 1) as Row;
  db.exec(`UPDATE audit_entry SET seq = -seq - 1 WHERE seq >= ${seq}; UPDATE audit_entry SET seq = -seq WHERE seq < 0`);
  db.prepare('INSERT INTO audit_entry (seq, entry, hash) VALUES (?, ?, ?)').run(seq, entry, hash);
}

/** With the one after it. */
export function swapEntries(db: Db, seq: number): void {
  db.exec(`UPDATE audit_entry SET seq = -1 WHERE seq = ${seq}; UPDATE audit_entry SET seq = ${seq} WHERE seq = ${seq + 1}`);
  db.exec(`UPDATE audit_entry SET seq = ${seq + 1} WHERE seq = -1`);
}

export function cutAbove(db: Db, size: number): void {
  db.prepare('DELETE FROM audit_entry WHERE seq >= ?').run(size);
}

/** Numbers without gaps, and number, chain and hash of each entry made to fit; checkpoints stay as they are. */
export function recompute(db: Db): void {
  const all = rows(db);
  db.exec('DELETE FROM audit_entry');
  const insert = db.prepare('INSERT INTO audit_entry (seq, entry, hash) VALUES (?, ?, ?)');
  let prev = '0'.repeat(64);
  db.transaction(() => {
    for (const [seq, row] of all.entries()) {
      const record = JSON.parse(row.entry.toString('utf8')) as object;
      const entry = Buffer.from(canonicalJson({ ...record, seq, prev }), 'utf8');
      const hash = leafHash(entry);
      insert.run(seq, entry, hash);
      prev = hash.toString('hex');
    }
  })();
}

/** Changes entry `seq` and makes chain and hashes fit again. */
export function rewriteFrom(db: Db, seq: number): void {
  editEntry(db, seq);
  recompute(db);
}

/** As a careful attacker does: the subtrees beside the log fit what it is now. */
function fitSubtrees(db: Db): void {
  const frontier = subtreesOf(rows(db));
  db.exec('DELETE FROM audit_frontier');
  for (const [level, hash] of frontier.entries())
    if (hash !== null) db.prepare('INSERT INTO audit_frontier (level, hash) VALUES (?, ?)').run(level, hash);
}

function subtreesOf(some: readonly Row[]): Frontier {
  let frontier: Frontier = [];
  for (const { entry } of some) frontier = grow(frontier, leafHash(entry)).frontier;
  return frontier;
}

/** With the stolen key and secret store: every checkpoint signed anew over what is there now, and the head of the last. */
export async function resign(db: Db, kept: Map<string, string>): Promise<void> {
  const [name = '', value = ''] = [...kept].find(([one]) => one.startsWith('audit-key:')) ?? [];
  const key = createPrivateKey({ key: Buffer.from(value.split('.')[0] ?? '', 'base64'), format: 'der', type: 'pkcs8' });
  const all = rows(db);
  let head: Head | null = null;
  const checkpoints = db.prepare('SELECT size, text FROM audit_checkpoint ORDER BY size').all() as { size: number; text: string }[];
  for (const { size, text } of checkpoints) {
    const frontier = subtreesOf(all.slice(0, size));
    const root = rootOf(frontier).toString('hex');
    const made = text.replace(/\n[0-9a-f]{64}\n/, `\n${root}\n`);
    const signature = sign('sha256', Buffer.from(made), key);
    db.prepare('UPDATE audit_checkpoint SET text = ?, signature = ? WHERE size = ?').run(made, signature, size);
    head = { size, root, frontier };
  }
  if (head !== null) await keepHead(memorySecrets(kept), name.slice('audit-key:'.length), head);
}

/** Id of the log in `store`. */
export function logIdIn(store: Store): string {
  return store.read((tx) => ownLogId(tx)) ?? '';
}
