// The effective message: what a person means by "the message". For an envelope it is postacert.eml
// (PEC-REFERENCE §1.6), for an anomaly envelope the received mail inside it, otherwise the message itself.
import type { PartPath, PecMessage } from '#shared/model/pec-message';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { previewText } from '#main/mime/plain-text';
import { type MessageSummary, summariseMessage } from '#main/mime/summary';
import { originalMessage } from './locate.ts';

/** Root entity of the effective message; the outer one when the inner cannot be entered. */
export function effectiveMessage(mime: MimeMessage, claim: PecMessage): MimeEntity {
  const original = originalPath(claim);
  return (original === null ? null : originalMessage(mime, original)) ?? mime.root;
}

/** Path of the message/rfc822 part that a claim speaks of, or null. */
export function originalPath(claim: PecMessage): PartPath | null {
  switch (claim.kind) {
    case 'transportEnvelope':
    case 'anomalyEnvelope':
    case 'receipt':
    case 'rem':
      return claim.original;
    case 'ordinary':
    case 'malformed':
      return null;
  }
}

export type EffectiveSummary = MessageSummary & {
  readonly preview: string;
  /** Path of the effective message: use with listAttachments and readableParts. */
  readonly path: PartPath;
};

/** Fields for a list row. For a receipt this is the receipt's own header, not the message it proves. */
export function summariseEffective(bytes: Uint8Array, mime: MimeMessage, claim: PecMessage): EffectiveSummary {
  const message = claim.kind === 'receipt' ? mime.root : effectiveMessage(mime, claim);
  return { ...summariseMessage(bytes, message), preview: previewText(bytes, message), path: message.path };
}
