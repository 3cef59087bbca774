// The judgement of a message: facts, then checks under a policy, then a conclusion. Never throws on
// bad input. The same bytes, material and times give the same report.
import { hash } from 'node:crypto';
import { runChecks } from './checks/all.ts';
import { asChecks, conclude } from './conclude.ts';
import { gatherFacts } from './facts.ts';
import type { Gathered } from './facts.ts';
import { policyOf } from './policy.ts';
import { trustContext } from './trust-context.ts';
import type { MimeMessage } from '#main/mime/mime-message';
import type { TrustMaterial } from '#main/ports';
import { asBlobHash } from '#shared/model/ids';
import type { BlobHash, Instant } from '#shared/model/ids';
import type { Facts, PolicyId, VerificationReport } from '#shared/model/verification-report';

export type VerifyOptions = {
  readonly policy: PolicyId;
  /** Our clock. */
  readonly judgedAt: Instant;
  /** Time of judgement for messages that state none; null: now. */
  readonly at: Instant | null;
  /** Exact bytes we submitted, for the comparison of delivery receipts (PEC-REFERENCE V9, V10). */
  readonly expected?: Uint8Array | null;
  /** SHA-256 of `bytes` where the caller has it already. */
  readonly subject?: BlobHash;
};

/** `material` should be the same object while it is the same material: caches live with it. */
export function verifyMessage(bytes: Uint8Array, mime: MimeMessage, material: TrustMaterial, options: VerifyOptions): VerificationReport {
  return judgeMessage(bytes, mime, material, options).report;
}

export type JudgedMessage = Gathered & { readonly report: VerificationReport };

/** As verifyMessage, with what was read on the way. */
export function judgeMessage(bytes: Uint8Array, mime: MimeMessage, material: TrustMaterial, options: VerifyOptions): JudgedMessage {
  const { pecProfile } = policyOf(options.policy);
  const { judgedAt, at } = options;
  const gathered = gatherFacts({
    bytes,
    mime,
    context: trustContext(material),
    pecProfile,
    times: { judgedAt, at },
    expected: options.expected ?? null,
  });
  const subject = options.subject ?? asBlobHash(hash('sha256', bytes, 'hex'));
  return { ...gathered, report: reportOn(subject, gathered.facts, options.policy, judgedAt) };
}

/** Judges facts: for whoever gathered them from the bytes in hand, never from stored ones (ARCHITECTURE §5). */
export function reportOn(subject: BlobHash, facts: Facts, policy: PolicyId, judgedAt: Instant): VerificationReport {
  const answered = runChecks(facts, policyOf(policy));
  return {
    subject,
    policy,
    judgedAt,
    signatureTime: facts.signatureTime.at,
    conclusion: conclude(facts, answered),
    checks: asChecks(answered),
    facts,
  };
}
