// The signed evidence of the standard bodies' examples: signature by another implementation, values by eye.
import { createHash, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeContent } from '#main/mime/content';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { readRemEvidence } from '#main/xml/rem-evidence';
import type { SignatureArithmetic } from '#main/xml/xml-signature';
import { sharedFolder } from '#tests/support/shared-folder';

const arithmetic: SignatureArithmetic = {
  digest: (name, bytes) => createHash(name).update(bytes).digest(),
  verify: (_kind, name, certificate, data, signature) =>
    verify(name, data, new X509Certificate(certificate).publicKey, signature) ? 'valid' : 'invalid',
};

/** event, reason, recipients it is about, verdict on the signature */
function evidenceOf(file: string): readonly unknown[] {
  const bytes = readFileSync(path.join(sharedFolder ?? '', 'pec', 'corpus', file));
  const part = [...walkEntities(parseMessage(bytes).root)].find((entity) => entity.contentType.value === 'application/xml');
  if (part === undefined) return ['no evidence'];
  const reading = readRemEvidence(decodeContent(bytes, part).bytes, arithmetic);
  return reading.ok
    ? [
        reading.evidence.event,
        reading.evidence.reasons,
        reading.evidence.refersTo,
        reading.evidence.userMessageId,
        reading.signature.integrity,
      ]
    : [reading.code];
}

const USER_ID = '<30be01d30072$242ddc3f$f9b72bf0$@it>';

describe.skipIf(sharedFolder === null)('REM examples (needs the shared folder)', () => {
  test.each<[file: string, then: readonly unknown[]]>([
    ['rem/02-submission-acceptance-RA01.eml', ['SubmissionAcceptance', ['RA01'], [], USER_ID, 'valid']],
    ['rem/04-content-consignment-recipient1-RD01.eml', ['ContentConsignment', ['RD01'], [1], USER_ID, 'valid']],
    ['rem/05-content-consignment-failure-RD05.eml', ['ContentConsignmentFailure', ['RD05'], [1], USER_ID, 'valid']],
    ['rem/06-relay-failure-unregistered-RB21.eml', ['RelayFailure', ['RB21'], [1, 2], USER_ID, 'valid']],
    ['derived/D3-rem-failure-outer-headers-say-consigned.eml', ['ContentConsignmentFailure', ['RD05'], [1], USER_ID, 'valid']],
  ])('SIG-37 %s', (file, then) => {
    expect(evidenceOf(file)).toEqual(then);
  });
});
