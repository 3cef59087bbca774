// What each released policy asks for. A policy never changes once released: what could judge an old
// message differently is a new policy with a new id (ARCHITECTURE §9).
import type { PolicyId } from '#shared/model/verification-report';

export type Policy = {
  readonly id: PolicyId;
  /** PEC profile: daticert.xml, provider address, pinned issuing CA (PEC-REFERENCE §3.6). */
  readonly pecProfile: boolean;
  /** application/pkcs7-mime with the content inside (SIG-31). */
  readonly opaqueAllowed: boolean;
  /** eContent in a detached signature, equal to the part (smime-lab w12). */
  readonly embeddedContentAllowed: boolean;
  readonly severalSignersAllowed: boolean;
  /** Boundaries that readers match differently (THREATS §3 rule 10). */
  readonly ambiguity: 'failed' | 'indeterminate';
};

const POLICIES: Readonly<Record<PolicyId, Policy>> = {
  'pec/1': {
    id: 'pec/1',
    pecProfile: true,
    opaqueAllowed: false,
    embeddedContentAllowed: false,
    severalSignersAllowed: false,
    ambiguity: 'failed',
  },
  'smime/1': {
    id: 'smime/1',
    pecProfile: false,
    opaqueAllowed: true,
    embeddedContentAllowed: true,
    severalSignersAllowed: true,
    ambiguity: 'indeterminate',
  },
};

export function policyOf(id: PolicyId): Policy {
  return POLICIES[id];
}
