// What a message claims to be. With certification data the data decide, whatever the outer headers say
// (PEC-REFERENCE §0.1); without, the outer headers only make a candidate. Nothing here is a proof.
import type { CertificationData, Defect, PartPath, PecMessage, Receipt, ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import { normaliseMessageId, rawHeader } from '#main/mime/headers';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import {
  certificationIn,
  extentByContent,
  type LocatedCertification,
  locateOriginal,
  locateSignedMixed,
  originalMessage,
} from './locate.ts';
import { ANOMALY_ENVELOPE, HEADER, receiptTypeOf, TRANSPORT_ENVELOPE } from './vocabulary.ts';

/** What the outer headers say: good enough to look for candidates, nothing more. */
export type OuterClaim =
  | { readonly kind: 'receipt'; readonly type: ReceiptType | null; readonly reference: string | null }
  | { readonly kind: 'transportEnvelope'; readonly reference: string | null }
  | { readonly kind: 'anomalyEnvelope' }
  | { readonly kind: 'rem'; readonly event: string | null }
  | { readonly kind: 'ordinary' };

export function outerClaim(bytes: Uint8Array, mime: MimeMessage): OuterClaim {
  const header = (name: string): string | null => rawHeader(bytes, mime.root, name);
  const receipt = header(HEADER.receipt);
  const transport = header(HEADER.transport)?.toLowerCase() ?? null;
  const reference = normaliseMessageId(header(HEADER.reference));
  if (transport === ANOMALY_ENVELOPE) return { kind: 'anomalyEnvelope' };
  // An envelope also carries the reference header; only X-Ricevuta makes a receipt (PEC-REFERENCE §0.3).
  if (receipt !== null) return { kind: 'receipt', type: receiptTypeOf(receipt), reference };
  if (transport === TRANSPORT_ENVELOPE) return { kind: 'transportEnvelope', reference };
  if (header('rem-messagetype') !== null || header('rem-eventidentifier') !== null) {
    return { kind: 'rem', event: header('rem-eventidentifier')?.split('/').at(-1)?.slice(0, 80) ?? null };
  }
  return { kind: 'ordinary' };
}

export type ClaimReading = {
  readonly claim: PecMessage;
  readonly certification: LocatedCertification;
  /** Where the PEC parts were looked for; null for a message without them. */
  readonly mixed: MimeEntity | null;
};

/**
 * The claim as the message makes it, signed or not: daticert.xml in the signed multipart/mixed, or,
 * when the outer headers claim PEC, in an unsigned top-level multipart/mixed (SIG-04).
 */
export function readClaim(bytes: Uint8Array, mime: MimeMessage): ClaimReading {
  const signed = locateSignedMixed(mime);
  const unsigned = mime.root.contentType.value === 'multipart/mixed' && outerClaim(bytes, mime).kind !== 'ordinary' ? mime.root : null;
  const mixed = signed ?? unsigned;
  const certification: LocatedCertification = mixed === null ? { state: 'absent' } : certificationIn(bytes, mixed);
  return { claim: claimFrom(bytes, mime, mixed, certification), certification, mixed };
}

function claimFrom(bytes: Uint8Array, mime: MimeMessage, mixed: MimeEntity | null, located: LocatedCertification): PecMessage {
  const original = mixed === null ? null : locateOriginal(mixed);
  if (located.state === 'read') return claimByData(bytes, mime, original, located.data);
  const outer = outerClaim(bytes, mime);
  if (located.state === 'ambiguous' || located.state === 'unreadable') return malformed(claimedThing(outer), located.defect);
  switch (outer.kind) {
    case 'receipt':
      // A provider signs a message without daticert.xml only as an anomaly envelope (PEC-REFERENCE §1.10), whatever
      // somebody wrote into the outer headers afterwards (SIG-20).
      if (original !== null && mixed !== mime.root) return { kind: 'anomalyEnvelope', original };
      return malformed('receipt', { id: 'daticert.missing' });
    case 'transportEnvelope':
      return malformed('envelope', { id: 'daticert.missing' });
    case 'anomalyEnvelope':
      return original === null ? malformed('envelope', { id: 'postacert.missing' }) : { kind: 'anomalyEnvelope', original };
    case 'rem':
      return { kind: 'rem', event: outer.event, original };
    case 'ordinary':
      return { kind: 'ordinary' };
  }
}

function claimedThing(outer: OuterClaim): 'envelope' | 'receipt' | 'message' {
  if (outer.kind === 'receipt') return 'receipt';
  return outer.kind === 'transportEnvelope' || outer.kind === 'anomalyEnvelope' ? 'envelope' : 'message';
}

function malformed(claims: 'envelope' | 'receipt' | 'message', defect: Defect): PecMessage {
  return { kind: 'malformed', claims, defects: [defect] };
}

function claimByData(bytes: Uint8Array, mime: MimeMessage, original: PartPath | null, data: CertificationData): PecMessage {
  if (data.tipo === TRANSPORT_ENVELOPE) {
    return original === null
      ? malformed('envelope', { id: 'postacert.missing' })
      : { kind: 'transportEnvelope', certification: data, original };
  }
  const type = receiptTypeOf(data.tipo);
  if (type === null) return malformed('message', { id: 'daticert.unknownType', detail: data.tipo.slice(0, 60) });
  const receipt = receiptFrom(bytes, mime, type, original, data);
  return receipt === null
    ? malformed('receipt', { id: 'daticert.noRecipient' })
    : { kind: 'receipt', receipt, certification: data, original: type === 'delivery' ? original : null };
}

/** Null when a notice about one recipient does not name it. */
function receiptFrom(
  bytes: Uint8Array,
  mime: MimeMessage,
  type: ReceiptType,
  original: PartPath | null,
  data: CertificationData,
): Receipt | null {
  switch (type) {
    case 'acceptance':
    case 'nonAcceptance':
    case 'serverAcceptance':
    case 'virusDetected':
      return { type };
    case 'deliveryError':
    case 'deliveryTimeoutWarning':
      return data.recipient === null ? null : { type, recipient: data.recipient };
    case 'delivery': {
      if (data.recipient === null) return null;
      return { type, extent: deliveryExtent(bytes, mime, original, data.declaredExtent), recipient: data.recipient };
    }
  }
}

function deliveryExtent(bytes: Uint8Array, mime: MimeMessage, original: PartPath | null, declared: string | null): ReceiptExtent {
  if (original === null) return 'concise';
  const message = originalMessage(mime, original);
  return message === null ? 'complete' : extentByContent(bytes, message, declared); // null: there, but in a transfer encoding
}
