// The log from outside: verify it, take a proof out of it, sign a checkpoint. Entries are appended where
// things happen, in the transaction of the change.
import { appendAudit } from '#main/audit/append';
import { keptHead, keptLogId, makeCheckpoint, ownLogId, type AuditPorts } from '#main/audit/checkpoint';
import { exportProof } from '#main/audit/export-proof';
import { installationKey, type InstallationKey } from '#main/audit/installation-key';
import { verifyLog } from '#main/audit/verify-log';
import { lastAuditEntry } from '#main/store/audit-entry';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import type { AnchorService } from './anchor-service.ts';
import type { DoctorReport } from './core-types.ts';
import { findById } from './find.ts';
import type { StampService } from './stamp-service.ts';

export type AuditService = {
  /** EVIDENCE §16; the result is itself logged. `anchors`: a folder with receipts that somebody else kept. */
  verify(anchors: string | null): Promise<DoctorReport>;
  /** Entries about these messages, or all, with proofs against a fresh checkpoint, as files in a new folder. */
  export(to: string, ids: readonly string[]): Promise<{ readonly entries: number; readonly size: number }>;
  /** Signs the log as it stands. Gives the key of the installation; null while nothing was ever logged. */
  checkpoint(): Promise<InstallationKey | null>;
};

export function createAuditService(ports: AuditPorts, anchors: AnchorService['evidence'], stamps: StampService): AuditService {
  const { store, secrets, clock } = ports;
  return {
    async verify(folder) {
      const logId = store.read((tx) => ownLogId(tx));
      const key = await ownKey();
      const head = logId === null ? null : await keptHead(secrets, logId);
      const outside = [...(await anchors(folder)), ...(await stamps.evidence(folder))];
      const signedLog = await keptLogId(secrets, store.folder);
      const trust = { publicKey: key?.publicKey ?? null, head, signedLog, headExpected: key !== null, anchors: outside };
      const { findings, entries } = verifyLog(store, trust);
      store.write((tx) => appendAudit(tx, clock.now(), { event: 'log.verified', entries, findings: findings.length }), { durable: true });
      return { findings, checked: { blobs: 0, rows: 0, entries } };
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
    async checkpoint() {
      await makeCheckpoint(ports);
      return ownKey();
    },
  };

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

/** How long the log is. */
export function auditSize(tx: ReadTx): number {
  return (lastAuditEntry(tx)?.seq ?? -1) + 1;
}
