// Takes large MIME bodies out of a message so that equal ones are stored once: a complete receipt
// holds the whole sent message again. This is not a MIME parser and need not be one: any cut is
// right as long as putting the pieces back gives the same bytes, and that is all it promises.
import { asBuffer, encodeBase64Lines, encodedLength, findBase64Run, letGo, type LineEnd } from './base64-lines.ts';

/** A piece taken out: goes before the skeleton byte `position`. */
export type Piece = {
  readonly position: number;
  readonly content: Buffer;
  /** 0 for content as it is. */
  readonly lineLength: number;
  readonly lineEnd: LineEnd;
};

export type TakenApart = { readonly skeleton: Buffer; readonly pieces: readonly Piece[] };

/** Bodies below this many bytes stay in the skeleton, where the dictionary serves them better. */
export const SMALLEST_PIECE = 8_192;
/** More than any honest message has; the rest stays in the skeleton. */
const MOST_PIECES = 1_000;
/** A message made of hyphens only would be cut for ever. */
const MOST_DELIMITERS = 100_000;
/** A body may begin after the header of a part, and of a message inside it. */
const BLANK_LINES_TRIED = 4;

export function takeApart(message: Uint8Array): TakenApart {
  const bytes = asBuffer(message);
  const pieces: Piece[] = [];
  const kept: Buffer[] = [];
  let from = 0;
  let position = 0;
  for (const segment of segmentsOf(bytes)) {
    if (pieces.length >= MOST_PIECES) break;
    const found = pieceIn(bytes, segment.start, segment.end);
    if (found === null) continue;
    kept.push(bytes.subarray(from, found.start));
    position += found.start - from;
    from = found.end;
    pieces.push({ position, content: found.content, lineLength: found.lineLength, lineEnd: found.lineEnd });
  }
  if (pieces.length === 0) return { skeleton: bytes, pieces };
  kept.push(bytes.subarray(from));
  return { skeleton: Buffer.concat(kept), pieces };
}

export function putTogether({ skeleton, pieces }: TakenApart): Buffer {
  if (pieces.length === 0) return skeleton;
  const length = pieces.reduce((sum, piece) => sum + lengthOf(piece), skeleton.length);
  const out = Buffer.allocUnsafeSlow(length);
  let to = 0;
  let from = 0;
  for (const piece of pieces) {
    to += skeleton.copy(out, to, from, piece.position);
    from = piece.position;
    const encoded = piece.lineEnd === 0 ? piece.content : encodeBase64Lines(piece.content, piece.lineLength, piece.lineEnd);
    to += encoded.copy(out, to);
    if (piece.lineEnd !== 0) letGo(encoded);
  }
  skeleton.copy(out, to, from);
  return out;
}

function lengthOf({ content, lineLength, lineEnd }: Piece): number {
  return lineEnd === 0 ? content.length : encodedLength(content.length, lineLength, lineEnd);
}

/** Stretches between lines that begin with two hyphens, as delimiter lines do (RFC 2046 §5.1.1). */
function* segmentsOf(bytes: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  for (let seen = 0; seen < MOST_DELIMITERS && start < bytes.length; seen += 1) {
    const delimiter = bytes.indexOf('\n--', start, 'latin1');
    const end = delimiter < 0 ? bytes.length : delimiter + 1;
    if (end - start >= SMALLEST_PIECE) yield { start, end };
    if (delimiter < 0) return;
    start = delimiter + 1;
  }
}

type Found = {
  readonly start: number;
  readonly end: number;
  readonly content: Buffer;
  readonly lineLength: number;
  readonly lineEnd: LineEnd;
};

function pieceIn(bytes: Buffer, start: number, end: number): Found | null {
  let firstBody = -1;
  let body = start;
  for (let tried = 0; tried < BLANK_LINES_TRIED; tried += 1) {
    body = afterBlankLine(bytes, body, end);
    if (body < 0 || end - body < SMALLEST_PIECE) break;
    if (firstBody < 0) firstBody = body;
    const run = findBase64Run(bytes, body, end);
    if (run !== null && run.end - body >= SMALLEST_PIECE) {
      return { start: body, end: run.end, content: run.decoded, lineLength: run.lineLength, lineEnd: run.lineEnd };
    }
  }
  if (firstBody < 0) return null;
  return { start: firstBody, end, content: bytes.subarray(firstBody, end), lineLength: 0, lineEnd: 0 };
}

function afterBlankLine(bytes: Buffer, from: number, limit: number): number {
  for (let at = bytes.indexOf(0x0a, from); at >= 0 && at < limit; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] === 0x0a) return at + 2;
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return at + 3;
  }
  return -1;
}
