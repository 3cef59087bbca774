// Strength of digest, key and certificate signatures. What was usual at its time is weak and said so;
// what anybody could forge even then is broken (PEC-REFERENCE §3.1).
import { failed, forSigners, passed, passedWithNote } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const signatureAlgorithm: CheckDefinition = {
  id: 'signature.algorithm',
  spec: 'RFC 8551 §2.1',
  run: (facts) =>
    forSigners(facts, (signer) => {
      const values = { digest: signer.digestAlgorithm, signature: signer.signatureAlgorithm, key: signer.certificate?.key ?? null };
      if (signer.algorithm === 'broken') return failed('CRYPTO_CONSTRAINTS_FAILURE', 'alg.broken', values);
      return signer.algorithm === 'weak' ? passedWithNote('alg.weak', values) : passed('alg.ok', values);
    }),
};
