// Messages that speak of an anchor of the log, found by their subject; what they prove is judged elsewhere.
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import { asAccountId, asDispatchId } from '#shared/model/ids';
import { hashOf, hashOrNull, instantOf, sql, textOf } from './sql.ts';
import type { ReadTx } from './transactions.ts';

const SUBJECT = 'ANCORA pec-audit/1 log=';
const WORDS = `%${SUBJECT}%`;

export function isAnchorSubject(subject: string): boolean {
  return subject.includes(SUBJECT);
}

export type AnchorDispatch = {
  readonly id: DispatchId;
  readonly account: AccountId;
  readonly subject: string;
  readonly date: Instant;
  /** Of the dispatch: 'allDelivered', 'refused', … */
  readonly summary: string;
  readonly sent: BlobHash | null;
};

/** Newest first. */
export function anchorDispatches(tx: ReadTx): AnchorDispatch[] {
  return tx.all(
    sql`SELECT d.id, a.id AS account_id, d.subject, d.date, d.summary, d.sent FROM dispatch d JOIN account a ON a.number = d.account
      WHERE d.subject LIKE ${WORDS} ORDER BY d.date DESC`,
    (row) => ({
      id: asDispatchId(textOf(row, 'id')),
      account: asAccountId(textOf(row, 'account_id')),
      subject: textOf(row, 'subject'),
      date: instantOf(row, 'date'),
      summary: textOf(row, 'summary'),
      sent: hashOrNull(row, 'sent'),
    }),
  );
}

/** Everything whose outer subject names an anchor and that claims to be a receipt. */
export function anchorReceipts(tx: ReadTx): BlobHash[] {
  return tx.all(
    sql`SELECT DISTINCT hash FROM message WHERE outer_subject LIKE ${WORDS} AND receipt_type IN ('acceptance', 'delivery') ORDER BY number`,
    (row) => hashOf(row, 'hash'),
  );
}
