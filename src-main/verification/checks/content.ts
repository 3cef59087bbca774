// What a delivery receipt holds against what was submitted (PEC-REFERENCE V9, V10). Without the
// submitted bytes nothing can be said, and nothing waits for them.
import { contentHolds, failed, NOT_APPLICABLE, NOT_RUN, passed, passedWithNote, unknown } from './check.ts';
import type { CheckAnswer, CheckDefinition } from './check.ts';
import type { ContentComparison, Facts } from '#shared/model/verification-report';

export const contentComplete: CheckDefinition = {
  id: 'content.complete',
  spec: 'PEC-REFERENCE V9',
  run: (facts) => judge(facts, 'complete'),
};
export const contentBrief: CheckDefinition = { id: 'content.brief', spec: 'PEC-REFERENCE V10', run: (facts) => judge(facts, 'brief') };

function judge(facts: Facts, kind: ContentComparison['kind']): CheckAnswer {
  if (facts.deliveryExtent !== kind) return NOT_APPLICABLE;
  if (!contentHolds(facts)) return NOT_RUN;
  const { comparison } = facts;
  if (comparison === null || comparison.outcome === 'notPossible') return unknown('content.noCopy', false);
  const fields = comparison.differences.map(({ field }) => field);
  if (comparison.outcome === 'different') return failed('CONTENT_MISMATCH', 'content.different', { fields });
  return comparison.outcome === 'same'
    ? passed('content.same', { allowed: comparison.allowed })
    : passedWithNote('content.sameContent', { allowed: comparison.allowed });
}
