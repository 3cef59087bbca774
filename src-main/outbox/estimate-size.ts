// How large a draft will be as a message, without building it: for the composer while one types. A few
// bytes more than the truth rather than less.
import type { DraftContent } from '#shared/model/compose';

const HEADER_BYTES = 1_200;
const PART_BYTES = 300;

/** Base64 with its line ends: 78 bytes for 57 (RFC 2045 §6.8). */
export function estimatedSize(draft: DraftContent): number {
  const files = draft.attachments.reduce(
    (sum, { sizeBytes, name }) => sum + Math.ceil(sizeBytes / 57) * 78 + PART_BYTES + name.length * 6,
    0,
  );
  const people = [...draft.to, ...draft.cc].reduce((sum, entry) => sum + entry.length * 2 + 10, 0);
  return HEADER_BYTES + people + encodedLength(draft.text) + (draft.html === null ? 0 : encodedLength(draft.html) + 2 * PART_BYTES) + files;
}

/** Quoted-printable: three characters for what is not ASCII, and soft line ends. */
function encodedLength(text: string): number {
  const others = Buffer.byteLength(text) - text.replaceAll(/[^\x20-\x7e]/g, '').length;
  return Math.ceil((text.length + others * 3) * 1.05);
}
