// A message as the reading pane shows it: derived row, verdict, places, and its text fetched from
// the parsing process at the moment of opening.
import { readMessage } from '#main/archive/message';
import type { MessageContent } from '#main/ingest/examination';
import type { AttachmentRisk } from '#main/ingest/attachment-risks';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Store } from '#main/store/database';
import { dispatchOfSentCopy } from '#main/store/dispatch';
import { handlingOf } from '#main/store/list-row';
import { locationsOf } from '#main/store/location';
import { messageOf, type MessageRecord } from '#main/store/message';
import { receiptLinkOf } from '#main/store/receipt-link';
import { newestReport, reportHistory } from '#main/store/report';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import type { CertificationData, PecMessage } from '#shared/model/pec-message';
import { verdictLook, type VerificationReport } from '#shared/model/verification-report';
import { NEW_SIGNER_MS, type NewSigner } from '#shared/model/trust';
import type { AttachmentView, MessageView, ReportView } from '#shared/model/views';
import { signerCertificate } from '#main/store/signer-certificate';

export const CURRENT_POLICY = 'pec/1';

const UNHANDLED: Handling = { state: 'unhandled', by: null, since: null };
const NO_CONTENT: MessageContent = { text: null, html: null, inside: [], pictures: { seen: [], unseen: 0 }, risks: [] };

/** Null when the account does not have these bytes. A message that kills its parser is shown without text. */
export async function messageView(
  services: { readonly store: Store; readonly pool: ParserPool },
  account: AccountId,
  hash: BlobHash,
): Promise<MessageView | null> {
  const { store, pool } = services;
  const read = store.read((tx) => {
    const record = messageOf(tx, account, hash);
    return record === null
      ? null
      : {
          record,
          bytes: readMessage(tx, hash),
          report: newestReport(tx, hash, CURRENT_POLICY),
          places: locationsOf(tx, account, hash),
          dispatch: dispatchOf(tx, account, hash),
          handling: handlingOf(tx, account, hash) ?? (record.direction === 'received' ? UNHANDLED : null),
        };
  });
  if (read === null) return null;
  const { record, bytes, report, places, dispatch, handling } = read;
  const answer = record.kind === 'unreadable' ? null : await pool.read({ bytes, hash });
  const content = answer?.state === 'done' ? answer.value : NO_CONTENT;
  const { claim } = record.detail;
  return {
    hash,
    account,
    kind: record.kind,
    claim,
    look: report === null ? record.look : verdictLook(claim.kind, report.conclusion),
    conclusion: report?.conclusion ?? null,
    subject: record.subject,
    from: record.detail.from,
    to: record.detail.to,
    cc: record.detail.cc,
    date: certificationOf(claim)?.time ?? record.date,
    proof: proofOf(claim, report),
    text: content.text,
    html: content.html,
    attachments: withRisks(record.attachments, content.risks),
    defects: answer?.state === 'killed' ? [...record.detail.defects, answer.defect] : record.detail.defects,
    sizeBytes: record.sizeBytes,
    archivedAt: record.archivedAt,
    locations: places.map((place) => ({ folder: place.path, uid: place.uid, gone: place.goneAt !== null })),
    receipt: claim.kind === 'receipt' ? { type: claim.receipt.type, extent: record.extent, recipient: record.recipient } : null,
    inside: content.inside,
    dispatch,
    handling,
  };
}

/** Risks are looked for when a message is opened, by today's rules; what the tree of parts says is kept. */
function withRisks(attachments: readonly AttachmentView[], risks: readonly AttachmentRisk[]): readonly AttachmentView[] {
  return attachments.map((each) => {
    const found = risks.find(({ part }) => part === each.part);
    return found === undefined ? each : { ...each, warnings: [...found.codes, ...each.warnings] };
  });
}

/** Null while no judgement has been made, or for bytes the account does not have. */
export function reportView(store: Store, account: AccountId, hash: BlobHash): ReportView | null {
  return store.read((tx) => {
    const record: MessageRecord | null = messageOf(tx, account, hash);
    const current = newestReport(tx, hash, CURRENT_POLICY);
    if (record === null || current === null) return null;
    const [, ...history] = reportHistory(tx, hash);
    const { claim } = record.detail;
    const newSigner = newSignerOf(tx, current);
    return {
      current,
      history,
      claim,
      look: verdictLook(claim.kind, current.conclusion),
      sha256: hash,
      archivedAt: record.archivedAt,
      ...(newSigner === null ? {} : { newSigner }),
    };
  });
}

/** From the history of signers and the time of judgement, so that a report says the same whenever it is opened. */
function newSignerOf(tx: ReadTx, { conclusion, facts, judgedAt }: VerificationReport): NewSigner | null {
  const fingerprint = facts.signers[0]?.certificate?.fingerprint;
  const known = conclusion.indication === 'passed' && fingerprint !== undefined ? signerCertificate(tx, fingerprint) : null;
  if (known === null || !known.replaces || judgedAt - known.noticedAt >= NEW_SIGNER_MS) return null;
  const { provider, noticedAt, firstSeen } = known;
  return { provider, noticedAt, firstSeen };
}

function dispatchOf(tx: ReadTx, account: AccountId, hash: BlobHash): DispatchId | null {
  return dispatchOfSentCopy(tx, account, hash) ?? receiptLinkOf(tx, account, hash)?.dispatch ?? null;
}

export function certificationOf(claim: PecMessage): CertificationData | null {
  return claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.certification : null;
}

/** Who certified what: only from a passed report, and only for what has certification data. */
function proofOf(claim: PecMessage, report: VerificationReport | null): MessageView['proof'] {
  if (report === null || report.conclusion.indication !== 'passed') return null;
  const signer = report.facts.signers[0]?.certificate?.emails[0] ?? null;
  const certification = certificationOf(claim);
  if (certification === null)
    return { issuer: report.facts.signers[0]?.certificate?.subject ?? '', signer, time: report.signatureTime, identificativo: null };
  return { issuer: certification.issuer, signer, time: certification.time, identificativo: certification.identificativo };
}
