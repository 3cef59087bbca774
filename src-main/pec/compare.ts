// Does a delivery receipt speak of what we sent? V9: the original inside a complete receipt against the
// exact bytes submitted. V10: the SHA-1 values of a brief receipt against the attachments submitted
// (PEC-REFERENCE §1.8, §3.6). Pure: hash functions come in as arguments.
import type { PartPath } from '#shared/model/pec-message';
import type { Difference } from '#shared/model/verification-report';
import { canonicalLines, lineEnds } from '#main/mime/bytes';
import { decodeContent } from '#main/mime/content';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { type AllowedChange, compareHeaders } from './compare-headers.ts';
import { hashText, isHashPart, originalMessage } from './locate.ts';
import { HASH_SUFFIX } from './vocabulary.ts';

/** Bytes and their tree. */
export type ParsedMessage = { readonly bytes: Uint8Array; readonly mime: MimeMessage };

/** Lower-case hexadecimal digest. */
export type HashFunction = (bytes: Uint8Array) => string;

export type CompleteComparison = {
  /** 'same': body byte for byte; 'sameContent': every part decodes to the same bytes; 'different': another message. */
  readonly outcome: 'same' | 'sameContent' | 'different';
  readonly body: 'identical' | 'sameContent' | 'different';
  /** Not allowed: `signed` is what the receipt holds, `found` what was submitted. */
  readonly differences: readonly Difference[];
  readonly allowed: readonly AllowedChange[];
};

/** V9. `original` is the path of the message/rfc822 part. Null when the original cannot be entered. */
export function compareComplete(
  receipt: ParsedMessage,
  original: PartPath,
  submitted: ParsedMessage,
  sha256: HashFunction,
): CompleteComparison | null {
  const message = originalMessage(receipt.mime, original);
  if (message === null) return null;
  const headers = compareHeaders(receipt.bytes, message, submitted.bytes, submitted.mime.root);
  const differences = [...headers.differences];
  const body = compareBodies(receipt.bytes, message, submitted.bytes, submitted.mime.root, sha256, differences);
  const outcome = differences.length > 0 || body === 'different' ? 'different' : body === 'identical' ? 'same' : 'sameContent';
  return { outcome, body, differences, allowed: headers.allowed };
}

function compareBodies(
  receipt: Uint8Array,
  message: MimeEntity,
  submittedBytes: Uint8Array,
  submitted: MimeEntity,
  sha256: HashFunction,
  differences: Difference[],
): CompleteComparison['body'] {
  if (sameBytes(comparableBody(receipt, message), comparableBody(submittedBytes, submitted))) return 'identical';
  const left = leaves(message);
  const right = leaves(submitted);
  const before = differences.length;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const got = left[index];
    const sent = right[index];
    const gotText = got === undefined ? null : describeLeaf(receipt, got, sha256);
    const sentText = sent === undefined ? null : describeLeaf(submittedBytes, sent, sha256);
    if (gotText !== sentText)
      differences.push({
        field: `body ${(got ?? sent)?.path.slice(message.path.length * (got === undefined ? 0 : 1)).join('.') ?? ''}`.trim(),
        signed: gotText,
        found: sentText,
      });
  }
  return differences.length === before ? 'sameContent' : 'different';
}

/**
 * Body with CRLF line ends and without the line breaks at its very end: those of postacert.eml belong
 * to the delimiter that follows it (RFC 2046 §5.1.1), so their number cannot be told.
 */
export function comparableBody(bytes: Uint8Array, entity: MimeEntity): Uint8Array {
  let { end } = entity.body;
  while (end > entity.body.start && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  const { bareLf } = lineEnds(bytes, entity.body.start, end);
  return bareLf ? canonicalLines(bytes, entity.body.start, end) : bytes.subarray(entity.body.start, end);
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && Buffer.compare(left, right) === 0;
}

/** Parts without children, in order; an attached message counts as a whole. */
export function leaves(entity: MimeEntity): readonly MimeEntity[] {
  return entity.contentType.value.startsWith('multipart/') && entity.children.length > 0
    ? entity.children.flatMap((child) => leaves(child))
    : [entity];
}

export function describeLeaf(bytes: Uint8Array, leaf: MimeEntity, sha256: HashFunction): string {
  const decoded = decodeContent(bytes, leaf).bytes;
  const isText = leaf.contentType.value.startsWith('text/') || leaf.contentType.value.startsWith('message/');
  const content = isText ? comparableText(decoded) : decoded;
  return `${leaf.contentType.value}; ${leaf.fileName ?? ''}; ${content.length} bytes; SHA-256 ${sha256(content)}`;
}

function comparableText(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  return canonicalLines(bytes, 0, end);
}

/** Which form of the attachment the hash was made of (order of PEC-REFERENCE §1.8). */
export type HashedForm =
  | 'encoded'
  | 'encodedWithBreak'
  | 'encodedLf'
  | 'encodedLfWithBreak'
  | 'decoded'
  | 'wholePart'
  | 'wholePartWithBreak';

export type BriefPart = {
  /** Name of the attachment, without ".hash". */
  readonly fileName: string;
  /** SHA-1 as the receipt states it; null when the part was left as it is. */
  readonly hash: string | null;
  /** Null: no form of the submitted attachment has this hash, or there is no such attachment. */
  readonly matched: HashedForm | null;
};

export type BriefComparison = {
  /** 'notPossible': the receipt holds no hashes to compare. */
  readonly outcome: 'match' | 'mismatch' | 'notPossible';
  readonly parts: readonly BriefPart[];
  /** Attachments submitted that the receipt does not speak of. */
  readonly missing: readonly string[];
};

/** V10. Null when the original cannot be entered. */
export function compareBrief(
  receipt: ParsedMessage,
  original: PartPath,
  submitted: ParsedMessage,
  sha1: HashFunction,
): BriefComparison | null {
  const message = originalMessage(receipt.mime, original);
  if (message === null) return null;
  const attachments = [...namedLeaves(submitted.mime.root)];
  const parts: BriefPart[] = [];
  for (const part of namedLeaves(message)) {
    if (!isHashPart(receipt.bytes, part)) {
      parts.push(compareUnreplaced(receipt.bytes, part, submitted.bytes, attachments));
      continue;
    }
    const fileName = (part.fileName ?? '').slice(0, -HASH_SUFFIX.length);
    const hash = hashText(receipt.bytes, part);
    const index = attachments.findIndex(
      (candidate) => candidate.fileName === fileName || `${candidate.fileName ?? ''}${HASH_SUFFIX}` === part.fileName,
    );
    const attachment = index < 0 ? undefined : attachments.splice(index, 1)[0];
    parts.push({
      fileName,
      hash,
      matched: attachment === undefined || hash === null ? null : matchingForm(submitted.bytes, attachment, hash, sha1),
    });
  }
  const missing = attachments.map((attachment) => attachment.fileName ?? '');
  if (!parts.some((part) => part.hash !== null)) return { outcome: missing.length === 0 ? 'notPossible' : 'mismatch', parts, missing };
  const outcome = missing.length === 0 && parts.every((part) => part.matched !== null) ? 'match' : 'mismatch';
  return { outcome, parts, missing };
}

/** A part the provider left whole: compared by content. */
function compareUnreplaced(receipt: Uint8Array, part: MimeEntity, submittedBytes: Uint8Array, attachments: MimeEntity[]): BriefPart {
  const fileName = part.fileName ?? '';
  const index = attachments.findIndex((candidate) => candidate.fileName === fileName);
  const attachment = index < 0 ? undefined : attachments.splice(index, 1)[0];
  const same = attachment !== undefined && sameBytes(decodeContent(receipt, part).bytes, decodeContent(submittedBytes, attachment).bytes);
  return { fileName, hash: null, matched: same ? 'decoded' : null };
}

/** Parts with a name, as a provider replaces them: of a signed original only those of its first part. */
function namedLeaves(entity: MimeEntity): readonly MimeEntity[] {
  if (entity.contentType.value.startsWith('multipart/')) {
    const children = entity.contentType.value === 'multipart/signed' ? entity.children.slice(0, 1) : entity.children;
    return children.flatMap((child) => namedLeaves(child));
  }
  return entity.fileName === null ? [] : [entity];
}

const LINE_BREAK = Uint8Array.of(0x0d, 0x0a);
const LINE_FEED = Uint8Array.of(0x0a);

function matchingForm(bytes: Uint8Array, part: MimeEntity, hash: string, sha1: HashFunction): HashedForm | null {
  const encoded = canonicalLines(bytes, part.body.start, part.body.end);
  const withLf = (): Uint8Array => lineFeeds(encoded);
  const whole = (): Uint8Array => canonicalLines(bytes, part.range.start, part.range.end);
  const forms: readonly [HashedForm, () => Uint8Array][] = [
    ['encoded', () => encoded],
    ['encodedWithBreak', () => Buffer.concat([encoded, LINE_BREAK])],
    ['encodedLf', withLf],
    ['encodedLfWithBreak', () => Buffer.concat([withLf(), LINE_FEED])],
    ['decoded', () => decodeContent(bytes, part).bytes],
    ['wholePart', whole],
    ['wholePartWithBreak', () => Buffer.concat([whole(), LINE_BREAK])],
  ];
  return forms.find(([, form]) => sha1(form()) === hash)?.[0] ?? null;
}

/** CRLF to LF; other bytes as they are. */
function lineFeeds(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) continue;
    out[length++] = bytes[at] ?? 0;
  }
  return out.subarray(0, length);
}
