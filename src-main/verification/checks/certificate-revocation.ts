// Not revoked before the time the judgement is about. Not knowing is a stated note, never a refusal
// and never silence (DECISIONS §Cryptography); knowing that it was revoked before is a refusal.
import { failed, forSigners, NOT_RUN, passed, passedWithNote, unknown } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const certificateRevocation: CheckDefinition = {
  id: 'certificate.revocation',
  spec: 'RFC 5280 §6.3',
  run: (facts) =>
    forSigners(facts, ({ revocation, chain }) => {
      if (chain !== 'trusted' && chain !== 'invalid') return NOT_RUN;
      const { state, code, thisUpdate, nextUpdate, revokedAt, reason } = revocation;
      const values = { thisUpdate, nextUpdate, revokedAt, reason };
      if (state === 'revoked') return failed('REVOKED', code, values);
      if (state === 'unknown') return unknown(code, true, values);
      return revokedAt === null ? passed(code, values) : passedWithNote(code, values);
    }),
};
