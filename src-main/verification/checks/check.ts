// What a check is: one question about the facts, answered with a code, under a policy. `note` marks
// an answer that does not stop a pass but is worth reading; `binding: false` one that cannot stop it.
import type { Policy } from '#main/verification/policy';
import type { CheckId, Citation, Coded, Facts, FailedSub, IndeterminateSub, SignerFacts } from '#shared/model/verification-report';

export type CheckAnswer =
  | { readonly status: 'passed'; readonly detail: Coded; readonly note: boolean }
  | { readonly status: 'failed'; readonly detail: Coded; readonly sub: FailedSub | null }
  | { readonly status: 'indeterminate'; readonly detail: Coded; readonly sub: IndeterminateSub | null; readonly note: boolean }
  | { readonly status: 'notApplicable' | 'notRun'; readonly detail: Coded };

export type CheckDefinition = {
  readonly id: CheckId;
  readonly spec: Citation;
  readonly run: (facts: Facts, policy: Policy) => CheckAnswer;
};

type Values = Coded['values'];

export function passed(code: string, values: Values = {}): CheckAnswer {
  return { status: 'passed', detail: { code, values }, note: false };
}
export function passedWithNote(code: string, values: Values = {}): CheckAnswer {
  return { status: 'passed', detail: { code, values }, note: true };
}
export function failed(sub: FailedSub, code: string, values: Values = {}): CheckAnswer {
  return { status: 'failed', detail: { code, values }, sub };
}
/** Not as it should be, and not a reason to refuse (PEC-REFERENCE V5, V7, V8: yellow). */
export function odd(code: string, values: Values = {}): CheckAnswer {
  return { status: 'failed', detail: { code, values }, sub: null };
}
export function undecided(sub: IndeterminateSub, code: string, values: Values = {}): CheckAnswer {
  return { status: 'indeterminate', detail: { code, values }, sub, note: false };
}
/** Could not be known, and the verdict does not wait for it. */
export function unknown(code: string, note: boolean, values: Values = {}): CheckAnswer {
  return { status: 'indeterminate', detail: { code, values }, sub: null, note };
}
export const NOT_APPLICABLE: CheckAnswer = { status: 'notApplicable', detail: { code: 'check.notApplicable', values: {} } };
export const NOT_RUN: CheckAnswer = { status: 'notRun', detail: { code: 'check.notRun', values: {} } };

/** The first answer over all signers that is not a plain pass, else the first. */
export function forSigners(facts: Facts, judge: (signer: SignerFacts) => CheckAnswer): CheckAnswer {
  const [only, second] = facts.signers;
  if (only !== undefined && second === undefined) return judge(only);
  const answers = facts.signers.map(judge);
  const rank = (answer: CheckAnswer): number => ['failed', 'indeterminate', 'notRun', 'passed', 'notApplicable'].indexOf(answer.status);
  const [worst] = answers.toSorted(
    (left, right) => rank(left) - rank(right) || Number('note' in right && right.note) - Number('note' in left && left.note),
  );
  return worst ?? NOT_RUN;
}

/** A claim that only a provider's signature can carry. */
export function claimsPec(facts: Facts): boolean {
  return facts.claimKind !== 'ordinary' && facts.claimKind !== 'rem';
}

/** Content under a signature that holds may be spoken of. */
export function contentHolds(facts: Facts): boolean {
  return (
    facts.structure !== 'none' &&
    facts.structure !== 'nestedOnly' &&
    facts.signers.length > 0 &&
    facts.signers.every(({ integrity }) => integrity === 'valid')
  );
}

/** A signed file or time stamp, not a message: nobody's From is compared. */
export function isDocument(facts: Facts): boolean {
  return facts.form === 'cades' || facts.form === 'timestamp';
}
