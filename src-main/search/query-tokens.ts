// The pieces of a query, by one scan. Quotes that are never closed end with the text; a word before a
// colon is an operator only when it is one we know, so that URLs and times stay words.
import { OPERATORS } from './query-words.ts';

export type Token =
  | { readonly kind: 'open' | 'close' | 'or' | 'and' | 'not' }
  /** `operator` in lower case, one that is known; `prefix`: a star at the end. */
  | { readonly kind: 'term'; readonly operator: string | null; readonly text: string; readonly prefix: boolean };

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\u201c', '\u201d'],
  ['\u00ab', '\u00bb'],
]);
const JOINERS: ReadonlyMap<string, 'or' | 'and' | 'not'> = new Map([
  ['OR', 'or'],
  ['OPPURE', 'or'],
  ['AND', 'and'],
  ['NOT', 'not'],
]);
const BLANK = /\s/;

export function lexQuery(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (BLANK.test(character)) {
      at += 1;
    } else if (character === '(' || character === ')') {
      tokens.push({ kind: character === '(' ? 'open' : 'close' });
      at += 1;
    } else if (character === '-' && at + 1 < text.length && !BLANK.test(text.charAt(at + 1))) {
      tokens.push({ kind: 'not' });
      at += 1;
    } else {
      at = term(text, at, tokens);
    }
  }
  return tokens;
}

function term(text: string, from: number, tokens: Token[]): number {
  if (CLOSING.has(text.charAt(from))) return phrase(text, from, null, tokens);
  const end = wordEnd(text, from);
  const word = text.slice(from, end);
  const joiner = JOINERS.get(word);
  if (joiner !== undefined) {
    tokens.push({ kind: joiner });
    return end;
  }
  const colon = word.indexOf(':');
  const operator = colon > 0 ? word.slice(0, colon).toLowerCase() : '';
  if (!OPERATORS.has(operator)) {
    tokens.push(starred(null, word));
    return end;
  }
  if (colon + 1 < word.length) {
    tokens.push(starred(operator, word.slice(colon + 1)));
    return end;
  }
  return valueAfter(text, end, operator, tokens);
}

/** `da: rossi` and `da:"mario rossi"`; an operator without a value says nothing. */
function valueAfter(text: string, from: number, operator: string, tokens: Token[]): number {
  let at = from;
  while (at < text.length && BLANK.test(text.charAt(at))) at += 1;
  if (at >= text.length || text.charAt(at) === '(' || text.charAt(at) === ')') return at;
  if (CLOSING.has(text.charAt(at))) return phrase(text, at, operator, tokens);
  const end = wordEnd(text, at);
  const word = text.slice(at, end);
  // `da: oggetto:x`: the first was left empty.
  if (JOINERS.has(word) || OPERATORS.has(word.slice(0, Math.max(0, word.indexOf(':'))).toLowerCase())) return at;
  tokens.push(starred(operator, word));
  return end;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (
    at < text.length &&
    !BLANK.test(text.charAt(at)) &&
    !'()'.includes(text.charAt(at)) &&
    !(at > from && CLOSING.has(text.charAt(at)))
  )
    at += 1;
  return at;
}

function phrase(text: string, from: number, operator: string | null, tokens: Token[]): number {
  const closing = CLOSING.get(text.charAt(from)) ?? '"';
  const found = text.indexOf(closing, from + 1);
  const end = found < 0 ? text.length : found;
  const inside = text.slice(from + 1, end);
  const starOutside = text.charAt(end + 1) === '*';
  tokens.push(starOutside ? { kind: 'term', operator, text: inside, prefix: true } : starred(operator, inside));
  return end + (starOutside ? 2 : 1);
}

function starred(operator: string | null, word: string): Token {
  const bare = word.replace(/\*$/, '');
  return { kind: 'term', operator, text: bare, prefix: bare.length < word.length };
}
