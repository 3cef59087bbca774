// What a person reads and saves from a message: readable body, attachments, pictures by Content-ID.
// Works on the same tree as the verdict (THREATS MIME-12) and never leaves the entity it is given: a
// message/rfc822 inside is an attachment, not content.
import type { ByteRange, Defect, PartPath } from '#shared/model/pec-message';
import { decodeCharset } from './charset.ts';
import { rawHeader } from './headers.ts';
import type { MimeEntity, MimeMessage } from './mime-message.ts';
import { entityAt, parseMessage } from './parse.ts';
import { decodeTransfer, type Decoded } from './transfer-encoding.ts';

/** The body of an entity without its transfer encoding. */
export function decodeContent(bytes: Uint8Array, entity: MimeEntity): Decoded {
  return decodeTransfer(bytes, entity.body.start, entity.body.end, entity.encoding);
}

export type EntityText = {
  readonly text: string;
  readonly charset: string | null;
  /** False: charset unknown or refused, bytes shown one by one. */
  readonly charsetKnown: boolean;
  readonly defects: readonly string[];
};

/** Text of a text part. `maxBytes` bounds what is decoded (of the encoded body). */
export function entityText(bytes: Uint8Array, entity: MimeEntity, maxBytes = Number.POSITIVE_INFINITY): EntityText {
  const { start, end } = entity.body;
  const stop = end - start > maxBytes ? start + maxBytes : end;
  const decoded = decodeTransfer(bytes, start, stop, entity.encoding);
  const charset = entity.contentType.parameters.get('charset') ?? null;
  const text = decodeCharset(decoded.bytes, charset);
  const defects = text.damaged ? [...decoded.defects, 'mime.badCharset'] : decoded.defects;
  return { text: text.text, charset, charsetKnown: text.known, defects };
}

/** One thing to read: its plain and HTML forms, and the entity inside which its `cid:` may point. */
export type ReadablePart = { readonly text: MimeEntity | null; readonly html: MimeEntity | null; readonly scope: MimeEntity };

/** Readable parts of one message, in order. `entity` is a message (root or inner), not a message/rfc822 part. */
export function readableParts(entity: MimeEntity): readonly ReadablePart[] {
  const parts: ReadablePart[] = [];
  collectReadable(entity, entity, parts);
  return parts;
}

function collectReadable(entity: MimeEntity, scope: MimeEntity, into: ReadablePart[]): void {
  const type = entity.contentType.value;
  if (type === 'multipart/alternative') {
    const inner: ReadablePart[] = [];
    for (const child of entity.children) collectReadable(child, scope, inner);
    const text = inner.find((part) => part.text !== null) ?? null;
    const html = inner.find((part) => part.html !== null) ?? null;
    if (text !== null || html !== null) into.push({ text: text?.text ?? null, html: html?.html ?? null, scope: html?.scope ?? scope });
    return;
  }
  if (type === 'multipart/related') {
    const root = entity.children[0];
    if (root !== undefined) collectReadable(root, entity, into);
    return;
  }
  if (type === 'multipart/signed') {
    const signed = entity.children[0];
    if (signed !== undefined) collectReadable(signed, scope, into);
    return;
  }
  if (type.startsWith('multipart/')) {
    for (const child of entity.children) collectReadable(child, scope, into);
    return;
  }
  if (isAttachment(entity)) return;
  if (type === 'text/html') into.push({ text: null, html: entity, scope });
  else if (type === 'text/plain' || type === 'text/enriched') into.push({ text: entity, html: null, scope });
}

function isAttachment(entity: MimeEntity): boolean {
  return entity.disposition?.value === 'attachment' || entity.fileName !== null;
}

export type Attachment = {
  readonly path: PartPath;
  /** Cleaned label, or null. */
  readonly fileName: string | null;
  readonly contentType: string;
  /** Body as transmitted. */
  readonly range: ByteRange;
  readonly encoding: string;
  /** Size of the decoded content: exact for regular base64 and identity encodings, else an estimate. */
  readonly sizeBytes: number;
  /** Without angle brackets. */
  readonly contentId: string | null;
  /** Meant to be shown inside the text, not listed first. */
  readonly inline: boolean;
  /** Seen only when the second of two conflicting header fields rules (THREATS MIME-05). */
  readonly secondReading: boolean;
  readonly defects: readonly Defect[];
};

/** Attachments of the message at `path` ([] = outermost), not descending into attached messages. */
export function listAttachments(bytes: Uint8Array, message: MimeMessage, path: PartPath = []): readonly Attachment[] {
  const entity = entityAt(message, path);
  if (entity === null) return [];
  const found = attachmentsOf(bytes, entity, false);
  if (!message.defects.some((defect) => defect.id.startsWith('mime.duplicate'))) return found;
  const second = entityAt(parseMessage(bytes, { duplicates: 'last' }), path);
  if (second === null) return found;
  const known = new Set(found.map((attachment) => `${attachment.range.start}-${attachment.range.end}-${attachment.fileName ?? ''}`));
  const extra = attachmentsOf(bytes, second, true).filter(
    (attachment) => !known.has(`${attachment.range.start}-${attachment.range.end}-${attachment.fileName ?? ''}`),
  );
  return [...found, ...extra];
}

function attachmentsOf(bytes: Uint8Array, entity: MimeEntity, secondReading: boolean): readonly Attachment[] {
  const readable = new Set<MimeEntity>();
  for (const part of readableParts(entity)) {
    if (part.text !== null) readable.add(part.text);
    if (part.html !== null) readable.add(part.html);
  }
  const found: Attachment[] = [];
  const visit = (part: MimeEntity, related: boolean): void => {
    if (part.contentType.value.startsWith('multipart/') && (part.children.length > 0 || part === entity)) {
      for (const child of part.children) visit(child, related || part.contentType.value === 'multipart/related');
      return;
    }
    if (!readable.has(part) && !isEmptyText(part)) found.push(describeAttachment(bytes, part, related, secondReading));
  };
  visit(entity, false);
  return found;
}

/** The second form of an alternative, or an empty part without a name, is not an attachment. */
function isEmptyText(part: MimeEntity): boolean {
  return part.fileName === null && part.body.start === part.body.end;
}

function describeAttachment(bytes: Uint8Array, part: MimeEntity, related: boolean, secondReading: boolean): Attachment {
  const contentId = contentIdOf(bytes, part);
  const inline = contentId !== null && (related || part.disposition?.value === 'inline') && part.contentType.value.startsWith('image/');
  return {
    path: part.path,
    fileName: part.fileName,
    contentType: part.contentType.value,
    range: part.body,
    encoding: part.encoding,
    sizeBytes: decodedSize(bytes, part),
    contentId,
    inline,
    secondReading,
    defects: part.defects,
  };
}

function contentIdOf(bytes: Uint8Array, part: MimeEntity): string | null {
  const raw = rawHeader(bytes, part, 'content-id');
  if (raw === null) return null;
  const id = raw.replace(/^<|>$/g, '').trim();
  return id === '' || id.length > 998 ? null : id;
}

/** The part a `cid:` names, searched only inside `scope` (smime-lab r54): never a sibling outside it. */
export function partByContentId(bytes: Uint8Array, scope: MimeEntity, contentId: string): MimeEntity | null {
  const wanted = contentId.replace(/^cid:/i, '').replace(/^<|>$/g, '');
  for (const child of scope.children) {
    if (contentIdOf(bytes, child) === wanted) return child;
    if (child.contentType.value.startsWith('multipart/')) {
      const inner = partByContentId(bytes, child, wanted);
      if (inner !== null) return inner;
    }
  }
  return null;
}

function decodedSize(bytes: Uint8Array, part: MimeEntity): number {
  const { start, end } = part.body;
  if (part.encoding !== 'base64') return end - start;
  let stop = end;
  while (stop > start && isWhite(bytes[stop - 1])) stop -= 1;
  let lineEnd = start;
  while (lineEnd < stop && !isWhite(bytes[lineEnd])) lineEnd += 1;
  const lineLength = lineEnd - start;
  let breakEnd = lineEnd;
  while (breakEnd < stop && isWhite(bytes[breakEnd])) breakEnd += 1;
  if (lineLength === 0) return 0;
  const stride = breakEnd - start;
  const breaks = lineEnd === stop ? 0 : Math.floor((stop - start - 1) / stride) * (stride - lineLength);
  const padding = bytes[stop - 1] === 0x3d ? (bytes[stop - 2] === 0x3d ? 2 : 1) : 0;
  return Math.max(0, Math.floor(((stop - start - breaks) * 3) / 4) - padding);
}

function isWhite(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a || byte === 0x20 || byte === 0x09;
}
