// A path from the signer to a pinned issuing CA that keeps every rule of RFC 5280 §6 but usage and
// time, which have checks of their own.
import { claimsPec, failed, forSigners, isDocument, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckAnswer, CheckDefinition } from './check.ts';
import type { Policy } from '#main/verification/policy';
import type { Facts, SignerFacts } from '#shared/model/verification-report';

const USAGE_CODES: ReadonlySet<string> = new Set(['path.keyUsage', 'path.extendedKeyUsage']);

export const certificatePath: CheckDefinition = {
  id: 'certificate.path',
  spec: 'RFC 5280 §6',
  run: (facts, policy) => forSigners(facts, (signer) => judgePath(facts, policy, signer)),
};

function judgePath(facts: Facts, policy: Policy, { chain, chainCode, path }: SignerFacts): CheckAnswer {
  const values = { path: path.map(({ subject }) => subject) };
  switch (chain) {
    case 'notChecked':
      return NOT_RUN;
    case 'trusted':
      return passed('path.trusted', values);
    case 'invalid':
      return chainCode !== null && USAGE_CODES.has(chainCode)
        ? passed('path.built', values)
        : failed('CHAIN_CONSTRAINTS_FAILURE', chainCode ?? 'path.invalid', values);
    case 'untrusted':
    case 'incomplete':
      // What this machine's crypto lacks is told as such: it is no fault of the message.
      if (chainCode === 'path.unsupported') return undecided('GENERIC', chainCode, values);
      // No list of REM providers is shipped yet; ordinary S/MIME mail is outside the PEC profile.
      if (policy.pecProfile && facts.claimKind === 'rem') return undecided('SIGNATURE_POLICY_NOT_AVAILABLE', 'rem.noAnchors', values);
      // Nor are the authorities of qualified signatures shipped: a signed file is then undecided, not refused.
      if (policy.pecProfile ? claimsPec(facts) : chain === 'untrusted' && !isDocument(facts))
        return failed('NO_TRUSTED_CHAIN', chainCode ?? 'path.untrusted', values);
      return undecided('NO_CERTIFICATE_CHAIN_FOUND', chainCode ?? 'path.incomplete', values);
  }
}
