// Bytes to a tree of byte ranges in one pass over the message (RFC 2045, RFC 2046). Promises: never
// throws, copies nothing, linear time, bounded by THREATS §4, every ambiguity is a named defect.
//
// Delimiters are matched by whole line (RFC 2046 §5.1.1), outermost multipart first; a line that only
// begins with a boundary is no delimiter, but some readers take it for one: `mime.ambiguousBoundary`.
// A path is the chain of 1-based positions in `children`; the message inside a message/rfc822 is its
// only child, so the parts of postacert.eml at [1, 3] are [1, 3, 1, 1], [1, 3, 1, 2], …
import type { Defect, PartPath } from '#shared/model/pec-message';
import { bufferView, lineBreakBefore } from './bytes.ts';
import { describeContent } from './content-fields.ts';
import { type HeaderBudget, readHeaderBlock } from './header-block.ts';
import { MIME_LIMITS } from './limits.ts';
import type { MimeEntity, MimeMessage } from './mime-message.ts';

export type ParseOptions = {
  /** Which of two Content-Type, Content-Transfer-Encoding, Content-Disposition fields rules. Default 'first'. */
  readonly duplicates?: 'first' | 'last';
};

type Draft = { -readonly [Key in keyof MimeEntity]: MimeEntity[Key] } & { children: MimeEntity[]; defects: Defect[] };

/** An entity whose end is not known yet. */
type Frame = {
  readonly entity: Draft;
  /** Delimiter text of a multipart, without the two hyphens. */
  readonly boundary: Buffer | null;
  readonly messageDepth: number;
  readonly isDigest: boolean;
  closed: boolean;
  /** Where the preamble or the first part starts being searched. */
  parts: number;
};

type Parser = {
  readonly bytes: Buffer;
  readonly budget: HeaderBudget;
  readonly duplicates: 'first' | 'last';
  readonly stack: Frame[];
  entities: number;
  /** Offset of the next unread line. */
  at: number;
};

type Match = { readonly depth: number; readonly close: boolean; readonly lineStart: number; readonly next: number };

export function parseMessage(bytes: Uint8Array, options: ParseOptions = {}): MimeMessage {
  const parser: Parser = {
    bytes: bufferView(bytes),
    budget: { bytesLeft: MIME_LIMITS.headerBytesInAll },
    duplicates: options.duplicates ?? 'first',
    stack: [],
    entities: 0,
    at: 0,
  };
  const root = open(parser, 0, [], 'text/plain', 0);
  for (let line = nextDashes(parser); line >= 0; line = nextDashes(parser)) {
    const match = matchDelimiter(parser, line);
    if (match === null) parser.at = lineAfter(parser.bytes, line);
    else take(parser, match);
  }
  closeDownTo(parser, 0, bytes.length, 'endOfMessage');
  return { root, sizeBytes: bytes.length, defects: collectDefects(root) };
}

/** The entity at a path, or null. */
export function entityAt(message: MimeMessage, path: PartPath): MimeEntity | null {
  let entity: MimeEntity | undefined = message.root;
  for (const position of path) {
    entity = entity.children[position - 1];
    if (entity === undefined) return null;
  }
  return entity;
}

/** All entities, outermost first. */
export function* walkEntities(entity: MimeEntity): Generator<MimeEntity> {
  yield entity;
  for (const child of entity.children) yield* walkEntities(child);
}

/** Opens the entity that starts at `start`, and the message inside it when it is a message/rfc822. */
function open(parser: Parser, start: number, path: PartPath, defaultType: string, messageDepth: number): Draft {
  const { bytes, budget, stack } = parser;
  parser.entities += 1;
  const block = readHeaderBlock(bytes, start, budget, (line) => matchDelimiter(parser, line) !== null);
  const described = describeContent(bytes, block.fields, defaultType, parser.duplicates);
  const end = block.stoppedBy === 'delimiter' ? Math.max(start, block.end - lineBreakBefore(bytes, block.end, start)) : block.end;
  const entity: Draft = {
    path,
    range: { start, end },
    header: { start, end },
    body: { start: end, end },
    fields: block.fields,
    ...described,
    children: [],
    preamble: null,
    epilogue: null,
    defects: [...block.defects, ...described.defects],
  };
  const boundary = usableBoundary(entity, stack);
  stack.push({ entity, boundary, messageDepth, isDigest: entity.contentType.value === 'multipart/digest', closed: false, parts: 0 });
  parser.at = block.end;
  if (block.stoppedBy === 'blankLine' && isMessage(entity)) openMessage(parser, entity, messageDepth);
  return entity;
}

function isMessage(entity: Draft): boolean {
  return entity.contentType.value === 'message/rfc822' || entity.contentType.value === 'message/global';
}

function openMessage(parser: Parser, entity: Draft, messageDepth: number): void {
  if (!isIdentity(entity.encoding)) return flag(entity, 'mime.encodedMessage');
  if (messageDepth >= MIME_LIMITS.messageDepth) return flag(entity, 'mime.limit.messageDepth');
  if (parser.stack.length > MIME_LIMITS.depth) return flag(entity, 'mime.limit.depth');
  if (parser.entities >= MIME_LIMITS.parts) return flag(entity, 'mime.limit.parts');
  const child = open(parser, parser.at, [...entity.path, 1], 'text/plain', messageDepth + 1);
  entity.children.push(child);
}

function isIdentity(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary';
}

function flag(entity: Draft, id: string, detail?: string): void {
  if (!entity.defects.some((defect) => defect.id === id)) entity.defects.push(detail === undefined ? { id } : { id, detail });
}

function usableBoundary(entity: Draft, stack: readonly Frame[]): Buffer | null {
  if (!entity.contentType.value.startsWith('multipart/')) return null;
  const given = entity.contentType.parameters.get('boundary') ?? '';
  // Before anything that looks at every character: the sender chose the length.
  if (given.length > MIME_LIMITS.boundaryCharactersUsed) return unusable(entity, 'mime.boundaryTooLong');
  const text = given.replace(/[ \t]+$/, '');
  if (text === '') return unusable(entity, 'mime.missingBoundary');
  if (text.length > MIME_LIMITS.boundaryCharacters) flag(entity, 'mime.boundaryTooLong');
  if (!/^[\x20-\x7e]+$/.test(text)) flag(entity, 'mime.boundaryCharacters');
  if (stack.length >= MIME_LIMITS.depth) return unusable(entity, 'mime.limit.depth');
  const boundary = Buffer.from(text, 'utf8');
  // Two open multiparts with one boundary: the outer one takes every delimiter.
  if (stack.some((frame) => frame.boundary?.equals(boundary) === true)) flag(entity, 'mime.ambiguousBoundary', text);
  return boundary;
}

function unusable(entity: Draft, id: string): null {
  flag(entity, id);
  return null;
}

/** Next line at or after the cursor that begins with "--", or -1. */
function nextDashes(parser: Parser): number {
  const { bytes, stack } = parser;
  let at = parser.at;
  if (!stack.some((frame) => frame.boundary !== null)) return -1;
  while (at < bytes.length) {
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return at;
    const dashes = bytes.indexOf(DASHES, at + 1);
    if (dashes < 0) return -1;
    if (bytes[dashes - 1] === 0x0a) return dashes;
    at = lineAfter(bytes, dashes);
  }
  return -1;
}

const DASHES = Buffer.from('--', 'latin1');

function lineAfter(bytes: Buffer, at: number): number {
  const lineFeed = bytes.indexOf(0x0a, at);
  return lineFeed < 0 ? bytes.length : lineFeed + 1;
}

/** The multipart that the line at `lineStart` delimits, outermost first. */
function matchDelimiter(parser: Parser, lineStart: number): Match | null {
  const { bytes, stack } = parser;
  for (let depth = 0; depth < stack.length; depth += 1) {
    const frame = stack[depth];
    if (frame === undefined || frame.boundary === null) continue;
    const after = lineStart + 2 + frame.boundary.length;
    if (bytes[lineStart + 2] !== frame.boundary[0] || after > bytes.length) continue;
    if (bytes.compare(frame.boundary, 0, frame.boundary.length, lineStart + 2, after) !== 0) continue;
    const close = bytes[after] === 0x2d && bytes[after + 1] === 0x2d;
    const next = close ? restOfLine(bytes, after + 2) : restOfLine(bytes, after);
    if (next >= 0) return { depth, close, lineStart, next };
    flag(frame.entity, 'mime.ambiguousBoundary', frame.boundary.toString('latin1'));
  }
  return null;
}

/** Offset of the next line when only blanks are left on this one, else -1. */
function restOfLine(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  if (at >= bytes.length) return at;
  if (bytes[at] === 0x0d) at += 1;
  if (at >= bytes.length) return at;
  return bytes[at] === 0x0a ? at + 1 : -1;
}

/** A delimiter line was found: what is open inside that multipart ends before it. */
function take(parser: Parser, match: Match): void {
  const { bytes, stack } = parser;
  const frame = stack[match.depth];
  if (frame === undefined) return;
  const { entity } = frame;
  parser.at = match.next;
  if (frame.closed) {
    // Inside an epilogue nothing is open but the epilogue itself.
    flag(entity, 'mime.delimiterAfterClose');
    return;
  }
  const end = Math.max(entity.body.start, match.lineStart - lineBreakBefore(bytes, match.lineStart, entity.body.start));
  if (frame.parts === 0) entity.preamble = { start: entity.body.start, end };
  closeDownTo(parser, match.depth + 1, end, 'delimiter');
  if (match.close) {
    frame.closed = true;
    entity.epilogue = { start: match.next, end: match.next };
    if (frame.parts === 0) flag(entity, 'mime.noParts');
    return;
  }
  frame.parts += 1;
  if (parser.entities >= MIME_LIMITS.parts) return flag(entity, 'mime.limit.parts');
  const defaultType = frame.isDigest ? 'message/rfc822' : 'text/plain';
  entity.children.push(open(parser, match.next, [...entity.path, entity.children.length + 1], defaultType, frame.messageDepth));
}

/** Ends every open entity at or below `depth` of the stack at offset `end`. */
function closeDownTo(parser: Parser, depth: number, end: number, why: 'delimiter' | 'endOfMessage'): void {
  const { stack } = parser;
  while (stack.length > depth) {
    const frame = stack.pop();
    if (frame === undefined) return;
    const { entity } = frame;
    const stop = Math.max(end, entity.range.start);
    const headerEnd = Math.min(entity.header.end, stop);
    entity.range = { start: entity.range.start, end: stop };
    entity.header = { start: entity.header.start, end: headerEnd };
    entity.body = { start: headerEnd, end: stop };
    if (entity.fields.length > 0) clampLastField(entity, headerEnd);
    if (frame.boundary !== null) closeMultipart(parser, frame, stop, why);
  }
}

function closeMultipart(parser: Parser, frame: Frame, stop: number, why: 'delimiter' | 'endOfMessage'): void {
  const { entity } = frame;
  if (frame.closed) {
    const start = Math.min(entity.epilogue?.start ?? stop, stop);
    entity.epilogue = { start, end: stop };
    if (!isBlankRange(parser.bytes, start, stop)) flag(entity, 'mime.epilogue');
    return;
  }
  if (frame.parts === 0) {
    entity.preamble = { start: entity.body.start, end: stop };
    flag(entity, 'mime.noParts');
  }
  flag(entity, 'mime.missingClose', why);
}

/** Blank enough: stops at the first byte that is not white space. */
function isBlankRange(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return false;
  }
  return true;
}

/** A delimiter right after a header line takes that line's break away from the field. */
function clampLastField(entity: Draft, headerEnd: number): void {
  const last = entity.fields.at(-1);
  if (last === undefined || last.range.end <= headerEnd) return;
  const range = { start: last.range.start, end: headerEnd };
  const value = { start: Math.min(last.value.start, headerEnd), end: Math.min(last.value.end, headerEnd) };
  entity.fields = [...entity.fields.slice(0, -1), { name: last.name, range, value }];
}

/** Each finding once; where it was found stays in the entities. */
function collectDefects(root: MimeEntity): readonly Defect[] {
  const all = new Map<string, Defect>();
  for (const entity of walkEntities(root)) {
    for (const defect of entity.defects) {
      const key = defect.detail === undefined ? defect.id : `${defect.id} ${defect.detail}`;
      if (all.size < 1_000 && !all.has(key)) all.set(key, defect);
    }
  }
  return [...all.values()];
}
