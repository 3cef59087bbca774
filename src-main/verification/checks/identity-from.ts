// The one From address is in the signer's certificate; for PEC it is a provider's own address
// (PEC-REFERENCE V3). Display names, Sender and Reply-To decide nothing (THREATS SIG-23 to SIG-25).
import { failed, isDocument, NOT_APPLICABLE, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';
import { PROVIDER_LOCAL_PART } from '#main/pec/vocabulary';

export const identityFrom: CheckDefinition = {
  id: 'identity.from',
  spec: 'RFC 8550 §3',
  run(facts, policy) {
    if (isDocument(facts)) return NOT_APPLICABLE;
    const known = facts.signers.filter(({ certificate }) => certificate !== null);
    if (known.length === 0) return NOT_RUN;
    const values = { from: facts.from, certificate: known.flatMap(({ certificate }) => certificate?.emails ?? []) };
    if (facts.fromCode !== null) return failed('IDENTITY_MISMATCH', facts.fromCode, values);
    if (!known.some(({ identity }) => identity === 'match')) {
      const silent = known.every(({ identity }) => identity === 'none');
      return silent && !policy.pecProfile
        ? undecided('GENERIC', 'identity.noAddress', values)
        : failed('IDENTITY_MISMATCH', silent ? 'identity.noAddress' : 'identity.mismatch', values);
    }
    const [address] = facts.from;
    const gateway = address !== undefined && address.toLowerCase().startsWith(`${PROVIDER_LOCAL_PART}@`);
    // Anybody may get a personal certificate under a public CA: a provider signs as posta-certificata@ (SIG-08).
    if (policy.pecProfile && facts.claimKind !== 'rem' && facts.claimKind !== 'ordinary' && !gateway)
      return failed('IDENTITY_MISMATCH', 'identity.notProvider', values);
    return passed(address !== undefined && values.certificate.includes(address) ? 'identity.match' : 'identity.matchIgnoringCase', values);
  },
};
