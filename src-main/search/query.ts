// The search language: words, "phrases", beginnings*, -not, OR, groups, and operators in Italian and
// English (README §Search). Any text gives a query or a typed error, never an exception; what cannot
// be meant as syntax is taken as words (THREATS DOS-03).
import { plainWords, type Fact, type RowFilter, type TextColumn } from '#main/store/full-text';
import { asBlobHash, type BlobHash, type Instant } from '#shared/model/ids';
import { parseDay, type DaySpan } from './day.ts';
import { OFFERED, OFFERED_VALUES, OPERATORS, STATUS_VALUES, TYPE_VALUES, type Operator } from './query-words.ts';
import { lexQuery, type Token } from './query-tokens.ts';

export const QUERY_LIMITS = { characters: 10_000, terms: 64, prefixes: 8, depth: 20, prefixLetters: 3 } as const;

export type QueryErrorCode =
  | 'tooLong'
  | 'empty'
  | 'tooManyTerms'
  | 'tooDeep'
  | 'prefixTooShort'
  | 'unknownValue'
  | 'badDate'
  | 'filterInside'
  | 'unknownBox';
/** `what`: the piece of the query it is about, at most 100 characters. */
/** `known`: the values there are, where one was not. */
export type QueryError = { readonly code: QueryErrorCode; readonly what: string; readonly known?: string };

export type Words = {
  readonly kind: 'words';
  readonly words: string;
  readonly prefix: boolean;
  readonly columns: readonly TextColumn[] | null;
};
export type Expression =
  | Words
  | { readonly kind: 'fact'; readonly fact: Fact }
  /** A box by part of its address or label: resolved in plan.ts. */
  | { readonly kind: 'box'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression };

export type Query = {
  readonly expression: Expression | null;
  readonly filters: readonly RowFilter[];
  /** Words a hit contains, for snippets; refused ones left out. */
  readonly wanted: readonly Words[];
};

export type QueryReading = { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly error: QueryError };

/** Within parsing a filter stands where it was written; it must end up at the top. */
type Node =
  | Words
  | Exclude<Expression, { kind: 'and' | 'or' | 'not' }>
  | { kind: 'and' | 'or'; of: readonly Node[] }
  | { kind: 'not'; of: Node }
  | { kind: 'filter'; filter: RowFilter };

class Refusal extends Error {
  readonly error: QueryError;
  constructor(code: QueryErrorCode, what: string, known: readonly string[] = []) {
    super(code);
    this.error = { code, what: what.slice(0, 100), ...(known.length === 0 ? {} : { known: known.join(', ') }) };
  }
}

/** `now` is what "oggi" and "7g" count from; days are those of Rome. */
export function readQuery(text: string, now: Instant): QueryReading {
  if (text.length > QUERY_LIMITS.characters) return { ok: false, error: { code: 'tooLong', what: '' } };
  try {
    return { ok: true, query: queryOf(parse(lexQuery(text), now)) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.error };
    throw error;
  }
}

// ---------------------------------------------------------------- grammar

type Reader = { readonly tokens: readonly Token[]; at: number; terms: number; prefixes: number; readonly now: Instant };

function parse(tokens: readonly Token[], now: Instant): Node | null {
  const reader: Reader = { tokens, at: 0, terms: 0, prefixes: 0, now };
  const parts: Node[] = [];
  while (reader.at < tokens.length) {
    const part = alternatives(reader, 0);
    if (part !== null) parts.push(part);
    // A parenthesis closed that was never opened.
    if (tokens[reader.at]?.kind === 'close') reader.at += 1;
  }
  return joined('and', parts);
}

function alternatives(reader: Reader, depth: number): Node | null {
  if (depth > QUERY_LIMITS.depth) throw new Refusal('tooDeep', '');
  const parts: Node[] = [];
  for (;;) {
    const part = sequence(reader, depth);
    if (part !== null) parts.push(part);
    if (reader.tokens[reader.at]?.kind !== 'or') return joined('or', parts);
    reader.at += 1;
  }
}

function sequence(reader: Reader, depth: number): Node | null {
  const parts: Node[] = [];
  for (;;) {
    const token = reader.tokens[reader.at];
    if (token === undefined || token.kind === 'or' || token.kind === 'close') return joined('and', parts);
    const part = single(reader, token, depth);
    if (part !== null) parts.push(part);
  }
}

function single(reader: Reader, first: Token, depth: number): Node | null {
  let refused = false;
  let token: Token | undefined = first;
  while (token?.kind === 'not' || token?.kind === 'and') {
    if (token.kind === 'not') refused = !refused;
    reader.at += 1;
    token = reader.tokens[reader.at];
  }
  if (token === undefined || token.kind === 'or' || token.kind === 'close') return null;
  reader.at += 1;
  const node = token.kind === 'open' ? group(reader, depth) : token.kind === 'term' ? term(reader, token) : null;
  return node === null || !refused ? node : { kind: 'not', of: node };
}

function group(reader: Reader, depth: number): Node | null {
  const inner = alternatives(reader, depth + 1);
  if (reader.tokens[reader.at]?.kind === 'close') reader.at += 1;
  return inner;
}

function joined(kind: 'and' | 'or', parts: readonly Node[]): Node | null {
  if (parts.length <= 1) return parts[0] ?? null;
  return { kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) };
}

// ---------------------------------------------------------------- terms

function term(reader: Reader, token: Extract<Token, { readonly kind: 'term' }>): Node | null {
  reader.terms += 1;
  if (reader.terms > QUERY_LIMITS.terms) throw new Refusal('tooManyTerms', '');
  const operator = token.operator === null ? null : (OPERATORS.get(token.operator) ?? null);
  if (operator === null) return words(reader, token, null);
  switch (operator) {
    case 'from':
      return words(reader, token, ['sender']);
    case 'to':
      return words(reader, token, ['recipients']);
    case 'subject':
      return words(reader, token, ['subject']);
    case 'attachment':
      return token.text === '' && token.prefix
        ? { kind: 'fact', fact: { fact: 'attachments' } }
        : words(reader, token, ['files', 'content']);
    case 'box':
      return token.text.trim() === '' ? null : { kind: 'box', name: token.text.trim() };
    case 'type':
      return { kind: 'fact', fact: valueOf(TYPE_VALUES, OFFERED_VALUES.type, token) };
    case 'status':
      return { kind: 'filter', filter: { filter: 'status', status: valueOf(STATUS_VALUES, OFFERED_VALUES.status, token) } };
    case 'after':
    case 'before':
    case 'on':
      return { kind: 'filter', filter: dates(operator, token, reader.now) };
    case 'file':
      return { kind: 'filter', filter: { filter: 'file', sha256: digestOf(token) } };
  }
}

function words(reader: Reader, token: Extract<Token, { readonly kind: 'term' }>, columns: readonly TextColumn[] | null): Node | null {
  const plain = plainWords(token.text);
  if (plain === null) return null;
  const count = plain.split(' ').length;
  reader.terms += count - 1;
  if (reader.terms > QUERY_LIMITS.terms) throw new Refusal('tooManyTerms', token.text);
  if (token.prefix) {
    const last = plain.slice(plain.lastIndexOf(' ') + 1);
    reader.prefixes += 1;
    if (reader.prefixes > QUERY_LIMITS.prefixes) throw new Refusal('tooManyTerms', `${token.text}*`);
    // Beginnings of one or two letters are most of the dictionary (IMAP-FINDINGS §6).
    if ([...last].length < QUERY_LIMITS.prefixLetters) throw new Refusal('prefixTooShort', `${token.text}*`);
  }
  return { kind: 'words', words: plain, prefix: token.prefix, columns };
}

function valueOf<T>(
  known: ReadonlyMap<string, T>,
  offered: { readonly it: readonly string[]; readonly en: readonly string[] },
  token: Extract<Token, { readonly kind: 'term' }>,
): T {
  const value = known.get(
    token.text
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-'),
  );
  const operator = token.operator ?? '';
  // In the language of the operator.
  const words = operator === OFFERED.status.en || operator === OFFERED.type.en ? offered.en : offered.it;
  if (value === undefined) throw new Refusal('unknownValue', `${operator}:${token.text}`, words);
  return value;
}

/** SHA-256 of the bytes of a file, as 64 hexadecimal digits. */
function digestOf(token: Extract<Token, { readonly kind: 'term' }>): BlobHash {
  const digits = token.text.trim().toLowerCase();
  if (token.prefix || !/^[0-9a-f]{64}$/.test(digits)) throw new Refusal('unknownValue', `${token.operator ?? ''}:${token.text}`);
  return asBlobHash(digits);
}

function dates(
  operator: Extract<Operator, 'after' | 'before' | 'on'>,
  token: Extract<Token, { readonly kind: 'term' }>,
  now: Instant,
): RowFilter {
  const span: DaySpan | null = parseDay(token.text, now);
  if (span === null) throw new Refusal('badDate', `${token.operator ?? ''}:${token.text}`);
  switch (operator) {
    case 'after':
      return { filter: 'dates', from: span.start, before: null };
    case 'before':
      return { filter: 'dates', from: null, before: span.start };
    case 'on':
      return { filter: 'dates', from: span.start, before: span.end };
  }
}

// ---------------------------------------------------------------- result

function queryOf(node: Node | null): Query {
  if (node === null) throw new Refusal('empty', '');
  const top = node.kind === 'and' ? node.of : [node];
  const filters = top.flatMap((one) => filterOf(one));
  const rest = joined(
    'and',
    top.filter((one) => filterOf(one).length === 0),
  );
  const expression = rest === null ? null : withoutFilters(rest);
  return { expression, filters, wanted: expression === null ? [] : wantedWords(expression) };
}

function filterOf(node: Node): readonly RowFilter[] {
  if (node.kind === 'filter') return [node.filter];
  return node.kind === 'not' && node.of.kind === 'filter' ? [{ filter: 'not', of: node.of.filter }] : [];
}

function withoutFilters(node: Node): Expression {
  switch (node.kind) {
    case 'filter':
      // Rows, not words: only what holds for the whole query can narrow the list.
      throw new Refusal('filterInside', '');
    case 'and':
    case 'or':
      return { kind: node.kind, of: node.of.map(withoutFilters) };
    case 'not':
      return { kind: 'not', of: withoutFilters(node.of) };
    case 'words':
    case 'fact':
    case 'box':
      return node;
  }
}

function wantedWords(expression: Expression): readonly Words[] {
  switch (expression.kind) {
    case 'words':
      return [expression];
    case 'and':
    case 'or':
      return expression.of.flatMap(wantedWords);
    case 'not':
    case 'fact':
    case 'box':
      return [];
  }
}
