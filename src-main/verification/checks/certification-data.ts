// One readable daticert.xml inside the signed part, of a known type (PEC-REFERENCE V6). An anomaly
// envelope has none and certifies nothing about what it wraps (§1.10).
import { contentHolds, failed, NOT_APPLICABLE, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const certificationPresent: CheckDefinition = {
  id: 'daticert.present',
  spec: 'PEC-REFERENCE V6',
  run(facts, policy) {
    if (!policy.pecProfile || facts.claimKind === 'rem' || facts.claimKind === 'ordinary' || facts.claimKind === 'anomalyEnvelope')
      return NOT_APPLICABLE;
    if (!contentHolds(facts)) return NOT_RUN;
    return facts.certificationState === 'read'
      ? passed('daticert.read')
      : failed('FORMAT_FAILURE', facts.certificationCode ?? `daticert.${facts.certificationState}`);
  },
};

export const certificationType: CheckDefinition = {
  id: 'daticert.type',
  spec: 'RFC 6109 §4.4',
  run(facts, policy) {
    if (!policy.pecProfile) return NOT_APPLICABLE;
    if (!contentHolds(facts)) return facts.claimKind === 'ordinary' ? NOT_APPLICABLE : NOT_RUN;
    switch (facts.claimKind) {
      case 'ordinary':
        return undecided('SIGNATURE_POLICY_NOT_AVAILABLE', 'claim.ordinary');
      case 'rem':
        return undecided('SIGNATURE_POLICY_NOT_AVAILABLE', 'rem.notSupported');
      case 'malformed':
        return failed('FORMAT_FAILURE', facts.certificationCode ?? 'daticert.unusable');
      case 'anomalyEnvelope':
        return passed('daticert.anomaly');
      case 'receipt':
      case 'transportEnvelope':
        return passed('daticert.known', { tipo: facts.certification?.tipo ?? null });
    }
  },
};
