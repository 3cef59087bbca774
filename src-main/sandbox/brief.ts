// postacert.eml of a brief delivery receipt (PEC-REFERENCE §1.8): every named part is replaced by the
// SHA-1 of its body as transmitted (encoded, CRLF, without the line break before the delimiter); the
// rest stays as it is. An opaque application/pkcs7-mime message cannot be shortened.
import { createHash } from 'node:crypto';
import { headerText } from './encoding.ts';
import { readParts } from './submitted.ts';
import type { Part } from './submitted.ts';

export function briefOriginal(original: Buffer): Buffer {
  const root = readParts(original);
  const replaced = namedParts(root, true).toSorted((left, right) => left.start - right.start);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const part of replaced) {
    pieces.push(original.subarray(at, part.start), hashPart(original, part));
    at = part.end;
  }
  pieces.push(original.subarray(at));
  return Buffer.concat(pieces);
}

function namedParts(part: Part, top: boolean): readonly Part[] {
  if (part.contentType === 'multipart/signed') {
    // Only inside the signed first part; the signature stays, no longer matching.
    return part.children.slice(0, 1).flatMap((child) => namedParts(child, false));
  }
  if (part.children.length > 0) return part.children.flatMap((child) => namedParts(child, false));
  return part.fileName !== null && !top ? [part] : [];
}

function hashPart(original: Buffer, part: Part): Buffer {
  const hash = createHash('sha1').update(original.subarray(part.bodyStart, part.end)).digest('hex');
  const name = headerText(`${part.fileName ?? ''}.hash`).replaceAll('"', "'");
  return Buffer.from(
    [
      `Content-Type: text/plain; charset=us-ascii; name="${name}"`,
      'Content-Transfer-Encoding: 7bit',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      hash,
    ].join('\r\n'),
    'latin1',
  );
}
