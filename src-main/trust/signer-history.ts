// Which certificates each provider has signed with: first seen, last seen, how often. A certificate
// that was never seen before is worth a look even when everything about it is right.
import type { BlobHash, Instant } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';

export type SignerRecord = {
  /** Domain of the signing address: "pec.example.it". */
  readonly provider: string;
  readonly fingerprint: BlobHash;
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Times of the messages, not of our reading them: mail is synchronised in any order. */
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly messages: number;
};

export type SignerStore = {
  get(fingerprint: BlobHash): SignerRecord | null;
  ofProvider(provider: string): readonly SignerRecord[];
  put(record: SignerRecord): void;
};

/** 'first': the provider itself was never seen; 'new': it signs with a certificate not seen before. */
export type Sighting = { readonly state: 'known' | 'new' | 'first'; readonly record: SignerRecord };

/** Notes the signer of a report; null unless the message passed, because only then it is the provider's certificate. */
export function noteSigner(store: SignerStore, report: VerificationReport): Sighting | null {
  const [signer] = report.facts.signers;
  const certificate = signer?.certificate;
  const provider = certificate?.emails[0]?.split('@')[1]?.toLowerCase();
  if (report.conclusion.indication !== 'passed' || certificate === null || certificate === undefined || provider === undefined) return null;
  const known = store.get(certificate.fingerprint);
  const state = known !== null ? 'known' : store.ofProvider(provider).length === 0 ? 'first' : 'new';
  const record = known === null ? firstRecord(provider, certificate, report.signatureTime) : seenAgain(known, report.signatureTime);
  store.put(record);
  return { state, record };
}

function firstRecord(
  provider: string,
  certificate: {
    readonly fingerprint: BlobHash;
    readonly subject: string;
    readonly issuer: string;
    readonly notBefore: Instant;
    readonly notAfter: Instant;
  },
  at: Instant,
): SignerRecord {
  const { fingerprint, subject, issuer, notBefore, notAfter } = certificate;
  return { provider, fingerprint, subject, issuer, notBefore, notAfter, firstSeen: at, lastSeen: at, messages: 1 };
}

function seenAgain(record: SignerRecord, at: Instant): SignerRecord {
  return {
    ...record,
    firstSeen: at < record.firstSeen ? at : record.firstSeen,
    lastSeen: at > record.lastSeen ? at : record.lastSeen,
    messages: record.messages + 1,
  };
}
