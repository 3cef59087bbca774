// The report of a message that could not be examined: undecided, with the defect as its reason.
// "Not verified" is never "unsigned" (SMIME-FINDINGS §8).
import type { BlobHash, Instant } from '#shared/model/ids';
import type { Defect } from '#shared/model/pec-message';
import type { Facts, VerificationReport } from '#shared/model/verification-report';

export function failureReport(subject: BlobHash, failure: Defect, judgedAt: Instant): VerificationReport {
  return {
    subject,
    policy: 'pec/1',
    judgedAt,
    signatureTime: judgedAt,
    conclusion: { indication: 'indeterminate', sub: 'GENERIC', because: 'message.structure', retryAfter: null },
    checks: [
      {
        id: 'message.structure',
        spec: 'THREATS §4',
        status: 'indeterminate',
        detail: { code: failure.id, values: { detail: failure.detail ?? null } },
      },
    ],
    facts: noFacts(failure, judgedAt),
  };
}

function noFacts(failure: Defect, judgedAt: Instant): Facts {
  return {
    form: 'unsigned',
    claimKind: 'malformed',
    structure: 'malformed',
    structureCodes: [failure],
    signatureForm: null,
    embeddedContent: 'none',
    signedRange: null,
    canonicalised: false,
    from: [],
    fromCode: null,
    signatureTime: { at: judgedAt, source: 'now' },
    signers: [],
    certification: null,
    certificationState: 'absent',
    certificationCode: null,
    deliveryExtent: null,
    comparison: null,
    innerCompared: false,
    outerDifferences: [],
    innerDifferences: [],
    trust: { setDate: '', anchors: [], lists: [] },
    notes: [failure],
  };
}
