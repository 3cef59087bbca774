// Checkpoints (EVIDENCE §13): five lines that say how long the log was and what its root was, signed
// by the installation, and the same put where the database's owner by accident does not reach: the
// secret store ("head").
import { verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock, SecretStore } from '#main/ports';
import { addAuditCheckpoint, auditEntries, lastAuditCheckpointSize, lastAuditEntry, type StoredCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import { instantToText } from '#shared/model/ids';
import { appendAudit, frontierOf, logIdOf } from './append.ts';
import { installationKey, makeInstallationKey, publicKeyText, type InstallationKey } from './installation-key.ts';
import { rootOf } from './merkle.ts';

export type Checkpoint = { readonly logId: string; readonly size: number; readonly root: string; readonly time: string };
export type Head = { readonly size: number; readonly root: string };

const FORM = /^pec-audit\/1\n([0-9a-f]{32})\n(\d{1,15})\n([0-9a-f]{64})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n$/;

/** Null when it is not exactly the five lines. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [, logId, size, root, time] = FORM.exec(text) ?? [];
  if (logId === undefined || size === undefined || root === undefined || time === undefined) return null;
  return { logId, size: Number(size), root, time };
}

function checkpointText({ logId, size, root, time }: Checkpoint): string {
  return `pec-audit/1\n${logId}\n${size}\n${root}\n${time}\n`;
}

export function signatureHolds(publicKey: KeyObject, { text, signature }: StoredCheckpoint): boolean {
  return verify('sha256', Buffer.from(text, 'utf8'), publicKey, signature);
}

export type AuditPorts = { readonly store: Store; readonly secrets: SecretStore; readonly clock: Clock };

/**
 * Signs the log as it stands, unless nothing was added since the last time. Null for an empty log.
 * The head is written after the checkpoint is on the disk: a crash between leaves an older head, which is true as well.
 */
export async function makeCheckpoint(ports: AuditPorts): Promise<StoredCheckpoint | null> {
  const { store, secrets, clock } = ports;
  const logId = store.read((tx) => ownLogId(tx));
  if (logId === null) return null;
  const key = (await installationKey(secrets, logId)) ?? (await firstKey(ports, logId));
  const made = store.write(
    (tx) => {
      const last = lastAuditEntry(tx);
      // The entry that tells of a checkpoint is no reason for another one.
      if (last === null || last.seq <= lastAuditCheckpointSize(tx)) return null;
      const size = last.seq + 1;
      const root = rootOf(frontierOf(tx)).toString('hex');
      const text = checkpointText({ logId, size, root, time: instantToText(clock.now()) });
      const checkpoint = { size, text, signature: key.sign(Buffer.from(text, 'utf8')) };
      addAuditCheckpoint(tx, checkpoint);
      appendAudit(tx, clock.now(), { event: 'log.checkpoint', size, root });
      return { checkpoint, root };
    },
    { durable: true },
  );
  if (made === null) return null;
  await secrets.set(headName(logId), JSON.stringify({ size: made.checkpoint.size, root: made.root }));
  const name = logName(store.folder);
  // Never another in its place: a log begun anew would otherwise pass for the one that was signed so far.
  if (name !== null && (await secrets.get(name)) === null) await secrets.set(name, logId);
  return made.checkpoint;
}

function firstKey({ store, secrets, clock }: AuditPorts, logId: string): Promise<InstallationKey> {
  return makeInstallationKey(secrets, logId, clock.now(), ({ fingerprint, publicKey }) =>
    store.write(
      (tx) => appendAudit(tx, clock.now(), { event: 'key.created', certificate: fingerprint, publicKey: publicKeyText(publicKey) }),
      { durable: true },
    ),
  );
}

/** Null when nothing was kept. */
export async function keptHead(secrets: SecretStore, logId: string): Promise<Head | null> {
  const kept = await secrets.get(headName(logId));
  if (kept === null) return null;
  const value: unknown = JSON.parse(kept);
  if (typeof value !== 'object' || value === null || !('size' in value) || !('root' in value)) return null;
  return typeof value.size === 'number' && typeof value.root === 'string' ? { size: value.size, root: value.root } : null;
}

/** Id of the log this profile signed first; null when it never signed one. */
export async function keptLogId(secrets: SecretStore, folder: string): Promise<string | null> {
  const name = logName(folder);
  return name === null ? null : secrets.get(name);
}

/** By the id the profile has for its key. */
function logName(folder: string): string | null {
  const file = path.join(folder, 'profile.json');
  const id = existsSync(file) ? /"id":"([0-9a-f-]{36})"/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return id === undefined ? null : `audit-log:${id}`;
}

export function ownLogId(tx: ReadTx): string | null {
  const [zero] = auditEntries(tx, 0, 1);
  return zero === undefined ? null : logIdOf(zero.entry);
}

function headName(logId: string): string {
  return `audit-head:${logId}`;
}
