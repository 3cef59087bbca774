// Outer headers and the original inside against the certified data (PEC-REFERENCE V7, V8). They are
// not what counts: a difference is listed, and the certified value is used.
import { contentHolds, NOT_APPLICABLE, NOT_RUN, odd, passed } from './check.ts';
import type { CheckAnswer, CheckDefinition } from './check.ts';
import type { Difference, Facts } from '#shared/model/verification-report';

export const headersOuter: CheckDefinition = {
  id: 'headers.outer',
  spec: 'PEC-REFERENCE V7',
  run: (facts, policy) => compare(facts, policy.pecProfile, facts.outerDifferences, 'headers.outer'),
};

export const headersInner: CheckDefinition = {
  id: 'headers.inner',
  spec: 'PEC-REFERENCE V8',
  run: (facts, policy) => compare(facts, policy.pecProfile && facts.innerCompared, facts.innerDifferences, 'headers.inner'),
};

function compare(facts: Facts, applies: boolean, differences: readonly Difference[], name: string): CheckAnswer {
  if (!applies || facts.claimKind === 'ordinary' || facts.claimKind === 'anomalyEnvelope' || facts.claimKind === 'rem')
    return NOT_APPLICABLE;
  if (!contentHolds(facts) || facts.certification === null) return NOT_RUN;
  return differences.length === 0 ? passed(`${name}.agree`) : odd(`${name}.differ`, { fields: differences.map(({ field }) => field) });
}
