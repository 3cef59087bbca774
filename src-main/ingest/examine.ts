// Bytes to everything derived from them. Runs in the parsing process; a pure function of the bytes,
// the trust material and the time of judgement.
import { hash as digest } from 'node:crypto';
import { readInvoice } from '#main/invoice/read-invoice';
import { decodeContent, entityText, listAttachments, readableParts, type Attachment } from '#main/mime/content';
import { rawHeader, normaliseMessageId } from '#main/mime/headers';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { entityAt, parseMessage, walkEntities } from '#main/mime/parse';
import { previewText } from '#main/mime/plain-text';
import { summariseMessage } from '#main/mime/summary';
import type { AddressList, ParsedAddress } from '#main/mime/addresses';
import { readClaim } from '#main/pec/claim';
import { originalMessage } from '#main/pec/locate';
import { HEADER } from '#main/pec/vocabulary';
import type { TrustMaterial } from '#main/ports';
import { judgeFile, signedContent } from '#main/verification/judge-file';
import type { JudgedDocument } from '#main/verification/describe';
import { judgeMessage } from '#main/verification/verify';
import { asBlobHash, type BlobHash } from '#shared/model/ids';
import type { InvoiceReading } from '#shared/model/invoice';
import type { RowKind } from '#shared/model/list';
import type { PartPath, PecMessage } from '#shared/model/pec-message';
import type { AttachmentView, Person } from '#shared/model/views';
import {
  PARSER_VERSION,
  type EffectiveMessage,
  type Examination,
  type ExamineRequest,
  type InvoiceRequest,
  type JudgeRequest,
  type MessageContent,
  type PartContent,
  type PartRequest,
  type ReadRequest,
} from './examination.ts';
import { attachmentRisks } from './attachment-risks.ts';
import { remotePictures } from './remote-pictures.ts';

const POLICY = 'pec/1';
const MOST_DEFECTS = 200;
/** THREATS §4, HTML shown: 2 MiB after decoding, else plain text. */
const MOST_SHOWN_BYTES = 2 * 1024 * 1024;

export function examine(request: ExamineRequest, material: TrustMaterial): Examination {
  const { bytes, hash, judgedAt, expected } = request;
  const mime = parseMessage(bytes);
  const { report, reading } = judgeMessage(bytes, mime, material, { policy: POLICY, judgedAt, at: null, expected, subject: hash });
  const { claim } = reading;
  const effectivePath = effectivePathOf(mime, claim);
  const effective = entityAt(mime, effectivePath) ?? mime.root;
  const outer = summariseMessage(bytes, mime.root);
  const certification = claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.certification : null;
  return {
    hash,
    parserVersion: PARSER_VERSION,
    sizeBytes: bytes.byteLength,
    kind: rowKind(mime, claim),
    claim,
    report,
    outerMessageId: outer.messageId,
    outerSubject: outer.subject,
    msgid: certification?.msgid ?? normaliseMessageId(rawHeader(bytes, mime.root, HEADER.reference)),
    identificativo: certification?.identificativo ?? null,
    effective: effectiveMessage(effective === mime.root ? outer : summariseMessage(bytes, effective)),
    preview: previewText(bytes, effective),
    attachments: attachmentsOf(bytes, mime, hash, claim, effectivePath),
    defects: mime.defects.slice(0, MOST_DEFECTS),
  };
}

/** The readable text and HTML of the effective message, and what is signed inside it. */
export async function readContent(request: ReadRequest): Promise<MessageContent> {
  const { bytes } = request;
  const mime = parseMessage(bytes);
  const { claim } = readClaim(bytes, mime);
  const path = effectivePathOf(mime, claim);
  const effective = entityAt(mime, path) ?? mime.root;
  const parts = readableParts(effective);
  const texts = parts.flatMap((part) => (part.text === null ? [] : [entityText(bytes, part.text, MOST_SHOWN_BYTES).text]));
  const htmls = parts.flatMap((part) => (part.html === null ? [] : [entityText(bytes, part.html, MOST_SHOWN_BYTES * 2).text]));
  const html = htmls.join('\n<hr>\n');
  const shown = htmls.length > 0 && html.length <= MOST_SHOWN_BYTES;
  return {
    text: texts.length === 0 ? null : texts.join('\n\n'),
    html: shown ? html : null,
    pictures: remotePictures(shown ? htmls : []),
    inside: signedInside(bytes, mime, path),
    risks: await attachmentRisks(bytes, mime, path),
  };
}

/** A decoded part by its section path "1.2"; null when there is none. */
export function extractPart(request: PartRequest): PartContent | null {
  const path = request.part === '' ? [] : request.part.split('.').map(Number);
  const mime = parseMessage(request.bytes);
  const entity = entityAt(mime, path);
  if (entity === null) return null;
  const isMessage = entity.contentType.value === 'message/rfc822';
  const content = isMessage ? request.bytes.subarray(entity.body.start, entity.body.end) : decodeContent(request.bytes, entity).bytes;
  const name = entity.fileName ?? defaultName(entity);
  if (request.unwrap !== true) return { bytes: content, type: entity.contentType.value, name, range: entity.body };
  const inside = signedContent(content, name);
  return inside === null ? null : { ...inside, type: 'application/octet-stream', range: entity.body };
}

/** A decoded part as an invoice; null when there is no such part. */
export function invoicePart({ bytes, part, name }: InvoiceRequest): InvoiceReading | null {
  const content = extractPart({ bytes, part });
  return content === null ? null : readInvoice(content.bytes, name);
}

export function judge(request: JudgeRequest, material: TrustMaterial): readonly JudgedDocument[] {
  const { bytes, label, policy, at, judgedAt, deep, content } = request;
  return judgeFile(bytes, { name: label, material, policy, at, judgedAt, deep, content });
}

function effectivePathOf(mime: MimeMessage, claim: PecMessage): PartPath {
  const original = claim.kind === 'transportEnvelope' || claim.kind === 'anomalyEnvelope' || claim.kind === 'rem' ? claim.original : null;
  if (original === null) return [];
  return originalMessage(mime, original)?.path ?? [];
}

/** Something with none of these fields is not a message a person could recognise. */
const RECOGNISED = new Set(['from', 'to', 'subject', 'date', 'message-id', 'received']);

function rowKind(mime: MimeMessage, claim: PecMessage): RowKind {
  if (!mime.root.fields.some((field) => RECOGNISED.has(field.name))) return 'unreadable';
  switch (claim.kind) {
    case 'ordinary':
      return 'ordinary';
    case 'anomalyEnvelope':
      return 'anomaly';
    case 'receipt':
      return 'receipt';
    case 'transportEnvelope':
    case 'rem':
      return 'certified';
    case 'malformed':
      return claim.claims === 'receipt' ? 'receipt' : 'certified';
  }
}

function effectiveMessage(summary: ReturnType<typeof summariseMessage>): EffectiveMessage {
  return {
    subject: summary.subject,
    from: people(summary.from)[0] ?? null,
    to: people(summary.to),
    cc: people(summary.cc),
    date: summary.date,
    messageId: summary.messageId,
    references: [...new Set([...summary.references, ...summary.inReplyTo])].slice(0, 100),
  };
}

function people(list: AddressList): readonly Person[] {
  return list.addresses.map((parsed) => person(parsed, list.suspicious));
}

function person(parsed: ParsedAddress, listSuspicious: readonly string[]): Person {
  return { name: parsed.displayName, address: parsed.address, suspicious: [...parsed.suspicious, ...listSuspicious] };
}

function attachmentsOf(
  bytes: Uint8Array,
  mime: MimeMessage,
  hash: BlobHash,
  claim: PecMessage,
  effectivePath: PartPath,
): readonly AttachmentView[] {
  const own = listAttachments(bytes, mime, effectivePath).map((attachment) =>
    attachmentView(bytes, mime, hash, attachment, roleOf(claim, effectivePath)),
  );
  if (effectivePath.length === 0) return own;
  const wrapper = listAttachments(bytes, mime, []).map((attachment) => attachmentView(bytes, mime, hash, attachment, 'technical'));
  return [...own, ...wrapper];
}

/** The parts of a receipt are all of the provider: technical. */
function roleOf(claim: PecMessage, effectivePath: PartPath): AttachmentView['role'] {
  return effectivePath.length === 0 && (claim.kind === 'receipt' || claim.kind === 'malformed') ? 'technical' : 'ordinary';
}

function attachmentView(
  bytes: Uint8Array,
  mime: MimeMessage,
  hash: BlobHash,
  attachment: Attachment,
  role: AttachmentView['role'],
): AttachmentView {
  const entity = entityAt(mime, attachment.path);
  const isMessage = attachment.contentType === 'message/rfc822';
  const content =
    entity === null || isMessage ? bytes.subarray(attachment.range.start, attachment.range.end) : decodeContent(bytes, entity).bytes;
  return {
    part: attachment.path.join('.'),
    hash,
    name: attachment.fileName ?? (entity === null ? 'allegato' : defaultName(entity)),
    type: attachment.contentType,
    sizeBytes: content.byteLength,
    // As large as the mail itself, and only asked for when somebody looks for this very file.
    ...(isMessage && role === 'technical'
      ? { sha256: null, start: attachment.range.start }
      : { sha256: asBlobHash(digest('sha256', content, 'hex')) }),
    contentId: attachment.contentId,
    role,
    warnings: [
      ...new Set([...(attachment.secondReading ? ['attachment.secondReading'] : []), ...attachment.defects.map((defect) => defect.id)]),
    ],
  };
}

function defaultName(entity: MimeEntity): string {
  if (entity.contentType.value === 'message/rfc822') return 'messaggio.eml';
  if (entity.contentType.value.includes('pkcs7-signature')) return 'smime.p7s';
  return `parte-${entity.path.join('.') || '0'}`;
}

/** Signed or PEC-looking messages inside the shown one: content, to be examined apart (THREATS §3 rule 4). */
function signedInside(bytes: Uint8Array, mime: MimeMessage, path: PartPath): MessageContent['inside'] {
  const effective = entityAt(mime, path) ?? mime.root;
  const found: { part: string; label: string }[] = [];
  for (const entity of walkEntities(effective)) {
    if (entity === mime.root || found.length >= 20) continue;
    if (entity.contentType.value === 'multipart/signed' && entity !== effective)
      found.push({ part: entity.path.join('.'), label: labelOf(bytes, entity) });
  }
  if (path.length > 0 && effective.contentType.value === 'multipart/signed')
    found.push({ part: path.join('.'), label: labelOf(bytes, effective) });
  return found;
}

function labelOf(bytes: Uint8Array, entity: MimeEntity): string {
  return summariseMessage(bytes, entity).subject || 'multipart/signed';
}
