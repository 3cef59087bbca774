// The full-text index: what is in it, how a match is written for FTS5, and pages of hits, newest
// first. Words reach FTS5 only as quoted strings made here from letters and digits, so nothing a
// person types can become syntax (THREATS DOS-03).
import type { AccountId, BlobHash } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { RowKind } from '#shared/model/list';
import type { ReceiptType } from '#shared/model/pec-message';
import { accountNumber } from './account.ts';
import type { Direction } from './message.ts';
import type { Query, Row } from './sql.ts';
import { asLiteral, asLiteralOrNull, booleanOf, hashOf, instantOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type TextColumn = 'subject' | 'sender' | 'recipients' | 'body' | 'files' | 'content';
export type IndexedText = Readonly<Record<TextColumn, string>>;

/** What is true of a message from its bytes alone; indexed with its words, so that it narrows a search for free. */
export type Fact =
  | { readonly fact: 'any' }
  | { readonly fact: 'account'; readonly account: AccountId }
  | { readonly fact: 'kind'; readonly kind: RowKind }
  | { readonly fact: 'direction'; readonly direction: Direction }
  | { readonly fact: 'receipt'; readonly receipt: ReceiptType }
  | { readonly fact: 'attachments' };

export type TextMatch =
  /** Words that follow each other; `columns` null: anywhere. `prefix`: the last one is a beginning. */
  | { readonly kind: 'words'; readonly words: string; readonly prefix: boolean; readonly columns: readonly TextColumn[] | null }
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'and' | 'or'; readonly of: readonly TextMatch[] }
  | { readonly kind: 'not'; readonly of: TextMatch };

// ---------------------------------------------------------------- writing a match

/** Private use marks facts: unicode61 counts it as part of a word, and `plainWords` never lets it in. */
const MARK = '\u{E000}';

/** Letters, digits and what belongs to them; everything else parts words. Null when nothing is left. */
export function plainWords(text: string): string | null {
  const words = text.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim();
  return words === '' ? null : words;
}

/** The match in the language of FTS5 (sqlite.org/fts5.html §3). `not` alone is "all but". */
export function toFtsMatch(tx: ReadTx, match: TextMatch): string {
  switch (match.kind) {
    case 'words': {
      const quoted = `"${plainWords(match.words) ?? ''}"${match.prefix ? ' *' : ''}`;
      return match.columns === null ? quoted : `{${match.columns.join(' ')}} : ${quoted}`;
    }
    case 'fact':
      return `"${factToken(match.fact)}"`;
    case 'not':
      return `("${factToken({ fact: 'any' })}" NOT (${toFtsMatch(tx, match.of)}))`;
    case 'or':
      return `(${match.of.map((one) => toFtsMatch(tx, one)).join(' OR ')})`;
    case 'and': {
      const wanted = match.of.filter((one) => one.kind !== 'not').map((one) => toFtsMatch(tx, one));
      const refused = match.of.flatMap((one) => (one.kind === 'not' ? [toFtsMatch(tx, one.of)] : []));
      const base = wanted.length === 0 ? `"${factToken({ fact: 'any' })}"` : `(${wanted.join(' AND ')})`;
      return refused.length === 0 ? base : `(${base} NOT (${refused.join(' OR ')}))`;
    }
  }
}

function factToken(fact: Fact): string {
  switch (fact.fact) {
    case 'any':
      return `${MARK}z`;
    case 'account':
      return `${MARK}a${accountKey(fact.account)}`;
    case 'kind':
      return `${MARK}k${fact.kind}`;
    case 'direction':
      return `${MARK}d${fact.direction}`;
    case 'receipt':
      return `${MARK}r${fact.receipt}`;
    case 'attachments':
      return `${MARK}f`;
  }
}
