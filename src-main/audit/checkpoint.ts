// Checkpoints (EVIDENCE §13): five lines that say how long the log was and what its root was, signed
// by the installation, and the same put where the database's owner by accident does not reach: the
// secret store ("head").
import { verify, type KeyObject } from 'node:crypto';
import type { Clock, SecretStore } from '#main/ports';
import {
  addAuditCheckpoint,
  auditEntries,
  lastAuditCheckpointSize,
  lastAuditEntry,
  lastSeqOf,
  type StoredCheckpoint,
} from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import { instantToText, type BlobHash } from '#shared/model/ids';
import { appendAudit, frontierOf } from './append.ts';
import {
  endorsement,
  installationKey,
  makeInstallationKey,
  publicKeyText,
  rotateInstallationKey,
  settleRotation,
  type InstallationKey,
} from './installation-key.ts';
import { rootOf } from './merkle.ts';
import { keepHead, keepLogId, ownLogId, signedBefore, standingOf } from './standing.ts';

export type Checkpoint = { readonly logId: string; readonly size: number; readonly root: string; readonly time: string };

const FORM = /^pec-audit\/1\n([0-9a-f]{32})\n([1-9]\d{0,14})\n([0-9a-f]{64})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n$/;

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
 * Rejects with audit.rollback or audit.otherLog where the log does not go on from what was signed before.
 */
export async function makeCheckpoint(ports: AuditPorts): Promise<StoredCheckpoint | null> {
  const { store, secrets } = ports;
  const logId = store.read((tx) => ownLogId(tx));
  if (logId === null) return null;
  await settleRotation(secrets, logId, ({ fingerprint }) => store.read((tx) => isAnnounced(tx, fingerprint)));
  const before = await signedBefore(secrets, store.folder, logId);
  const standing = store.read((tx) => standingOf(tx, before));
  if (standing.state !== 'sound') throw new AppError(`audit.${standing.state}`, { retry: 'afterUser' });
  return signLog(ports, logId, false);
}

/** `replace`: a person said that this log takes the place of the one signed so far. */
export async function signLog(ports: AuditPorts, logId: string, replace: boolean): Promise<StoredCheckpoint | null> {
  const { store, secrets, clock } = ports;
  const key = (await installationKey(secrets, logId)) ?? (await firstKey(ports, logId));
  const made = store.write(
    (tx) => {
      const last = lastAuditEntry(tx);
      // The entry that tells of a checkpoint is no reason for another one.
      if (last === null || last.seq <= lastAuditCheckpointSize(tx)) return null;
      const size = last.seq + 1;
      const frontier = frontierOf(tx);
      const root = rootOf(frontier).toString('hex');
      const text = checkpointText({ logId, size, root, time: instantToText(clock.now()) });
      const checkpoint = { size, text, signature: key.sign(Buffer.from(text, 'utf8')) };
      addAuditCheckpoint(tx, checkpoint);
      appendAudit(tx, clock.now(), { event: 'log.checkpoint', size, root });
      return { checkpoint, root, frontier };
    },
    { durable: true, despite: replace },
  );
  if (made === null) return null;
  await keepHead(secrets, logId, { size: made.checkpoint.size, root: made.root, frontier: made.frontier });
  await keepLogId(secrets, store.folder, logId, replace);
  return made.checkpoint;
}

/**
 * A new key of this installation, endorsed by the one before, which signs the log a last time (EVIDENCE §17). Rejects with
 * notFound where there is no key yet, and as makeCheckpoint.
 */
export async function rotateKey(ports: AuditPorts): Promise<{ readonly old: BlobHash; readonly certificate: BlobHash }> {
  const { store, secrets, clock } = ports;
  await makeCheckpoint(ports);
  const logId = store.read((tx) => ownLogId(tx));
  const old = logId === null ? null : await installationKey(secrets, logId);
  if (logId === null || old === null) throw new AppError('notFound', { values: { what: 'key' } });
  const { fingerprint: certificate } = await rotateInstallationKey(secrets, logId, clock.now(), (key) => {
    const publicKey = publicKeyText(key.publicKey);
    const endorsed = Buffer.from(old.sign(endorsement(logId, publicKey))).toString('base64');
    store.write(
      (tx) =>
        appendAudit(tx, clock.now(), { event: 'key.rotated', old: old.fingerprint, certificate: key.fingerprint, publicKey, endorsed }),
      { durable: true },
    );
  });
  await makeCheckpoint(ports);
  return { old: old.fingerprint, certificate };
}

/** Whether the log says that the key was rotated to this one. */
function isAnnounced(tx: ReadTx, certificate: BlobHash): boolean {
  const seq = lastSeqOf(tx, ['key.rotated']);
  const [entry] = seq === null ? [] : auditEntries(tx, seq, 1);
  return entry !== undefined && Buffer.from(entry.entry).toString('utf8').includes(`"certificate":"${certificate}"`);
}

function firstKey({ store, secrets, clock }: AuditPorts, logId: string): Promise<InstallationKey> {
  return makeInstallationKey(secrets, logId, clock.now(), ({ fingerprint, publicKey }) =>
    store.write(
      (tx) => appendAudit(tx, clock.now(), { event: 'key.created', certificate: fingerprint, publicKey: publicKeyText(publicKey) }),
      { durable: true, despite: true },
    ),
  );
}
