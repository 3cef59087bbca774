// Where the PEC parts of a message are: only the direct children of the one signed multipart/mixed
// count (PEC-REFERENCE §1.4). A message/rfc822 is never entered: a forwarded receipt inside
// postacert.eml has a daticert.xml of its own, which speaks of another message.
import type { CertificationData, Defect, PartPath, ReceiptExtent } from '#shared/model/pec-message';
import { decodeContent } from '#main/mime/content';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { entityAt } from '#main/mime/parse';
import { readCertification } from './daticert.ts';
import { CERTIFICATION_NAME, EXTENT, HASH_SUFFIX, ORIGINAL_NAME } from './vocabulary.ts';

/** First child of a top-level multipart/signed when it is a multipart/mixed, else null. No verdict in it. */
export function locateSignedMixed(mime: MimeMessage): MimeEntity | null {
  if (mime.root.contentType.value !== 'multipart/signed') return null;
  const first = mime.root.children[0];
  return first !== undefined && first.contentType.value === 'multipart/mixed' ? first : null;
}

export type LocatedCertification =
  | { readonly state: 'absent' }
  /** Two parts could be it: neither is read (SIG-22). */
  | { readonly state: 'ambiguous'; readonly defect: Defect }
  | { readonly state: 'unreadable'; readonly path: PartPath; readonly defect: Defect }
  | { readonly state: 'read'; readonly path: PartPath; readonly data: CertificationData };

/** The daticert.xml among the direct children of `mixed`. */
export function certificationIn(bytes: Uint8Array, mixed: MimeEntity): LocatedCertification {
  const parts = mixed.children.filter((child) => isNamed(child, CERTIFICATION_NAME));
  const [part, second] = parts;
  if (part === undefined) return { state: 'absent' };
  if (second !== undefined) return { state: 'ambiguous', defect: { id: 'daticert.ambiguous', detail: String(parts.length) } };
  const content = decodeContent(bytes, part);
  const problem = content.defects[0];
  if (problem !== undefined) return { state: 'unreadable', path: part.path, defect: { id: problem } };
  const reading = readCertification(content.bytes);
  return reading.ok
    ? { state: 'read', path: part.path, data: reading.data }
    : { state: 'unreadable', path: part.path, defect: reading.defect };
}

/** As `certificationIn`, for the signed part of a whole message; 'absent' when there is no signed multipart/mixed. */
export function locateCertification(bytes: Uint8Array, mime: MimeMessage): LocatedCertification {
  const mixed = locateSignedMixed(mime);
  return mixed === null ? { state: 'absent' } : certificationIn(bytes, mixed);
}

/**
 * One rule for part names: any of the two names a part gives (filename, name; RFC 2231 and encoded
 * words decoded, cleaned), trimmed, without regard to case.
 */
export function isNamed(part: MimeEntity, name: string): boolean {
  const names = [part.fileName, part.contentType.parameters.get('name') ?? null, part.disposition?.parameters.get('filename') ?? null];
  return names.some((candidate) => candidate !== null && candidate.trim().toLowerCase() === name);
}

/** Path of the message/rfc822 part with the original among the direct children of `mixed`; null when there is none or it is not clear. */
export function locateOriginal(mixed: MimeEntity): PartPath | null {
  const messages = mixed.children.filter((child) => child.contentType.value === 'message/rfc822');
  const named = messages.filter((child) => isNamed(child, ORIGINAL_NAME));
  if (named.length === 1) return named[0]?.path ?? null;
  return named.length === 0 && messages.length === 1 ? (messages[0]?.path ?? null) : null;
}

/** The message inside the message/rfc822 part at `original`. */
export function originalMessage(mime: MimeMessage, original: PartPath): MimeEntity | null {
  return entityAt(mime, original)?.children[0] ?? null;
}

/**
 * Kind of a delivery receipt that holds an original, by content (PEC-REFERENCE §1.8): every attachment
 * replaced by a hash, or whole. What the receipt declares (`CertificationData.declaredExtent`) counts
 * only where some are replaced and some left as they were.
 */
export function extentByContent(bytes: Uint8Array, original: MimeEntity, declared: string | null): ReceiptExtent {
  const named = namedParts(original);
  const replaced = named.filter((part) => isHashPart(bytes, part)).length;
  return replaced > 0 && (replaced === named.length || declared === EXTENT.brief) ? 'brief' : 'complete';
}

/** Parts with a name, the signature part of a signed original left out. */
function namedParts(entity: MimeEntity): readonly MimeEntity[] {
  if (entity.contentType.value.startsWith('multipart/')) {
    const children = entity.contentType.value === 'multipart/signed' ? entity.children.slice(0, 1) : entity.children;
    return children.flatMap((child) => namedParts(child));
  }
  return entity.fileName === null ? [] : [entity];
}

/** "name.ext.hash", text/plain, one line of 40 hexadecimal characters. */
export function isHashPart(bytes: Uint8Array, part: MimeEntity): boolean {
  if (part.fileName === null || !part.fileName.toLowerCase().endsWith(HASH_SUFFIX)) return false;
  if (part.contentType.value !== 'text/plain' || part.body.end - part.body.start > 400) return false;
  return hashText(bytes, part) !== null;
}

/** The SHA-1 a hash part states, lower case; null when it states none. */
export function hashText(bytes: Uint8Array, part: MimeEntity): string | null {
  const text = Buffer.from(decodeContent(bytes, part).bytes).toString('latin1').trim().toLowerCase();
  return /^[0-9a-f]{40}$/.test(text) ? text : null;
}
