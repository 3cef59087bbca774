// One header block: from the first byte of an entity to the blank line (RFC 5322 §2.2). Fields are
// byte ranges; nothing is unfolded or decoded here. Every byte is looked at once.
import type { Defect } from '#shared/model/pec-message';
import { latin1Text } from './bytes.ts';
import { MIME_LIMITS } from './limits.ts';
import type { HeaderField } from './mime-message.ts';

export type HeaderBlock = {
  readonly fields: readonly HeaderField[];
  /** Offset after the blank line; where the block stops when there is none. */
  readonly end: number;
  /** 'blankLine' is the only proper one. */
  readonly stoppedBy: 'blankLine' | 'delimiter' | 'endOfMessage';
  readonly defects: readonly Defect[];
};

/** Shared by all header blocks of one message. */
export type HeaderBudget = { bytesLeft: number };

type Line = {
  readonly next: number;
  readonly contentEnd: number;
  readonly bareLf: boolean;
  readonly bareCr: boolean;
  readonly nul: boolean;
};

/**
 * Reads the header block that starts at `start`. `isDelimiter` is asked about lines that begin with
 * "--": a delimiter of an enclosing multipart ends the block even without a blank line.
 */
export function readHeaderBlock(
  bytes: Uint8Array,
  start: number,
  budget: HeaderBudget,
  isDelimiter: (lineStart: number) => boolean,
): HeaderBlock {
  const fields: HeaderField[] = [];
  const found = new Set<string>();
  const size = bytes.length;
  let at = start;
  let recording = true;
  let stoppedBy: HeaderBlock['stoppedBy'] = 'endOfMessage';
  while (at < size) {
    const first = bytes[at];
    if (first === 0x2d && bytes[at + 1] === 0x2d && isDelimiter(at)) {
      stoppedBy = 'delimiter';
      break;
    }
    const line = readLine(bytes, at);
    note(found, line);
    if (line.contentEnd === at) {
      at = line.next;
      stoppedBy = 'blankLine';
      break;
    }
    const field = readField(bytes, at, line, found);
    if (recording && field.next - start > MIME_LIMITS.headerBytesPerPart) recording = refuse(found, 'mime.limit.headerBytes');
    if (recording && fields.length >= MIME_LIMITS.headersPerPart) recording = refuse(found, 'mime.limit.headers');
    if (recording && budget.bytesLeft < field.next - at) recording = refuse(found, 'mime.limit.headerBytesInAll');
    if (recording) {
      budget.bytesLeft -= field.next - at;
      if (field.field !== null) fields.push(field.field);
    }
    at = field.next;
  }
  if (stoppedBy !== 'blankLine') found.add('mime.headerUnterminated');
  return { fields, end: at, stoppedBy, defects: [...found].map((id) => ({ id })) };
}

function refuse(found: Set<string>, id: string): false {
  found.add(id);
  return false;
}

function note(found: Set<string>, line: Line): void {
  if (line.bareLf) found.add('mime.bareLf');
  if (line.bareCr) found.add('mime.bareCr');
  if (line.nul) found.add('mime.nul');
}

function readLine(bytes: Uint8Array, start: number): Line {
  const size = bytes.length;
  let bareCr = false;
  let nul = false;
  for (let at = start; at < size; at += 1) {
    const byte = bytes[at];
    if (byte === 0x0a) return { next: at + 1, contentEnd: at, bareLf: true, bareCr, nul };
    if (byte === 0x0d) {
      if (bytes[at + 1] === 0x0a) return { next: at + 2, contentEnd: at, bareLf: false, bareCr, nul };
      bareCr = true;
    } else if (byte === 0) nul = true;
  }
  return { next: size, contentEnd: size, bareLf: false, bareCr, nul };
}

/** A field with its folded lines. `field` is null when the first line is no header field. */
function readField(
  bytes: Uint8Array,
  start: number,
  first: Line,
  found: Set<string>,
): { readonly field: HeaderField | null; readonly next: number } {
  let { next, contentEnd } = first;
  for (let head = bytes[next]; head === 0x20 || head === 0x09; head = bytes[next]) {
    const line = readLine(bytes, next);
    note(found, line);
    // Some readers take a line of blanks for the end of the header, RFC 5322 §4.2 does not.
    if (isBlank(bytes, next, line.contentEnd)) found.add('mime.blankContinuation');
    next = line.next;
    contentEnd = line.contentEnd;
  }
  const colon = findColon(bytes, start, first.contentEnd);
  if (colon < 0) {
    found.add('mime.headerWithoutColon');
    return { field: null, next };
  }
  let nameEnd = colon;
  while (nameEnd > start && (bytes[nameEnd - 1] === 0x20 || bytes[nameEnd - 1] === 0x09)) nameEnd -= 1;
  if (nameEnd !== colon) found.add('mime.blankBeforeColon');
  if (!isFieldName(bytes, start, nameEnd)) {
    found.add('mime.badHeaderName');
    return { field: null, next };
  }
  let valueEnd = contentEnd;
  if (valueEnd - colon - 1 > MIME_LIMITS.headerFieldBytes) {
    found.add('mime.limit.headerField');
    valueEnd = colon + 1 + MIME_LIMITS.headerFieldBytes;
  }
  const name = lowerCaseName(bytes, start, nameEnd);
  return { field: { name, range: { start, end: next }, value: { start: colon + 1, end: valueEnd } }, next };
}

function findColon(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) if (bytes[at] === 0x3a) return at;
  return -1;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
  return true;
}

/** RFC 5322 §3.6.8: printable US-ASCII without the colon. */
function isFieldName(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || end - start > 998) return false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 33 || byte > 126) return false;
  }
  return true;
}

function lowerCaseName(bytes: Uint8Array, start: number, end: number): string {
  // US-ASCII alone (isFieldName), where both give the same letters.
  return latin1Text(bytes, start, end).toLowerCase();
}
