// The hand-over of a dispatch to its SMTP server. The state is a union (ARCHITECTURE §6); 'unknown'
// is never resent unasked.
import type { AccountId, BlobHash, DispatchId, Instant, MailAddress } from '#shared/model/ids';
import { asAccountId, asDispatchId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Row } from './sql.ts';
import { asJson, hashOf, hashToBytes, instantOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type SubmissionState =
  | { readonly state: 'queued' }
  | { readonly state: 'submitting'; readonly startedAt: Instant }
  | { readonly state: 'submitted'; readonly at: Instant; readonly reply: string }
  | { readonly state: 'refused'; readonly at: Instant; readonly reply: string }
  | { readonly state: 'unknown'; readonly at: Instant };

export type Submission = {
  readonly dispatch: DispatchId;
  readonly account: AccountId;
  readonly hash: BlobHash;
  readonly envelope: { readonly from: MailAddress; readonly to: readonly MailAddress[] };
  readonly submission: SubmissionState;
  readonly changedAt: Instant;
};

export function saveSubmission(tx: WriteTx, record: Submission): void {
  const { dispatch, account, hash, envelope, submission, changedAt } = record;
  tx.run(sql`INSERT INTO submission (dispatch, account, hash, envelope_from, envelope_to, state, detail, changed_at)
    VALUES (${dispatch}, ${accountNumber(account)}, ${hashToBytes(hash)}, ${envelope.from}, ${JSON.stringify(envelope.to)},
      ${submission.state}, ${JSON.stringify(submission)}, ${changedAt})
    ON CONFLICT (dispatch) DO UPDATE SET hash = excluded.hash, envelope_from = excluded.envelope_from, envelope_to = excluded.envelope_to,
      state = excluded.state, detail = excluded.detail, changed_at = excluded.changed_at`);
}

/** Of `submission s JOIN account a`. */
export const submissionColumns = sql`s.dispatch, a.id AS account_id, s.hash, s.envelope_from, s.envelope_to, s.detail, s.changed_at`;

export function submissionOf(tx: ReadTx, dispatch: DispatchId): Submission | null {
  return tx.get(
    sql`SELECT ${submissionColumns} FROM submission s JOIN account a ON a.number = s.account WHERE s.dispatch = ${dispatch}`,
    toSubmission,
  );
}

/** Queued, in hand-over or unknown, oldest first. */
export function openSubmissions(tx: ReadTx): Submission[] {
  return tx.all(
    sql`SELECT ${submissionColumns} FROM submission s JOIN account a ON a.number = s.account
      WHERE s.state IN ('queued', 'submitting', 'unknown') ORDER BY s.changed_at`,
    toSubmission,
  );
}

/** Submitted by SMTP and not yet known to be in the Sent folder, oldest first. */
export function submissionsToFile(tx: ReadTx, account: AccountId): Submission[] {
  return tx.all(
    sql`SELECT ${submissionColumns} FROM submission s JOIN account a ON a.number = s.account
      WHERE s.account = ${accountNumber(account)} AND s.state = 'submitted' AND s.filed_at IS NULL ORDER BY s.changed_at`,
    toSubmission,
  );
}

export function filedSubmission(tx: WriteTx, dispatch: DispatchId, at: Instant): void {
  tx.run(sql`UPDATE submission SET filed_at = ${at} WHERE dispatch = ${dispatch}`);
}

export function toSubmission(row: Row): Submission {
  return {
    dispatch: asDispatchId(textOf(row, 'dispatch')),
    account: asAccountId(textOf(row, 'account_id')),
    hash: hashOf(row, 'hash'),
    envelope: { from: textOf(row, 'envelope_from'), to: asJson<readonly string[]>(row, 'envelope_to') },
    submission: asJson<SubmissionState>(row, 'detail'),
    changedAt: instantOf(row, 'changed_at'),
  };
}
