// `plico export`: what a person named becomes a selection, and the selection a bundle, or mail as it came.
import { appendAudit } from '#main/audit/append';
import { exportDeposito } from '#main/evidence/export-deposito';
import { exportMail } from '#main/evidence/export-mail';
import { exportProva } from '#main/evidence/export-prova';
import type { EvidenceSelection } from '#main/evidence/selection';
import type { ShippedFiles } from '#main/evidence/shipped-files';
import { requestStamp } from '#main/evidence/timestamp';
import { postTimestamp } from '#main/trust/timestamp-post';
import { AppError } from '#shared/model/app-error';
import { isMailForm } from '#shared/model/evidence';
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

export async function exportEvidence(
  parts: EvidenceParts,
  ids: readonly string[] | 'all',
  request: EvidenceRequest,
): Promise<EvidenceResult> {
  if (ids === 'all') return exportSelection(parts, ids, request);
  const selection: EvidenceSelection = ids.map((id) => {
    const found = findById(parts.store, id);
    if (found === null) throw new AppError('notFound', { values: { what: id } });
    return found;
  });
  return exportSelection(parts, selection, request);
}

export async function exportSelection(
  services: EvidenceParts,
  selection: EvidenceSelection | 'all',
  request: EvidenceRequest,
): Promise<EvidenceResult> {
  const { store, clock } = services;
  const frozen = store.frozen();
  if (frozen !== null) throw frozen;
  // Mail as it came needs no key; evidence says below why there is none.
  if (isMailForm(request.profile)) await services.audit.checkpoint().catch(() => services.log.warn('audit.notSigned'));
  const made = isMailForm(request.profile)
    ? exportMail(store, selection, { ...request, form: request.profile })
    : selection === 'all'
      ? Promise.reject(new AppError('input.invalid', { retry: 'afterUser', values: { what: 'selection' } }))
      : exportBundle(services, selection, request);
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

async function exportBundle(services: EvidenceParts, selection: EvidenceSelection, request: EvidenceRequest) {
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
  return request.profile === 'deposito'
    ? exportDeposito({ store, shipped: services.shipped }, selection, options)
    : exportProva(ports, selection, {
        ...options,
        log: key,
        attest: request.unsigned ? null : key,
        stamp: timestamp === null ? null : (digest) => requestStamp(postTimestamp, timestamp, digest, clock.now(), request.signal),
      });
}

/** Bundles state their time in whole seconds; a judgement of this very second must still be in it. */
function nextSecond(at: Instant): Instant {
  return asInstant(Math.ceil(at / 1000) * 1000);
}
