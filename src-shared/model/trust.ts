// What judgements lean on, as a person can look at it: pinned authorities, what is known about
// revocation, and which certificates each provider signed with.
import type { BlobHash, Instant } from './ids.ts';
import type { CertificateFacts } from './verification-report.ts';

export type SignerCertificate = {
  readonly fingerprint: BlobHash;
  /** Domain of the signing address: "pec.example.it". */
  readonly provider: string;
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Times of the messages, not of our reading them: mail is synchronised in any order. */
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly messages: number;
  /** When this program met it first. */
  readonly noticedAt: Instant;
  /** True: its provider had signed with another certificate before. */
  readonly replaces: boolean;
};

/** For so long after this program met it a certificate of a known provider is called new. */
export const NEW_SIGNER_MS = 30 * 24 * 60 * 60 * 1000;

/** A provider known by other certificates signed this message with one that was new when it was judged. Worth a look, never a fault. */
export type NewSigner = Pick<SignerCertificate, 'provider' | 'noticedAt' | 'firstSeen'>;

export type RevocationKind = 'crl' | 'ocsp';
/** 'kept': an authority we know stands behind it; 'refused': none does; 'failed': nothing came. */
export type RevocationOutcome = 'kept' | 'refused' | 'failed';

/** Where revocation data is asked for: an address, and for a response the certificate asked about. */
export type RevocationPlace = {
  readonly place: string;
  readonly kind: RevocationKind;
  readonly url: string;
  /** Fingerprint of the certificate that made it be asked. */
  readonly about: BlobHash;
  readonly askedAt: Instant;
  /** Not asked again before. */
  readonly nextAt: Instant;
  readonly outcome: RevocationOutcome;
  /** Until when the newest answer kept from here holds. */
  readonly validUntil: Instant | null;
};

export type PinnedAuthority = {
  readonly certificate: CertificateFacts;
  /** 'bundled': ships with the program; 'added': by a person; 'host': by the program that started this one, such as the demo. */
  readonly origin: 'bundled' | 'added' | 'host';
  /** Where it was taken from. */
  readonly source: string;
  /** When it came into the set. */
  readonly since: Instant | null;
};

/** The newest list or response of each authority. */
export type RevocationList = {
  readonly hash: BlobHash;
  readonly kind: RevocationKind;
  readonly issuer: string;
  readonly source: string;
  readonly fetchedAt: Instant | null;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant | null;
};

export type TrustView = {
  /** Date of the set that ships, "2026-11-22". */
  readonly setDate: string;
  /** False: this program never asks the network about revocation. */
  readonly asksNetwork: boolean;
  readonly authorities: readonly PinnedAuthority[];
  readonly lists: readonly RevocationList[];
  readonly places: readonly RevocationPlace[];
  /** By provider, the last seen first. */
  readonly signers: readonly SignerCertificate[];
  /** Messages that passed while nothing is known about the revocation of their signer. */
  readonly unanswered: number;
};

/** What a file holds, before anybody trusts it. */
export type AuthorityCandidate = {
  readonly certificate: CertificateFacts;
  readonly state: 'new' | 'pinned' | 'notAuthority';
};
