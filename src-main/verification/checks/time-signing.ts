// The signing time is there, not in the future, and near the certified time (PEC-REFERENCE V5). It is
// what the signer says: no time stamp backs it.
import { contentHolds, NOT_RUN, odd, passed, unknown } from './check.ts';
import type { CheckDefinition } from './check.ts';

const TOLERANCE_MS = 10 * 60 * 1000;

export const timeSigning: CheckDefinition = {
  id: 'time.signing',
  spec: 'PEC-REFERENCE V5',
  run(facts, policy) {
    if (!contentHolds(facts)) return NOT_RUN;
    const signingTime = facts.signers[0]?.signingTime ?? null;
    const certified = policy.pecProfile ? (facts.certification?.time ?? null) : null;
    const values = { signingTime, certified };
    if (signingTime === null) return unknown('time.absent', true, values);
    if (facts.notes.some(({ id }) => id === 'time.future')) return odd('time.future', values);
    if (certified !== null && Math.abs(certified - signingTime) > TOLERANCE_MS) return odd('time.differs', values);
    return passed('time.ok', values);
  },
};
