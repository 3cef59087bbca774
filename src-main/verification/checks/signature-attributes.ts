// Signed attributes: content type and digest once each, the type as in the message, algorithms and
// certificate as named under the signature (RFC 5652 §5.3, §11; RFC 6211; RFC 5035).
import { failed, forSigners, passed, passedWithNote, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

const ATTRIBUTE_CODES: ReadonlySet<string> = new Set([
  'cms.attributeMissing',
  'cms.duplicateAttribute',
  'cms.contentType',
  'cms.algorithmProtection',
  'cms.signingCertificate',
  'cms.malformedAttribute',
]);

export const signatureAttributes: CheckDefinition = {
  id: 'signature.attributes',
  spec: 'RFC 5652 §11',
  run: (facts) =>
    forSigners(facts, (signer) => {
      if (signer.integrityCode !== null && ATTRIBUTE_CODES.has(signer.integrityCode))
        return failed('SIG_CONSTRAINTS_FAILURE', signer.integrityCode);
      if (signer.integrity === 'unsupported' && signer.integrityCode !== null && signer.integrityCode !== 'cms.certificateMissing')
        return undecided('GENERIC', signer.integrityCode);
      // Without attributes nothing says when it was signed, nor what kind of content (smime-lab w04, r14).
      return signer.messageDigest === null ? passedWithNote('cms.noAttributes') : passed('cms.attributes');
    }),
};
