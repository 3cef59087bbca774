// The searchable words of one message, made in the parsing process from its bytes alone: of the
// effective message (postacert.eml of an envelope), of a receipt its own words, and of attachments
// what can be read within bounds. Never throws on input; what was left out is said in `reason`.
import { decodeContent, listAttachments } from '#main/mime/content';
import type { ParsedAddress } from '#main/mime/addresses';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { entityAt, parseMessage } from '#main/mime/parse';
import { plainText } from '#main/mime/plain-text';
import { summariseMessage } from '#main/mime/summary';
import { readClaim } from '#main/pec/claim';
import { effectiveMessage, originalPath } from '#main/pec/effective';
import { originalMessage } from '#main/pec/locate';
import type { PecMessage } from '#shared/model/pec-message';
import { readAttachment, withoutLongRuns } from './attachment-text.ts';
import { createMessageBudget, TEXT_LIMITS, type MessageBudget, type TextBudget, type TextStop } from './text-budget.ts';

export type TextRequest = {
  readonly bytes: Uint8Array;
  /** 'names': attachments are named, not read. */
  readonly attachments: 'content' | 'names';
  /** A receipt that holds the only copy of the message it proves: read that too. */
  readonly withInner: boolean;
};

export type AttachmentText = { readonly name: string; readonly text: string };

export type MessageText = {
  readonly subject: string;
  readonly sender: string;
  readonly recipients: string;
  readonly body: string;
  readonly attachments: readonly AttachmentText[];
  /** First reason why words are missing; null: all that can be read is there. */
  readonly reason: TextStop | null;
};

const BODY_CHARACTERS = 500_000;

export async function readMessageText(request: TextRequest): Promise<MessageText> {
  const { bytes } = request;
  const mime = parseMessage(bytes);
  const { claim } = readClaim(bytes, mime);
  const budget = createMessageBudget(() => performance.now());
  const own = claim.kind === 'receipt' ? mime.root : effectiveMessage(mime, claim);
  const inner = claim.kind === 'receipt' && request.withInner ? innerOfReceipt(mime, claim) : null;
  const shown = inner === null ? [own] : [own, inner];
  const summaries = shown.map((message) => summariseMessage(bytes, message));
  const body = withoutLongRuns(
    [...shown.map((message) => plainText(bytes, message, BODY_CHARACTERS)), ...certifiedWords(claim)].join('\n'),
  );
  budget.used(body.length);
  const from = claim.kind === 'receipt' ? inner : own;
  return {
    subject: [...new Set([...summaries.map(({ subject }) => subject), ...certifiedSubject(claim)])].join('\n'),
    sender: summaries.flatMap((summary) => summary.from.addresses.map(personWords)).join('\n'),
    recipients: summaries.flatMap((summary) => [...summary.to.addresses, ...summary.cc.addresses].map(personWords)).join('\n'),
    body,
    attachments: from === null ? [] : await attachmentTexts(bytes, mime, from, request.attachments, budget, 0),
    reason: budget.reason(),
  };
}

function innerOfReceipt(mime: MimeMessage, claim: PecMessage): MimeEntity | null {
  const path = originalPath(claim);
  return path === null ? null : originalMessage(mime, path);
}

/** Identifiers and errors that a search should find by pasting them. */
function certifiedWords(claim: PecMessage): readonly string[] {
  if (claim.kind !== 'receipt' && claim.kind !== 'transportEnvelope') return [];
  const { identificativo, msgid, extendedError } = claim.certification;
  return [identificativo, msgid, extendedError].filter((word) => word !== null);
}

function certifiedSubject(claim: PecMessage): readonly string[] {
  if (claim.kind !== 'receipt' && claim.kind !== 'transportEnvelope') return [];
  return claim.certification.subject === null ? [] : [claim.certification.subject];
}

function personWords({ displayName, address }: ParsedAddress): string {
  return `${displayName} ${address}`;
}

async function attachmentTexts(
  bytes: Uint8Array,
  mime: MimeMessage,
  message: MimeEntity,
  wanted: TextRequest['attachments'],
  budget: MessageBudget,
  depth: number,
): Promise<readonly AttachmentText[]> {
  const found: AttachmentText[] = [];
  for (const [index, attachment] of listAttachments(bytes, mime, message.path).entries()) {
    const own = budget.attachment();
    if (index >= TEXT_LIMITS.attachments) {
      own.stopped('text.tooMany');
      break;
    }
    const name = (attachment.fileName ?? '').slice(0, 300);
    if (wanted === 'content' && budget.left() > 0) await readEntity(bytes, mime, attachment, own, depth);
    if (name !== '' || own.text() !== '') found.push({ name, text: own.text() });
  }
  return found;
}

async function readEntity(
  bytes: Uint8Array,
  mime: MimeMessage,
  attachment: ReturnType<typeof listAttachments>[number],
  budget: TextBudget,
  depth: number,
): Promise<void> {
  const entity = entityAt(mime, attachment.path);
  if (entity === null || attachment.sizeBytes > TEXT_LIMITS.attachmentBytes) {
    if (entity !== null) budget.stopped('text.tooLarge');
    return;
  }
  const isMessage = attachment.contentType === 'message/rfc822';
  const content = isMessage ? bytes.subarray(attachment.range.start, attachment.range.end) : decodeContent(bytes, entity).bytes;
  await readAttachment({ name: attachment.fileName ?? '', type: attachment.contentType, bytes: content }, budget, readInnerMessage, depth);
}

/** A message attached to a message: its words count as those of the attachment. */
async function readInnerMessage(bytes: Uint8Array, depth: number, budget: TextBudget): Promise<void> {
  if (depth > TEXT_LIMITS.depth) return budget.stopped('text.tooDeep');
  const mime = parseMessage(bytes);
  const summary = summariseMessage(bytes, mime.root);
  budget.add([summary.subject, ...summary.from.addresses.map(personWords), ...summary.to.addresses.map(personWords)].join('\n'));
  budget.add(withoutLongRuns(plainText(bytes, mime.root, budget.left())));
  for (const attachment of listAttachments(bytes, mime, []).slice(0, TEXT_LIMITS.attachments)) {
    if (!budget.add(attachment.fileName ?? '') || budget.late()) return;
    await readEntity(bytes, mime, attachment, budget, depth);
  }
}
