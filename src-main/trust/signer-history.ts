// Which certificates each provider has signed with: first seen, last seen, how often. A certificate
// that was never seen before is worth a look even when everything about it is right.
import type { BlobHash, Instant } from '#shared/model/ids';
import type { SignerCertificate } from '#shared/model/trust';
import type { CertificateFacts, VerificationReport } from '#shared/model/verification-report';

export type SignerStore = {
  get(fingerprint: BlobHash): SignerCertificate | null;
  hasProvider(provider: string): boolean;
  put(record: SignerCertificate): void;
};

/** 'first': the provider itself was never seen; 'new': it signs with a certificate not seen before. */
export type Sighting = { readonly state: 'known' | 'new' | 'first'; readonly record: SignerCertificate };

/**
 * Notes the signer of a report; null unless the message passed, because only then it is the provider's
 * certificate. Call once for each message, not for each judgement of it.
 */
export function noteSigner(store: SignerStore, report: VerificationReport, now: Instant): Sighting | null {
  const certificate = report.facts.signers[0]?.certificate;
  const provider = certificate?.emails[0]?.split('@')[1]?.toLowerCase();
  if (report.conclusion.indication !== 'passed' || certificate === null || certificate === undefined || provider === undefined) return null;
  const known = store.get(certificate.fingerprint);
  const replaces = known === null && store.hasProvider(provider);
  const record =
    known === null
      ? firstRecord(certificate, { provider, at: report.signatureTime, now, replaces })
      : seenAgain(known, report.signatureTime);
  store.put(record);
  return { state: known !== null ? 'known' : replaces ? 'new' : 'first', record };
}

function firstRecord(
  certificate: CertificateFacts,
  seen: { readonly provider: string; readonly at: Instant; readonly now: Instant; readonly replaces: boolean },
): SignerCertificate {
  const { fingerprint, subject, issuer, serial, notBefore, notAfter } = certificate;
  const { provider, at, now, replaces } = seen;
  return {
    fingerprint,
    provider,
    subject,
    issuer,
    serial,
    notBefore,
    notAfter,
    firstSeen: at,
    lastSeen: at,
    messages: 1,
    noticedAt: now,
    replaces,
  };
}

function seenAgain(record: SignerCertificate, at: Instant): SignerCertificate {
  return {
    ...record,
    firstSeen: at < record.firstSeen ? at : record.firstSeen,
    lastSeen: at > record.lastSeen ? at : record.lastSeen,
    messages: record.messages + 1,
  };
}
