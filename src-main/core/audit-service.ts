// The log from outside: verify it, take a proof out of it, sign a checkpoint. Entries are appended where
// things happen, in the transaction of the change.
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checkMessages } from '#main/archive/check';
import { appendAudit, type AuditEvent } from '#main/audit/append';
import { makeCheckpoint, rotateKey, signLog, type AuditPorts } from '#main/audit/checkpoint';
import { exportProof } from '#main/audit/export-proof';
import { installationKey, type InstallationKey } from '#main/audit/installation-key';
import { keptHead, keptLogId, ownLogId, signedBefore, standingOf, type Standing } from '#main/audit/standing';
import { verifyLogSteps, type LogVerdict } from '#main/audit/verify-log';
import { lastAuditEntry, lastCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { CheckFinding } from '#shared/model/archive-check';
import type { BlobHash } from '#shared/model/ids';
import type { AnchorService } from './anchor-service.ts';
import { noteDamaged } from './archive-check.ts';
import type { DoctorReport } from './core-types.ts';
import { findById } from './find.ts';
import type { StampService } from './stamp-service.ts';

const MOST_FINDINGS = 1_000;

export type AuditService = {
  /**
   * EVIDENCE §16; the result is itself logged. `anchors`: a folder with receipts that somebody else kept. `since`: entries
   * before it are held to the signed roots alone. `bytes`: every message is read and hashed again as well.
   */
  verify(anchors: string | null, options?: { readonly since?: number; readonly bytes?: boolean }): Promise<DoctorReport>;
  /** Entries about these messages, or all, with proofs against a fresh checkpoint, as files in a new folder. */
  export(to: string, ids: readonly string[]): Promise<{ readonly entries: number; readonly size: number }>;
  /** Whether the log goes on from what was signed here so far. */
  standing(): Promise<Standing>;
  /**
   * The owner says that an older copy was put back, or that the log or the key of before is lost: that becomes an
   * entry with both roots, and from now on this log is the one that is signed. 'sound': there was nothing to confirm.
   */
  confirm(): Promise<Standing['state']>;
  /** A new key, endorsed by the one before: fingerprints of both certificates. Rejects with notFound while there is none. */
  rotateKey(): ReturnType<typeof rotateKey>;
  /** The last checkpoint in words, its signature in base64 and the fingerprint of the certificate. Rejects with notFound for an empty log. */
  paper(): Promise<{ readonly text: string; readonly signature: string; readonly fingerprint: string }>;
  /** Signs the log as it stands. Gives the key of the installation; null while nothing was ever logged. */
  checkpoint(): Promise<InstallationKey | null>;
};

export function createAuditService(ports: AuditPorts, anchors: AnchorService['evidence'], stamps: StampService): AuditService {
  const { store, secrets, clock } = ports;
  return {
    async verify(folder, { since = 0, bytes = false } = {}) {
      const logId = store.read((tx) => ownLogId(tx));
      const key = await ownKey();
      const head = logId === null ? null : await keptHead(secrets, logId);
      const outside = [...(await anchors(folder)), ...(await stamps.evidence(folder))];
      // A folder in which nothing is left that could contradict must not pass for one that agrees.
      if (folder !== null && outside.every(({ from }) => from !== undefined))
        outside.push({ what: path.basename(folder), state: 'unproven' });
      const signedLog = await keptLogId(secrets, store.folder);
      const trust = { publicKey: key?.publicKey ?? null, head, signedLog, headExpected: key !== null, since, anchors: outside };
      const { findings: found, entries } = await inTurns(verifyLogSteps(store, trust));
      const { state } = await standing();
      const read = bytes ? await damagedMessages(store) : { blobs: 0, findings: [] };
      const lost = state === 'keyLost' ? [{ id: 'audit.keyLost', what: String(entries) }] : [];
      const findings = [...found, ...lost, ...read.findings];
      // A log that may not be signed is not written on either.
      if (store.frozen() === null)
        store.write(
          (tx) => {
            noteDamaged(tx, clock.now(), read.findings);
            appendAudit(tx, clock.now(), { event: 'log.verified', entries, findings: findings.length });
          },
          { durable: true },
        );
      return { findings, checked: { blobs: read.blobs, rows: 0, entries } };
    },
    async export(to, ids) {
      await makeCheckpoint(ports);
      const blobs = ids.length === 0 ? null : new Set(ids.map((id) => messageHash(id)));
      const key = await ownKey();
      if (key === null) throw new AppError('notFound', { values: { what: 'checkpoint' } });
      const proof = await exportProof(store, to, blobs, key);
      stamps.export(to);
      return proof;
    },
    standing,
    async confirm() {
      const found = await standing();
      if (found.state === 'sound') return found.state;
      store.write((tx) => appendAudit(tx, clock.now(), confirmation(found)), { durable: true, despite: true });
      const logId = store.read((tx) => ownLogId(tx));
      if (logId !== null) await signLog(ports, logId, true);
      store.freeze(null);
      return found.state;
    },
    rotateKey: () => rotateKey(ports),
    async paper() {
      await makeCheckpoint(ports);
      const [last, key] = [store.read((tx) => lastCheckpoint(tx)), await ownKey()];
      if (last === null || key === null) throw new AppError('notFound', { values: { what: 'checkpoint' } });
      return { text: last.text, signature: Buffer.from(last.signature).toString('base64'), fingerprint: key.fingerprint };
    },
    async checkpoint() {
      await makeCheckpoint(ports);
      return ownKey();
    },
  };

  async function standing(): Promise<Standing> {
    const before = await signedBefore(
      secrets,
      store.folder,
      store.read((tx) => ownLogId(tx)),
    );
    return store.read((tx) => standingOf(tx, before));
  }

  async function ownKey(): Promise<InstallationKey | null> {
    const logId = store.read((tx) => ownLogId(tx));
    return logId === null ? null : installationKey(secrets, logId);
  }

  function messageHash(id: string): BlobHash {
    const found = findById(store, id);
    if (found?.type !== 'message') throw new AppError('notFound', { values: { what: id } });
    return found.hash;
  }
}

const SLICE = 100;

/** In slices: others go on meanwhile. */
async function damagedMessages(store: Store): Promise<{ readonly blobs: number; readonly findings: readonly CheckFinding[] }> {
  const findings: CheckFinding[] = [];
  let blobs = 0;
  for (let after: number | null = 0; after !== null;) {
    const from: number = after;
    const slice = store.read((tx) => checkMessages(tx, from, SLICE));
    findings.push(...slice.findings.slice(0, MOST_FINDINGS - findings.length));
    blobs += slice.checked;
    after = slice.next;
    await setImmediate();
  }
  return { blobs, findings };
}

function confirmation(standing: Exclude<Standing, { readonly state: 'sound' }>): AuditEvent {
  const { head } = standing;
  if (standing.state !== 'rollback')
    return { event: 'log.continued', log: standing.logId, size: head?.size ?? null, root: head?.root ?? null };
  const { size, root } = standing;
  return { event: 'backup.restored', size, root, signedSize: standing.head.size, signedRoot: standing.head.root };
}

/** A log of years takes seconds: others get their turn in between. */
async function inTurns(steps: Generator<void, LogVerdict>): Promise<LogVerdict> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await setImmediate();
  }
}

/** How long the log is. */
export function auditSize(tx: ReadTx): number {
  return (lastAuditEntry(tx)?.seq ?? -1) + 1;
}
