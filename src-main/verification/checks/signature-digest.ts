// The digest over the exact signed bytes is the one under the signature (RFC 5652 §5.4).
import { failed, forSigners, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const signatureDigest: CheckDefinition = {
  id: 'signature.digest',
  spec: 'RFC 5652 §5.4',
  run(facts) {
    if (facts.structureCodes.some(({ id }) => id === 'cms.contentMissing')) return undecided('SIGNED_DATA_NOT_FOUND', 'cms.contentMissing');
    const { timestamp } = facts;
    if (timestamp?.imprint === 'mismatch') return failed('HASH_FAILURE', 'timestamp.imprint');
    if (timestamp?.imprint === 'noContent') return undecided('SIGNED_DATA_NOT_FOUND', 'cms.contentMissing');
    if (timestamp?.imprint === 'unsupported') return undecided('GENERIC', 'alg.unsupported');
    return forSigners(facts, (signer) => {
      if (signer.integrityCode === 'cms.digest') return failed('HASH_FAILURE', 'cms.digest', { algorithm: signer.digestAlgorithm });
      const reached =
        signer.integrity === 'valid' ||
        signer.integrityCode === 'cms.signature' ||
        signer.integrityCode === 'cms.certificateMissing' ||
        signer.integrityCode === 'cms.signingCertificate';
      if (!reached) return NOT_RUN;
      return passed(facts.canonicalised ? 'cms.digestCanonicalised' : 'cms.digestMatches', {
        algorithm: signer.digestAlgorithm,
        digest: signer.messageDigest,
      });
    });
  },
};
