// All checks in the order they are told. Adding one: its file, its row here, its wording in src-shared/text.
import { certificateAnchor } from './certificate-anchor.ts';
import { certificatePath } from './certificate-path.ts';
import { certificateRevocation } from './certificate-revocation.ts';
import { certificateUsage } from './certificate-usage.ts';
import { certificateValidity } from './certificate-validity.ts';
import { certificationPresent, certificationType } from './certification-data.ts';
import type { CheckAnswer, CheckDefinition } from './check.ts';
import { contentBrief, contentComplete } from './content.ts';
import { headersInner, headersOuter } from './headers.ts';
import { identityFrom } from './identity-from.ts';
import { messageStructure } from './message-structure.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { signatureAttributes } from './signature-attributes.ts';
import { signatureDigest } from './signature-digest.ts';
import { signaturePresent } from './signature-present.ts';
import { signatureValue } from './signature-value.ts';
import { singleSigner } from './single-signer.ts';
import { timeSigning } from './time-signing.ts';
import type { Policy } from '#main/verification/policy';
import type { Facts } from '#shared/model/verification-report';

export const ALL_CHECKS: readonly CheckDefinition[] = [
  messageStructure,
  signaturePresent,
  signatureAttributes,
  signatureDigest,
  signatureValue,
  singleSigner,
  signatureAlgorithm,
  certificatePath,
  certificateAnchor,
  certificateUsage,
  certificateValidity,
  certificateRevocation,
  identityFrom,
  timeSigning,
  certificationPresent,
  certificationType,
  headersOuter,
  headersInner,
  contentComplete,
  contentBrief,
];

export type Answered = { readonly definition: CheckDefinition; readonly answer: CheckAnswer };

export function runChecks(facts: Facts, policy: Policy): Answered[] {
  return ALL_CHECKS.map((definition) => ({ definition, answer: definition.run(facts, policy) }));
}
