// The signature value fits the key of the signer's certificate (RFC 5652 §5.6).
import { failed, forSigners, NOT_RUN, passed, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const signatureValue: CheckDefinition = {
  id: 'signature.value',
  spec: 'RFC 5652 §5.6',
  run: (facts) =>
    forSigners(facts, (signer) => {
      if (signer.integrity === 'valid')
        return passed('cms.signatureFits', { algorithm: signer.signatureAlgorithm, key: signer.certificate?.key ?? null });
      if (signer.integrityCode === 'cms.signature') return failed('SIG_CRYPTO_FAILURE', 'cms.signature');
      if (signer.integrityCode === 'cms.certificateMissing') return undecided('NO_SIGNING_CERTIFICATE_FOUND', 'cms.certificateMissing');
      return signer.integrity === 'unsupported'
        ? undecided('GENERIC', signer.integrityCode ?? 'alg.unsupported', { algorithm: signer.signatureAlgorithm })
        : NOT_RUN;
    }),
};
