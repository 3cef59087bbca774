// From answers to one conclusion in the words of ETSI EN 319 102-1 §5.1.3: the first refusal rules,
// then the first question left open, then a pass with what is worth reading.
import { isDocument } from './checks/check.ts';
import type { Answered } from './checks/all.ts';
import type { Check, Conclusion, Facts } from '#shared/model/verification-report';

export function conclude(facts: Facts, answered: readonly Answered[]): Conclusion {
  const unsigned = facts.structure === 'none' || facts.structure === 'nestedOnly';
  if (unsigned && facts.claimKind === 'ordinary' && !isDocument(facts)) return { indication: 'notApplicable' };
  // A bound of ours was hit before the signature was found: nothing is known against the message, and a
  // sender must not be able to undo his own envelope so (THREATS §3 rule 11).
  if (facts.structure === 'malformed' && facts.structureCodes.some(({ id }) => id.startsWith('mime.limit.')))
    return { indication: 'indeterminate', sub: 'SIGNED_DATA_NOT_FOUND', because: 'message.structure', retryAfter: null };
  for (const { definition, answer } of answered) {
    if (answer.status === 'failed' && answer.sub !== null) return { indication: 'failed', sub: answer.sub, because: definition.id };
  }
  for (const { definition, answer } of answered) {
    if (answer.status === 'indeterminate' && answer.sub !== null)
      return { indication: 'indeterminate', sub: answer.sub, because: definition.id, retryAfter: null };
  }
  // A pass needs a signature that was found good; anything else would be a pass by default.
  const proven = answered.some(({ definition, answer }) => definition.id === 'signature.value' && answer.status === 'passed');
  if (!proven) return { indication: 'failed', sub: 'NO_SIGNATURE', because: 'signature.present' };
  const notes = answered
    .filter(({ answer }) => answer.status === 'failed' || ('note' in answer && answer.note))
    .map(({ definition }) => definition.id);
  return { indication: 'passed', notes };
}

export function asChecks(answered: readonly Answered[]): Check[] {
  return answered.map(({ definition, answer }) => ({
    id: definition.id,
    spec: definition.spec,
    status: answer.status,
    detail: answer.detail,
  }));
}
