// Reading IMAP commands (RFC 3501 §9): lines with literals become a list of values. Literals arrive
// as bytes and stay bytes.
export type ImapValue =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly bytes: Buffer }
  | { readonly kind: 'list'; readonly items: readonly ImapValue[] };

export type ImapCommand = { readonly tag: string; readonly name: string; readonly values: readonly ImapValue[] };

/** A command as it came: text, with the literals between the pieces of text. */
export type CommandPieces = readonly (string | Buffer)[];

export class ImapSyntaxError extends Error {}

const DEEPEST_LIST = 50;

export function parseCommand(pieces: CommandPieces): ImapCommand {
  const first = typeof pieces[0] === 'string' ? pieces[0] : '';
  const match = /^([^\s(){%*"\\]+) ([A-Za-z]+)/.exec(first);
  if (match === null) throw new ImapSyntaxError('no tag and command');
  const [head, tag = '', word = ''] = match;
  let name = word.toUpperCase();
  let rest = first.slice(head.length);
  const sub = name === 'UID' ? /^ ([A-Za-z]+)/.exec(rest) : null;
  if (sub !== null) {
    name = `UID ${(sub[1] ?? '').toUpperCase()}`;
    rest = rest.slice(sub[0].length);
  }
  return { tag, name, values: parseValues([rest, ...pieces.slice(1)]) };
}

type Cursor = { piece: number; at: number; readonly pieces: CommandPieces };

function parseValues(pieces: CommandPieces): readonly ImapValue[] {
  const cursor: Cursor = { piece: 0, at: 0, pieces };
  const values = parseSequence(cursor, 0);
  if (cursor.piece < pieces.length) throw new ImapSyntaxError('unbalanced parentheses');
  return values;
}

function parseSequence(cursor: Cursor, depth: number): readonly ImapValue[] {
  if (depth > DEEPEST_LIST) throw new ImapSyntaxError('lists too deep');
  const values: ImapValue[] = [];
  for (;;) {
    const piece = cursor.pieces[cursor.piece];
    if (piece === undefined) {
      if (depth > 0) throw new ImapSyntaxError('list not closed');
      return values;
    }
    if (typeof piece !== 'string') {
      values.push({ kind: 'string', bytes: piece });
      cursor.piece += 1;
      cursor.at = 0;
      continue;
    }
    const char = piece[cursor.at];
    if (char === undefined) {
      cursor.piece += 1;
      cursor.at = 0;
    } else if (char === ' ') {
      cursor.at += 1;
    } else if (char === '(') {
      cursor.at += 1;
      values.push({ kind: 'list', items: parseSequence(cursor, depth + 1) });
    } else if (char === ')') {
      if (depth === 0) throw new ImapSyntaxError('unexpected )');
      cursor.at += 1;
      return values;
    } else if (char === '"') {
      values.push(parseQuoted(cursor, piece));
    } else {
      values.push(parseAtom(cursor, piece));
    }
  }
}

function parseQuoted(cursor: Cursor, piece: string): ImapValue {
  const match = /^"((?:[^"\\]|\\.)*)"/.exec(piece.slice(cursor.at));
  if (match === null) throw new ImapSyntaxError('quoted string not closed');
  cursor.at += match[0].length;
  return { kind: 'string', bytes: Buffer.from((match[1] ?? '').replaceAll(/\\(.)/g, '$1'), 'latin1') };
}

/** An atom may hold a section in brackets, with blanks and a list: BODY.PEEK[HEADER.FIELDS (A B)]<0.10>. */
function parseAtom(cursor: Cursor, piece: string): ImapValue {
  const start = cursor.at;
  let bracket = 0;
  for (; cursor.at < piece.length; cursor.at += 1) {
    const char = piece[cursor.at];
    if (char === '[') bracket += 1;
    else if (char === ']') bracket = Math.max(0, bracket - 1);
    else if (bracket === 0 && (char === ' ' || char === '(' || char === ')' || char === '"')) break;
  }
  return { kind: 'atom', text: piece.slice(start, cursor.at) };
}

export function textOf(value: ImapValue | undefined): string {
  if (value === undefined || value.kind === 'list') throw new ImapSyntaxError('text expected');
  return value.kind === 'atom' ? value.text : value.bytes.toString('latin1');
}

export function listOf(value: ImapValue | undefined): readonly ImapValue[] {
  if (value === undefined || value.kind !== 'list') throw new ImapSyntaxError('list expected');
  return value.items;
}

export function atomsOf(value: ImapValue | undefined): readonly string[] {
  return listOf(value).map((item) => textOf(item));
}

/** Members of `known` (ascending) that a sequence set names; '*' is the largest (RFC 3501 §9). */
export function membersOfSet(text: string, known: readonly number[]): readonly number[] {
  if (!/^(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*$/.test(text)) throw new ImapSyntaxError('sequence set expected');
  const largest = known.at(-1) ?? 0;
  const number = (part: string): number => (part === '*' ? largest : Number(part));
  const ranges = text.split(',').map((part) => {
    const [from = '', to = from] = part.split(':');
    return [Math.min(number(from), number(to)), Math.max(number(from), number(to))] as const;
  });
  return known.filter((member) => ranges.some(([from, to]) => member >= from && member <= to));
}

/** Numbers as a compact set: "1:3,7". */
export function setOf(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].toSorted((left, right) => left - right);
  const ranges: string[] = [];
  for (let index = 0; index < sorted.length;) {
    let last = index;
    while (sorted[last + 1] === (sorted[last] ?? 0) + 1) last += 1;
    ranges.push(last === index ? String(sorted[index]) : `${sorted[index]}:${sorted[last]}`);
    index = last + 1;
  }
  return ranges.join(',');
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
