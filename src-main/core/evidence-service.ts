// `plico export`: what a person named becomes a selection, and the selection a bundle.
import { appendAudit } from '#main/audit/append';
import { exportDeposito } from '#main/evidence/export-deposito';
import { exportProva } from '#main/evidence/export-prova';
import type { EvidenceSelection } from '#main/evidence/selection';
import type { ShippedFiles } from '#main/evidence/shipped-files';
import { requestStamp } from '#main/evidence/timestamp';
import { postTimestamp } from '#main/trust/timestamp-post';
import { AppError } from '#shared/model/app-error';
import { asInstant, type Instant } from '#shared/model/ids';
import type { AuditService } from './audit-service.ts';
import type { EvidenceRequest, EvidenceResult } from './core-types.ts';
import { findById } from './find.ts';
import { CURRENT_POLICY } from './message-view.ts';
import type { CoreServices } from './services.ts';

export type EvidenceParts = CoreServices & {
  readonly audit: AuditService;
  readonly version: string;
  readonly shipped: ShippedFiles;
};

export async function exportEvidence(parts: EvidenceParts, ids: readonly string[], request: EvidenceRequest): Promise<EvidenceResult> {
  const selection: EvidenceSelection = ids.map((id) => {
    const found = findById(parts.store, id);
    if (found === null) throw new AppError('notFound', { values: { what: id } });
    return found;
  });
  return exportSelection(parts, selection, request);
}

export async function exportSelection(
  services: EvidenceParts,
  selection: EvidenceSelection,
  request: EvidenceRequest,
): Promise<EvidenceResult> {
  const { store, pool, queue, trust, clock } = services;
  const { timestamp } = request;
  // Reports are taken, not made: what still waits for its judgement gets it first (EVIDENCE §2).
  await queue.idle();
  const key = await services.audit.checkpoint();
  const options = { ...request, policy: CURRENT_POLICY, asOf: request.asOf ?? nextSecond(clock.now()) } as const;
  const ports = {
    store,
    pool,
    material: trust.material,
    provenance: trust.provenance,
    program: { name: 'Plico', version: services.version },
    shipped: services.shipped,
  };
  const made =
    request.profile === 'deposito'
      ? exportDeposito({ store, shipped: services.shipped }, selection, options)
      : exportProva(ports, selection, {
          ...options,
          attest: request.unsigned ? null : key,
          stamp: timestamp === null ? null : (digest) => requestStamp(postTimestamp, timestamp, digest, clock.now(), request.signal),
        });
  const { hashes, ...result } = await made.catch((error: unknown) => {
    const code = error instanceof AppError ? error.code : request.signal.aborted ? 'aborted' : 'internal';
    store.write((tx) => appendAudit(tx, clock.now(), { event: 'export.refused', code }), { durable: true });
    throw error;
  });
  const { bundleId: bundle, rootSha256: root, messages } = result;
  store.write(
    (tx) => {
      appendAudit(tx, clock.now(), { event: 'export.made', bundle, root, messages });
      for (const blob of hashes) appendAudit(tx, clock.now(), { event: 'message.exported', blob, bundle });
    },
    { durable: true },
  );
  return result;
}

/** Bundles state their time in whole seconds; a judgement of this very second must still be in it. */
function nextSecond(at: Instant): Instant {
  return asInstant(Math.ceil(at / 1000) * 1000);
}
