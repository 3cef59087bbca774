// What hostile bytes go through, each with a sound input and the question what would be wrong: an exception that
// escapes, a range outside the message, a verdict better than that of the unchanged input.
import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  judge,
  MATERIAL,
  NOW,
  ORIGINAL,
  originalPart,
  PKI,
  SIGNED_AT,
  signedMail,
  signedPart,
  materialOf,
} from '#tests/support/signed-mail';
import { signedData } from '#tests/support/cms-builder';
import { ocspResponse, revocationList } from '#tests/support/test-pki';
import { arithmetic, signedEvidence } from '#tests/support/xades-text';
import { parseAddressList } from '#main/mime/addresses';
import { parseDate } from '#main/mime/dates';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { readCertification } from '#main/pec/daticert';
import { judgeFile } from '#main/verification/judge-file';
import { readRemEvidence } from '#main/xml/rem-evidence';

export type FuzzTarget = {
  readonly name: string;
  /** What is changed. Itself it is without fault. */
  readonly seed: Uint8Array;
  /** Null: as it should be. */
  fault(input: Uint8Array): string | null;
};

/** Where inputs lie that once did something wrong: `<target>-<hash>.bin`, tried again by the gate. */
export const FUZZ_FIXTURES = path.join(import.meta.dirname, '../fixtures/fuzz');

const part = signedPart({});
const cms = signedData(part, {
  signers: [{ certificate: PKI.provider, signingTime: SIGNED_AT }],
  certificates: [PKI.provider, PKI.pinned],
});
const receipt = signedMail({ header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)] });
const document = signedData(Buffer.from('contenuto'), {
  signers: [{ certificate: PKI.provider }],
  certificates: [PKI.provider, PKI.pinned],
  embed: Buffer.from('contenuto'),
});
const list = revocationList(
  PKI.pinned,
  [{ serial: PKI.provider.serial, at: SIGNED_AT - 1000, reason: 1 }],
  SIGNED_AT - 1000,
  NOW + 1_000_000,
);
const response = ocspResponse({
  issuer: PKI.pinned,
  serial: PKI.provider.serial,
  status: 'good',
  thisUpdate: SIGNED_AT - 1000,
  nextUpdate: NOW + 1_000_000,
});
const xml = Buffer.from(certificationText(DELIVERY));
const fingerprint = createHash('sha256').update(PKI.provider.der).digest('hex');
const shown = JSON.stringify(judge(receipt).facts.certification);

const evidence = Buffer.from(signedEvidence());
const evidenceShown = shownEvidence();

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'mime',
    seed: receipt,
    fault(input) {
      const { root } = parseMessage(input);
      const outside = [...walkEntities(root)].some(({ range }) => range.start < 0 || range.end > input.length || range.start > range.end);
      return outside ? 'range outside the message' : null;
    },
  },
  {
    name: 'message',
    seed: receipt,
    fault(input) {
      const report = judge(input);
      const better = report.conclusion.indication === 'passed' && JSON.stringify(report.facts.certification) !== shown;
      return better ? 'passed with other values' : null;
    },
  },
  {
    name: 'cms',
    seed: cms,
    fault(input) {
      const report = judge(signedMail({ cms: () => Buffer.from(input) }));
      const [signer] = report.facts.signers;
      const other =
        report.conclusion.indication === 'passed' && (signer?.certificate?.fingerprint !== fingerprint || signer.signingTime !== SIGNED_AT);
      return other ? 'passed with another signer or time' : null;
    },
  },
  {
    name: 'document',
    seed: document,
    fault(input) {
      const documents = judgeFile(input, {
        name: 'x.p7m',
        material: MATERIAL,
        policy: 'pec/1',
        judgedAt: NOW,
        at: null,
        deep: true,
        content: null,
      });
      return documents.length === 0 ? 'nothing judged' : null;
    },
  },
  {
    name: 'certificate',
    seed: PKI.provider.der,
    fault(input) {
      const report = judge(signedMail({ certificates: [{ ...PKI.provider, der: Buffer.from(input) }, PKI.pinned] }));
      // Junk behind an unchanged certificate is another member of the bag: the signer must be the one we know.
      const passed = report.conclusion.indication === 'passed' && report.facts.signers[0]?.certificate?.fingerprint !== fingerprint;
      return passed ? 'passed with another certificate' : null;
    },
  },
  {
    name: 'list',
    seed: list,
    fault(input) {
      const { revocation } = judge(signedMail(), materialOf({ crls: [input] })).facts.signers[0] ?? {};
      return revocation?.state === 'good' ? 'a changed list says good' : null;
    },
  },
  {
    name: 'response',
    seed: response,
    fault(input) {
      const changed = !Buffer.from(input).equals(response);
      const { revocation } = judge(signedMail(), materialOf({ ocspResponses: [input] })).facts.signers[0] ?? {};
      // Outside the signed data only the wrapper is left, and it says nothing.
      return changed && revocation?.state === 'revoked' ? 'a changed response says revoked' : null;
    },
  },
  {
    name: 'daticert',
    seed: xml,
    fault(input) {
      readCertification(input);
      return null;
    },
  },
  {
    name: 'evidence',
    seed: evidence,
    fault(input) {
      const reading = readRemEvidence(input, arithmetic);
      const other = reading.ok && reading.signature.integrity === 'valid' && JSON.stringify(reading.evidence) !== evidenceShown;
      return other ? 'valid with other values' : null;
    },
  },
  {
    name: 'address',
    seed: Buffer.from(
      '"Rossi, Mario" <mario.rossi@pec.example.it>, =?utf-8?q?Anna?= (studio) <anna@xn--caff-dpa.example>, gruppo: a@b.it;',
    ),
    fault(input) {
      const { addresses, total } = parseAddressList(Buffer.from(input).toString('latin1'));
      if (addresses.length > total) return 'more addresses than there are';
      // RFC 5322 §3.4.1: one "@" outside quotes, no space and no control character.
      return addresses.some(
        ({ address, valid }) =>
          valid && !/^(?:[^\s\p{Cc}\x22@<>,;]+|\x22(?:[^\p{Cc}\x22\\]|\\[^\p{Cc}])*\x22)@[^\s\p{Cc}\x22@<>,;]+$/u.test(address),
      )
        ? 'a valid address that is none'
        : null;
    },
  },
  {
    name: 'date',
    seed: Buffer.from('Fri, 20 Nov 2026 09:30:09 +0100 (CET)'),
    fault(input) {
      const date = parseDate(Buffer.from(input).toString('latin1'));
      return date === null || (Number.isSafeInteger(date.at) && date.at >= -86_400_000) ? null : 'a time that is none';
    },
  },
];

function shownEvidence(): string {
  const reading = readRemEvidence(evidence, arithmetic);
  return reading.ok ? JSON.stringify(reading.evidence) : '';
}
