// Judgements of messages: added, never edited (a trigger refuses). The newest under the current
// policy is shown, older ones are history. One report serves every account that has the bytes.
import type { BlobHash, Instant } from '#shared/model/ids';
import type { Conclusion, PolicyId, VerificationReport } from '#shared/model/verification-report';
import { packText, reportKind, unpackText } from './packed-text.ts';
import type { Row } from './sql.ts';
import { hashOf, hashToBytes, instantOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** `text`: the report as JSON, where somebody has it already. */
export function addReport(tx: WriteTx, report: VerificationReport, text = JSON.stringify(report)): void {
  const { subject, policy, judgedAt, conclusion } = report;
  const retryAfter = conclusion.indication === 'indeterminate' ? conclusion.retryAfter : null;
  const packed = packText(tx, 'report', text, { like: reportKind(report), of: subject });
  tx.run(sql`INSERT INTO report (subject, policy, judged_at, indication, retry_after, body, dictionary)
    VALUES (${hashToBytes(subject)}, ${policy}, ${judgedAt}, ${conclusion.indication}, ${retryAfter}, ${packed.body}, ${packed.dictionary})`);
}

/** Whether these bytes were ever judged good, under any policy and for any account. */
export function everPassed(tx: ReadTx, subject: BlobHash): boolean {
  return (
    tx.get(sql`SELECT 1 AS found FROM report WHERE subject = ${hashToBytes(subject)} AND indication = 'passed' LIMIT 1`, () => true) ??
    false
  );
}

/** The report to show; null while none was made under this policy. */
export function newestReport(tx: ReadTx, subject: BlobHash, policy: PolicyId): VerificationReport | null {
  return tx.get(
    sql`SELECT body, dictionary FROM report WHERE subject = ${hashToBytes(subject)} AND policy = ${policy} ORDER BY number DESC LIMIT 1`,
    (row) => asReport(tx, row),
  );
}

/** The newest made not later than `asOf`; where none is so old, the first ever made. Null while there is none. */
export function reportAsOf(tx: ReadTx, subject: BlobHash, policy: PolicyId, asOf: Instant): VerificationReport | null {
  return tx.get(
    sql`SELECT body, dictionary FROM report WHERE subject = ${hashToBytes(subject)} AND policy = ${policy}
      ORDER BY judged_at > ${asOf}, CASE WHEN judged_at > ${asOf} THEN number ELSE -number END LIMIT 1`,
    (row) => asReport(tx, row),
  );
}

/** A conclusion without the notes of one that passed. */
export type Verdict = Exclude<Conclusion, { readonly indication: 'passed' }> | { readonly indication: 'passed' };

/** What `reportAsOf` concludes and when it was made, without reading more of it than must be. */
export function verdictAsOf(
  tx: ReadTx,
  subject: BlobHash,
  policy: PolicyId,
  asOf: Instant,
): { readonly conclusion: Verdict; readonly judgedAt: Instant } | null {
  return tx.get(
    sql`SELECT indication, judged_at, body, dictionary FROM report WHERE subject = ${hashToBytes(subject)} AND policy = ${policy}
      ORDER BY judged_at > ${asOf}, CASE WHEN judged_at > ${asOf} THEN number ELSE -number END LIMIT 1`,
    (row) => {
      const indication = textOf(row, 'indication');
      const plain = indication === 'passed' || indication === 'notApplicable';
      return { conclusion: plain ? { indication } : asReport(tx, row).conclusion, judgedAt: instantOf(row, 'judged_at') };
    },
  );
}

/** Every report ever made of these bytes, newest first, without facts. */
export function reportHistory(
  tx: ReadTx,
  subject: BlobHash,
): { readonly policy: string; readonly judgedAt: Instant; readonly conclusion: Conclusion }[] {
  return tx.all(sql`SELECT body, dictionary FROM report WHERE subject = ${hashToBytes(subject)} ORDER BY number DESC`, (row) => {
    const { policy, judgedAt, conclusion } = asReport(tx, row);
    return { policy, judgedAt, conclusion };
  });
}

/**
 * Messages whose newest report under `policy` said "try later" and whose time has come.
 * An older report with a due time is not due when a newer one was made.
 */
export function reportsToRetry(tx: ReadTx, policy: PolicyId, now: Instant, take: number): BlobHash[] {
  return tx.all(
    sql`SELECT r.subject FROM report r WHERE r.retry_after <= ${now} AND r.policy = ${policy}
      AND NOT EXISTS (SELECT 1 FROM report newer WHERE newer.subject = r.subject AND newer.policy = r.policy AND newer.number > r.number)
      ORDER BY r.retry_after LIMIT ${take}`,
    (row) => hashOf(row, 'subject'),
  );
}

function asReport(tx: ReadTx, row: Row): VerificationReport {
  return JSON.parse(unpackText(tx, row, 'body', 'dictionary')) as VerificationReport;
}
