// Exactly one SignerInfo: with two, readers differ on who signed (THREATS SIG-15, RFC 6109).
import { failed, NOT_RUN, passed, passedWithNote } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const singleSigner: CheckDefinition = {
  id: 'signature.singleSigner',
  spec: 'RFC 6109',
  run(facts, policy) {
    const signers = facts.signers.length;
    if (signers === 0) return NOT_RUN;
    if (signers === 1) return passed('cms.oneSigner');
    return policy.severalSignersAllowed
      ? passedWithNote('cms.severalSigners', { signers })
      : failed('SIG_CONSTRAINTS_FAILURE', 'cms.severalSigners', { signers });
  },
};
