// How long mail is to be kept, and what is older. Nothing here deletes anything.
import type { AccountId, Instant } from '#shared/model/ids';
import { asAccountId, asBlobHash, asDispatchId, asInstant } from '#shared/model/ids';
import type { MailCategory, RetentionItem, RetentionPolicy } from '#shared/model/retention';
import { accountNumber } from './account.ts';
import type { Query } from './sql.ts';
import { asLiteral, instantOf, integerOf, integerOrNull, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** Replaces the one of the same box and category. */
export function savePolicy(
  tx: WriteTx,
  policy: { readonly account: AccountId | null; readonly category: MailCategory; readonly months: number; readonly at: Instant },
): void {
  const { account, category, months, at } = policy;
  tx.run(sql`INSERT INTO retention_policy (account, category, months, set_at)
    VALUES (${account === null ? null : accountNumber(account)}, ${category}, ${months}, ${at})
    ON CONFLICT (coalesce(account, 0), category) DO UPDATE SET months = excluded.months, set_at = excluded.set_at`);
}

/** What was removed; null: there was none of that number. */
export function removePolicy(
  tx: WriteTx,
  number: number,
): { readonly account: AccountId | null; readonly category: MailCategory; readonly months: number } | null {
  const found = stored(tx).find((policy) => policy.number === number) ?? null;
  tx.run(sql`DELETE FROM retention_policy WHERE number = ${number}`);
  return found;
}

/** With how many rows of the list are older than each says. */
export function policies(tx: ReadTx, now: Instant): readonly RetentionPolicy[] {
  return stored(tx).map(({ accountRow, ...policy }) => ({
    ...policy,
    due:
      tx.get(sql`SELECT count(*) AS due FROM ${rows} WHERE ${dueUnder({ ...policy, accountRow }, now)}`, (row) => integerOf(row, 'due')) ??
      0,
  }));
}

/** Older than its policy says, oldest first. */
export function dueItems(tx: ReadTx, now: Instant, take: number): readonly RetentionItem[] {
  const conditions = stored(tx).map((policy) => dueUnder(policy, now));
  const [first, ...others] = conditions;
  if (first === undefined) return [];
  const any = others.reduce((all, one) => sql`${all} OR (${one})`, sql`(${first})`);
  return tx.all(
    sql`SELECT a.id AS account_id, d.id AS dispatch_id, lower(hex(m.hash)) AS hash FROM ${rows} JOIN account a ON a.number = r.account
      WHERE ${any} ORDER BY r.sort_date, r.number LIMIT ${take}`,
    (row): RetentionItem => {
      const dispatch = textOrNull(row, 'dispatch_id');
      if (dispatch !== null) return { type: 'dispatch', id: asDispatchId(dispatch) };
      return { type: 'message', account: asAccountId(textOf(row, 'account_id')), hash: asBlobHash(textOf(row, 'hash')) };
    },
  );
}

type Stored = Omit<RetentionPolicy, 'due'> & { readonly accountRow: number | null };

function stored(tx: ReadTx): readonly Stored[] {
  return tx.all(
    sql`SELECT p.number, p.account, a.id AS account_id, p.category, p.months, p.set_at FROM retention_policy p
      LEFT JOIN account a ON a.number = p.account ORDER BY p.number`,
    (row): Stored => {
      const account = textOrNull(row, 'account_id');
      return {
        number: integerOf(row, 'number'),
        account: account === null ? null : asAccountId(account),
        accountRow: integerOrNull(row, 'account'),
        category: asLiteral<MailCategory>(row, 'category'),
        months: integerOf(row, 'months'),
        setAt: instantOf(row, 'set_at'),
      };
    },
  );
}

const rows = sql`list_row r LEFT JOIN dispatch d ON d.number = r.dispatch LEFT JOIN message m ON m.number = r.message`;

/** A box's own policy goes before that of every box. */
function dueUnder({ accountRow, category, months }: Stored, now: Instant): Query {
  const whose =
    accountRow === null
      ? sql`NOT EXISTS (SELECT 1 FROM retention_policy own WHERE own.account = r.account AND own.category = ${category})`
      : sql`r.account = ${accountRow}`;
  return sql`r.sort_date < ${monthsBefore(now, months)} AND ${whose} AND ${inCategory(category)}`;
}

function inCategory(category: MailCategory): Query {
  switch (category) {
    case 'sent':
      return sql`(r.dispatch IS NOT NULL OR m.direction = 'sent')`;
    case 'certified':
      return sql`(m.kind = 'certified' AND m.direction <> 'sent')`;
    case 'ordinary':
      return sql`(m.kind = 'ordinary' AND m.direction <> 'sent')`;
    case 'other':
      return sql`(m.kind NOT IN ('certified', 'ordinary') AND m.direction <> 'sent')`;
  }
}

/** The same day that many months before; where the month has no such day, its last. */
export function monthsBefore(now: Instant, months: number): Instant {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return asInstant(date.getTime());
}
