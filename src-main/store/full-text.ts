// The full-text index: what is in it, how a match is written for FTS5, and pages of hits, newest
// first. Words reach FTS5 only as quoted strings made here from letters and digits, so nothing a
// person types can become syntax (THREATS DOS-03).
import type { AccountId, BlobHash, Instant } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { RowKind } from '#shared/model/list';
import type { ReceiptType } from '#shared/model/pec-message';
import { accountNumber } from './account.ts';
import type { Direction } from './message.ts';
import type { Query, Row } from './sql.ts';
import { hashOf, hashToBytes, integerOf, integerOrNull, sql, textOf } from './sql.ts';
import type { ReadTx } from './transactions.ts';

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
      return `"${factToken(tx, match.fact)}"`;
    case 'not':
      return `("${ANY}" NOT (${toFtsMatch(tx, match.of)}))`;
    case 'or':
      return `(${match.of.map((one) => toFtsMatch(tx, one)).join(' OR ')})`;
    case 'and': {
      const wanted = match.of.filter((one) => one.kind !== 'not').map((one) => toFtsMatch(tx, one));
      const refused = match.of.flatMap((one) => (one.kind === 'not' ? [toFtsMatch(tx, one.of)] : []));
      const base = wanted.length === 0 ? `"${ANY}"` : `(${wanted.join(' AND ')})`;
      return refused.length === 0 ? base : `(${base} NOT (${refused.join(' OR ')}))`;
    }
  }
}

const ANY = `${MARK}z`;

/** A fact as it stands in the index and in a match; that of an account by the number of its row. */
export function plainFact(fact: Exclude<Fact, { readonly fact: 'account' }>): string {
  switch (fact.fact) {
    case 'any':
      return ANY;
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

export function accountFact(number: number): string {
  return `${MARK}a${number}`;
}

/** An unknown account is true of nothing. */
function factToken(tx: ReadTx, fact: Fact): string {
  if (fact.fact !== 'account') return plainFact(fact);
  return accountFact(tx.get(sql`SELECT ${accountNumber(fact.account)} AS number`, (row) => integerOrNull(row, 'number')) ?? 0);
}

// ---------------------------------------------------------------- reading pages

/** What is true of a row now: read from the tables, because it changes without the text. */
export type RowStatus =
  | 'problem'
  | 'unhandled'
  | 'inCharge'
  | 'handled'
  | 'unread'
  | 'read'
  | 'delivered'
  | 'waiting'
  | 'late'
  | 'refused'
  | 'failed'
  | 'attention'
  | 'ordinaryOnly'
  | 'passed'
  | 'doubtful'
  | 'forged'
  | 'pending';

export type RowFilter =
  | { readonly filter: 'status'; readonly status: RowStatus }
  | { readonly filter: 'account'; readonly account: AccountId }
  /** Some message of the row carries these very bytes as a file, or is them. */
  | { readonly filter: 'file'; readonly sha256: BlobHash }
  /** Of the row's date: `from` and later, before `before`. */
  | { readonly filter: 'dates'; readonly from: Instant | null; readonly before: Instant | null }
  | { readonly filter: 'not'; readonly of: RowFilter };

export type TextSearch = {
  /** Null: no words, the filters alone. */
  readonly match: TextMatch | null;
  readonly filters: readonly RowFilter[];
};

/** A place in a search: rowid of the text, or place of the row where there are no words. */
export type SearchCursor = { readonly text: number } | { readonly sortDate: number; readonly number: number };

export type RowHit = { readonly sortDate: number; readonly number: number; readonly message: number | null };

/** `next` null: nothing older. Hits repeat when several messages of one dispatch match. */
export type SearchPage = { readonly hits: readonly RowHit[]; readonly next: SearchCursor | null };

/** A receipt can stand this far from its dispatch until it is indexed again. */
const DATE_SLACK_S = 86_400;
export const TEXTS_PER_SECOND = 64;

/** Reads `take` candidates older than `after`; those that pass the filters are hits, newest first. */
export function searchPage(tx: ReadTx, search: TextSearch, after: SearchCursor | null, take: number): SearchPage {
  return search.match === null ? filteredPage(tx, search.filters, after, take) : matchedPage(tx, search.match, search.filters, after, take);
}

function matchedPage(tx: ReadTx, match: TextMatch, filters: readonly RowFilter[], after: SearchCursor | null, take: number): SearchPage {
  const { from, before } = bounds(filters);
  const lowest = from === null ? 0 : textBound(from, -DATE_SLACK_S);
  const highest = before === null ? Number.MAX_SAFE_INTEGER : textBound(before, DATE_SLACK_S);
  const start = after !== null && 'text' in after ? Math.min(after.text, highest) : highest;
  // A number of JavaScript is bound as a float, which FTS5 does not take as a bound of its rowids.
  const texts = tx.all(
    sql`SELECT rowid AS text FROM message_text WHERE message_text MATCH ${toFtsMatch(tx, match)}
      AND rowid < CAST(${start} AS INTEGER) AND rowid >= CAST(${lowest} AS INTEGER) ORDER BY rowid DESC LIMIT ${take}`,
    (row) => integerOf(row, 'text'),
  );
  const last = texts.at(-1);
  const hits = tx.all(
    sql`SELECT r.sort_date, r.number, e.message FROM json_each(${JSON.stringify(texts)}) t
      CROSS JOIN text_entry e ON e.number = t.value CROSS JOIN message m ON m.number = e.message
      CROSS JOIN list_row r ON r.number = ${rowOfMessage}
      WHERE ${allOf(filters)} ORDER BY t.key`,
    toHit,
  );
  return { hits, next: last === undefined || texts.length < take ? null : { text: last } };
}

function filteredPage(tx: ReadTx, filters: readonly RowFilter[], after: SearchCursor | null, take: number): SearchPage {
  const { before } = bounds(filters);
  const start =
    after !== null && 'number' in after ? after : { sortDate: before ?? Number.MAX_SAFE_INTEGER, number: Number.MAX_SAFE_INTEGER };
  const box = filters.flatMap((one) => (one.filter === 'account' ? [sql`r.account = ${accountNumber(one.account)}`] : []));
  const rows = tx.all(
    sql`SELECT page.sort_date, page.number, r.number AS passed FROM (
        SELECT r.sort_date, r.number FROM list_row r WHERE ${box[0] ?? sql`1`} AND (r.sort_date, r.number) < (${start.sortDate}, ${start.number})
          AND ${narrowing(filters)} ORDER BY r.sort_date DESC, r.number DESC LIMIT ${take}) AS page
      LEFT JOIN list_row r ON r.number = page.number AND ${allOf(filters)} ORDER BY page.sort_date DESC, page.number DESC`,
    (row) => ({
      hit: { sortDate: integerOf(row, 'sort_date'), number: integerOf(row, 'number'), message: null },
      passed: row['passed'] !== null,
    }),
  );
  const last = rows.at(-1)?.hit;
  return { hits: rows.flatMap(({ hit, passed }) => (passed ? [hit] : [])), next: last === undefined || rows.length < take ? null : last };
}

/** The row a message is part of: its own, or that of its dispatch. */
const rowOfMessage = sql`coalesce((SELECT l.number FROM list_row l WHERE l.message = m.number),
  (SELECT l.number FROM receipt_link k JOIN list_row l ON l.dispatch = k.dispatch WHERE k.message = m.number),
  (SELECT l.number FROM dispatch d JOIN list_row l ON l.dispatch = d.number WHERE d.sent = m.hash AND d.account = m.account))`;

function allOf(filters: readonly RowFilter[]): Query {
  return filters.reduce((all, one) => sql`${all} AND ${condition(one)}`, sql`1`);
}

/** What an index answers: applied before rows are counted off, so that few rows are not looked for in a million. */
function narrowing(filters: readonly RowFilter[]): Query {
  return allOf(filters.filter((one) => one.filter === 'dates' || one.filter === 'file'));
}

function condition(filter: RowFilter): Query {
  switch (filter.filter) {
    case 'account':
      return sql`r.account = ${accountNumber(filter.account)}`;
    case 'dates':
      return sql`r.sort_date >= ${filter.from ?? -8_640_000_000_000_000} AND r.sort_date < ${filter.before ?? 8_640_000_000_000_000}`;
    case 'file':
      return sql`r.number IN (SELECT ${rowOfMessage} FROM (
          SELECT t.message AS number FROM attachment t WHERE t.sha256 = ${hashToBytes(filter.sha256)}
          UNION SELECT b.number FROM message b WHERE b.hash = ${hashToBytes(filter.sha256)}
        ) AS carrying CROSS JOIN message m ON m.number = carrying.number)`;
    case 'not':
      return sql`NOT coalesce(${condition(filter.of)}, 0)`;
    case 'status':
      return sql`(${statusCondition(filter.status)})`;
  }
}

function statusCondition(status: RowStatus): Query {
  switch (status) {
    case 'problem':
      return sql`r.problem = 1`;
    case 'unhandled':
      return sql`r.handling = 1`;
    case 'inCharge':
      return sql`r.handling = 2`;
    case 'handled':
      return sql`r.handling = 3`;
    case 'unread':
      return sql`r.unread = 1`;
    case 'read':
      return sql`r.unread = 0 AND r.sent = 0`;
    case 'delivered':
      return summaryIs(sql`'allDelivered'`);
    case 'waiting':
      return summaryIs(sql`'waitingForAcceptance', 'inProgress'`);
    case 'late':
      return sql`r.dispatch IN (SELECT dispatch FROM dispatch_late)`;
    case 'refused':
      return summaryIs(sql`'refused'`);
    case 'failed':
      return summaryIs(sql`'someFailed'`);
    case 'attention':
      return summaryIs(sql`'needsAttention'`);
    case 'ordinaryOnly':
      return summaryIs(sql`'ordinaryOnly'`);
    case 'passed':
      return sql`${indication} = 'passed'`;
    case 'doubtful':
      return sql`${indication} = 'indeterminate'`;
    case 'forged':
      return sql`${indication} = 'failed'`;
    case 'pending':
      return sql`r.message IS NOT NULL AND ${indication} IS NULL`;
  }
}

const indication = sql`coalesce((SELECT i.indication FROM message i WHERE i.number = r.message), (SELECT i.indication FROM dispatch i WHERE i.number = r.dispatch))`;

function summaryIs(values: Query): Query {
  return sql`EXISTS (SELECT 1 FROM dispatch s WHERE s.number = r.dispatch AND s.summary IN (${values}))`;
}

function bounds(filters: readonly RowFilter[]): { readonly from: Instant | null; readonly before: Instant | null } {
  let from: Instant | null = null;
  let before: Instant | null = null;
  for (const one of filters) {
    if (one.filter !== 'dates') continue;
    if (one.from !== null && (from === null || one.from > from)) from = one.from;
    if (one.before !== null && (before === null || one.before < before)) before = one.before;
  }
  return { from, before };
}

function textBound(at: Instant, slackSeconds: number): number {
  return Math.max(0, (Math.floor(at / 1000) + slackSeconds) * TEXTS_PER_SECOND);
}

function toHit(row: Row): RowHit {
  return { sortDate: integerOf(row, 'sort_date'), number: integerOf(row, 'number'), message: integerOf(row, 'message') };
}

/** The account and bytes of a message a search found. */
export function messageOfNumber(tx: ReadTx, number: number): { readonly account: AccountId; readonly hash: BlobHash } | null {
  return tx.get(sql`SELECT a.id, m.hash FROM message m JOIN account a ON a.number = m.account WHERE m.number = ${number}`, (row) => ({
    account: asAccountId(textOf(row, 'id')),
    hash: hashOf(row, 'hash'),
  }));
}
