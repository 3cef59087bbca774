// Reads the answer to UID FETCH from raw bytes (RFC 9051 §7.5.2): each literal is copied once, into
// memory of its own, and nothing else of a message is looked at. What is not an answer to the fetch is
// handed on as it came. Pure: knows no socket. Bad input is a FetchFault and never a guess.

/** Of one FETCH response. `body` is null where the server left it out or said NIL. */
export type FetchRow = {
  readonly uid: number;
  readonly sizeBytes: number | null;
  readonly flags: readonly string[];
  /** As written. */
  readonly internalDate: string | null;
  readonly body: Uint8Array | null;
};

export type TaggedAnswer = { readonly tag: string; readonly status: string; readonly code: string; readonly text: string };

export type ReaderEvents = {
  row(row: FetchRow): void;
  tagged(answer: TaggedAnswer): void;
  /** Bytes of a whole response that is not an answer to a fetch. */
  other(bytes: Buffer): void;
};

export type ReaderLimits = { readonly lineBytes: number; readonly literalBytes: number };

/** 'limit': larger than we take. 'protocol': not what RFC 9051 allows here. */
export class FetchFault extends Error {
  readonly kind: 'limit' | 'protocol';
  constructor(kind: 'limit' | 'protocol', message: string) {
    super(message);
    this.kind = kind;
  }
}

export type FetchReader = {
  /** Takes the next bytes; the chunk may be reused afterwards. Throws FetchFault, and is unusable then. */
  feed(chunk: Buffer): void;
  /** What was fed and belongs to a response that has not ended: for whoever reads on. */
  rest(): Buffer;
};

const LF = 0x0a;
/** Stands for a literal in the text of a response; no response may hold it (RFC 9051 §9, TEXT-CHAR allows it nowhere a fetch answer has text). */
const MARK = '\u0001';

type Response = { readonly segments: Buffer[]; readonly literals: Buffer[]; bytes: number };

export function createFetchReader(limits: ReaderLimits, events: ReaderEvents): FetchReader {
  let response = emptyResponse();
  let line: Buffer[] = [];
  let lineBytes = 0;
  let literal: Buffer | null = null;
  let filled = 0;

  /** Copies into the literal; returns where the rest of the chunk begins. */
  function fill(target: Buffer, chunk: Buffer, from: number): number {
    const copied = chunk.copy(target, filled, from);
    filled += copied;
    if (filled === target.length) {
      response.literals.push(target);
      literal = null;
    }
    return from + copied;
  }

  function takeLine(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(LF, from);
    const upTo = end < 0 ? chunk.length : end + 1;
    lineBytes += upTo - from;
    if (lineBytes > limits.lineBytes) throw new FetchFault('limit', 'line');
    const piece = chunk.subarray(from, upTo);
    // The chunk may be reused: what waits for its end is copied.
    if (end < 0) line.push(Buffer.from(piece));
    else endLine(line.length === 0 ? piece : Buffer.concat([...line, piece]));
    return upTo;
  }

  function endLine(whole: Buffer): void {
    line = [];
    lineBytes = 0;
    response.bytes += whole.length;
    if (response.bytes > limits.lineBytes * 8) throw new FetchFault('limit', 'response');
    const size = literalSize(whole);
    response.segments.push(Buffer.from(whole));
    if (size === null) endResponse();
    else beginLiteral(size);
  }

  function beginLiteral(size: number): void {
    const sum = response.literals.reduce((bytes, { length }) => bytes + length, size);
    if (size > limits.literalBytes || sum > limits.literalBytes + limits.lineBytes) throw new FetchFault('limit', 'literal');
    // Memory of its own: it is handed to another thread without a copy.
    literal = Buffer.allocUnsafeSlow(size);
    filled = 0;
    if (size === 0) fill(literal, literal, 0);
  }

  function endResponse(): void {
    const { segments, literals } = response;
    response = emptyResponse();
    const first = segments[0] ?? Buffer.alloc(0);
    if (first[0] !== 0x2a && first[0] !== 0x2b) {
      events.tagged(readTagged(first));
      return;
    }
    const text = segments
      .map((segment, index) => (index < literals.length ? `${withoutSize(segment)}${MARK}` : segment.toString('latin1')))
      .join('');
    const isFetch = /^\* \d+ FETCH \(/i.test(text) && !segments.some((segment) => segment.includes(MARK));
    const row = isFetch ? readRow(text, literals) : null;
    if (row !== null) events.row(row);
    else events.other(wireBytes({ segments, literals }));
  }

  return {
    feed(chunk) {
      let at = 0;
      while (at < chunk.length) at = literal === null ? takeLine(chunk, at) : fill(literal, chunk, at);
    },
    rest: () => Buffer.concat([wireBytes(response), ...(literal === null ? [] : [literal.subarray(0, filled)]), ...line]),
  };
}

function emptyResponse(): Response {
  return { segments: [], literals: [], bytes: 0 };
}

/** As it came over the wire. */
function wireBytes({ segments, literals }: Pick<Response, 'segments' | 'literals'>): Buffer {
  return Buffer.concat(segments.flatMap((segment, index) => [segment, literals[index] ?? Buffer.alloc(0)]));
}

/** The size a line announces at its end, "{123}" or "{123+}"; null without one. Linear in the digits. */
function literalSize(line: Buffer): number | null {
  let at = line.length - 2;
  if (line[at] === 0x0d) at -= 1;
  if (at < 2 || line[at] !== 0x7d) return null;
  if (line[at - 1] === 0x2b) at -= 1;
  const end = at;
  do at -= 1;
  while (at >= 0 && isDigit(line[at]));
  if (line[at] !== 0x7b || at === end - 1) return null;
  let start = at + 1;
  while (start < end - 1 && line[start] === 0x30) start += 1;
  if (end - start > 15) throw new FetchFault('limit', 'literal');
  return Number(line.toString('latin1', start, end));
}

/** The text of a line up to its "{123}". */
function withoutSize(segment: Buffer): string {
  const text = segment.toString('latin1', 0, segment.lastIndexOf(0x7b));
  return text.endsWith('~') ? text.slice(0, -1) : text;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function readTagged(line: Buffer): TaggedAnswer {
  const match = /^([!-[\]-~]+) (OK|NO|BAD)(?: \[([^\]\r\n]*)\])?(?: ?([^\r\n]*))?\r?\n$/i.exec(line.toString('utf8'));
  if (match === null) throw new FetchFault('protocol', 'tagged');
  const [, tag = '', status = '', code = '', text = ''] = match;
  return { tag, status: status.toUpperCase(), code: code.split(' ')[0]?.toUpperCase() ?? '', text };
}

type Cursor = { readonly text: string; at: number; literal: number };

/** Null for a FETCH without a UID: it cannot be an answer to ours. */
function readRow(text: string, literals: readonly Buffer[]): FetchRow | null {
  const cursor: Cursor = { text, at: text.indexOf('(') + 1, literal: 0 };
  const items = new Map<string, string | Buffer | null>();
  for (;;) {
    while (text[cursor.at] === ' ') cursor.at += 1;
    if (text[cursor.at] === ')') break;
    const name = readName(cursor);
    items.set(name, readValue(cursor, literals));
  }
  if (!/^\)[ \t]*\r?\n$/.test(text.slice(cursor.at, cursor.at + 8))) throw new FetchFault('protocol', 'end of response');
  const uid = numberIn(items.get('UID'));
  if (uid === null || uid <= 0) return null;
  const flags = items.get('FLAGS');
  const date = items.get('INTERNALDATE');
  const body = items.get('BODY[]');
  return {
    uid,
    sizeBytes: numberIn(items.get('RFC822.SIZE')),
    flags: typeof flags === 'string' ? flags.split(/[ ()]+/).filter((flag) => flag !== '') : [],
    internalDate: typeof date === 'string' ? date : null,
    body: typeof body === 'string' ? Buffer.from(body, 'latin1') : (body ?? null),
  };
}

/** "BODY[HEADER.FIELDS (TO)]": blanks inside brackets belong to the name. */
function readName(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  let brackets = 0;
  for (; cursor.at < text.length; cursor.at += 1) {
    const character = text[cursor.at];
    if (character === '[') brackets += 1;
    else if (character === ']') brackets -= 1;
    else if (character === ' ' && brackets <= 0) break;
    else if (character === '\r' || character === '\n' || character === MARK) throw new FetchFault('protocol', 'item');
  }
  if (cursor.at === start || cursor.at >= text.length) throw new FetchFault('protocol', 'item');
  const name = text.slice(start, cursor.at).toUpperCase();
  cursor.at += 1;
  return name;
}

function readValue(cursor: Cursor, literals: readonly Buffer[]): string | Buffer | null {
  switch (cursor.text[cursor.at]) {
    case MARK:
      return readLiteral(cursor, literals);
    case '"':
      return readQuoted(cursor);
    case '(':
      return readList(cursor);
    default:
      return readAtom(cursor);
  }
}

function readLiteral(cursor: Cursor, literals: readonly Buffer[]): Buffer {
  const found = literals[cursor.literal];
  if (found === undefined) throw new FetchFault('protocol', 'literal');
  cursor.literal += 1;
  cursor.at += 1;
  return found;
}

function readQuoted(cursor: Cursor): string {
  const { text } = cursor;
  let value = '';
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    const character = text[cursor.at] ?? '';
    if (character === '"') {
      cursor.at += 1;
      return value;
    }
    if (character === '\r' || character === '\n') break;
    if (character === '\\') cursor.at += 1;
    value += text[cursor.at] ?? '';
  }
  throw new FetchFault('protocol', 'quoted');
}

/** The text between the outer parentheses. Not recursive: depth costs nothing. */
function readList(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at + 1;
  let depth = 0;
  while (cursor.at < text.length) {
    const character = text[cursor.at];
    if (character === '"') {
      readQuoted(cursor);
      continue;
    }
    if (character === MARK) cursor.literal += 1;
    cursor.at += 1;
    if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return text.slice(start, cursor.at - 1);
    }
  }
  throw new FetchFault('protocol', 'list');
}

function readAtom(cursor: Cursor): string | null {
  const { text } = cursor;
  const start = cursor.at;
  while (cursor.at < text.length && !' )\r\n'.includes(text[cursor.at] ?? ' ')) cursor.at += 1;
  if (cursor.at === start) throw new FetchFault('protocol', 'value');
  const atom = text.slice(start, cursor.at);
  return atom.toUpperCase() === 'NIL' ? null : atom;
}

function numberIn(value: string | Buffer | null | undefined): number | null {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return null;
  return Number(value);
}
