// A signature on the whole message. A message that claims to be PEC and has none is refused; one that
// claims nothing is ordinary mail (THREATS §3 rule 4: a signature further in lends nothing).
import { failed, isDocument, NOT_APPLICABLE, NOT_RUN, passed } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const signaturePresent: CheckDefinition = {
  id: 'signature.present',
  spec: 'RFC 6109 §3',
  run(facts) {
    const code = facts.structureCodes[0]?.id ?? 'signature.none';
    if (facts.structure === 'none' || facts.structure === 'nestedOnly')
      return facts.claimKind === 'ordinary' && !isDocument(facts) ? NOT_APPLICABLE : failed('NO_SIGNATURE', code);
    if (facts.signers.length > 0) return passed('signature.present', { signers: facts.signers.length });
    return facts.structure === 'malformed' ? NOT_RUN : failed('NO_SIGNATURE', code);
  },
};
