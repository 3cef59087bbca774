// Counts over all messages of the accounts that are there: for summaries, not for lists.
import type { Indication } from '#shared/model/verification-report';
import { asLiteral, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx } from './transactions.ts';

/** One message per account and hash. */
export function messageCount(tx: ReadTx): number {
  return (
    tx.get(sql`SELECT count(*) AS messages FROM message m JOIN account a ON a.number = m.account WHERE a.removed_at IS NULL`, (row) =>
      integerOf(row, 'messages'),
    ) ?? 0
  );
}

export function receiptCounts(tx: ReadTx): { readonly type: string; readonly count: number }[] {
  return tx.all(
    sql`SELECT m.receipt_type AS type, count(*) AS messages FROM message m JOIN account a ON a.number = m.account
      WHERE a.removed_at IS NULL AND m.receipt_type IS NOT NULL AND m.indication = 'passed' GROUP BY m.receipt_type ORDER BY m.receipt_type`,
    (row) => ({ type: textOf(row, 'type'), count: integerOf(row, 'messages') }),
  );
}

export function verdictCounts(tx: ReadTx): { readonly indication: Indication; readonly count: number }[] {
  return tx.all(
    sql`SELECT m.indication, count(*) AS messages FROM message m JOIN account a ON a.number = m.account
      WHERE a.removed_at IS NULL AND m.indication IS NOT NULL GROUP BY m.indication`,
    (row) => ({ indication: asLiteral<Indication>(row, 'indication'), count: integerOf(row, 'messages') }),
  );
}
