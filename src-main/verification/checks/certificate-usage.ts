// The certificate may sign mail: keyUsage and extendedKeyUsage of the signer and of the authorities
// above it (RFC 8550 §4.4, RFC 5280 §4.2.1.12; THREATS SIG-09).
import { failed, forSigners, NOT_RUN, passed } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const certificateUsage: CheckDefinition = {
  id: 'certificate.usage',
  spec: 'RFC 8550 §4.4',
  run: (facts) =>
    forSigners(facts, ({ chain, chainCode }) => {
      if (chainCode === 'path.keyUsage' || chainCode === 'path.extendedKeyUsage') return failed('CHAIN_CONSTRAINTS_FAILURE', chainCode);
      return chain === 'trusted' ? passed('usage.mail') : NOT_RUN;
    }),
};
