// Every certificate of the path was valid at the time the judgement is about: signer certificates live
// three years, so today's date says nothing (PEC-REFERENCE §0.6, §3.6 T).
import { failed, forSigners, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const certificateValidity: CheckDefinition = {
  id: 'certificate.validity',
  spec: 'RFC 5280 §6.1.3',
  run: (facts) =>
    forSigners(facts, ({ timeValidity, certificate }) => {
      const values = {
        at: facts.signatureTime.at,
        source: facts.signatureTime.source,
        notBefore: certificate?.notBefore ?? null,
        notAfter: certificate?.notAfter ?? null,
      };
      switch (timeValidity) {
        case 'ok':
          return passed('validity.ok', values);
        case 'expired':
          // Of a signed file without a stamp nobody knows when it was signed; it may have been in time.
          if (facts.form === 'cades' && facts.signatureTime.source !== 'timestamp')
            return undecided('OUT_OF_BOUNDS_NO_POE', 'validity.noProofOfTime', values);
          return failed('EXPIRED', 'validity.expired', values);
        case 'notYetValid':
          return failed('NOT_YET_VALID', 'validity.notYetValid', values);
        case 'unknown':
          return NOT_RUN;
      }
    }),
};
