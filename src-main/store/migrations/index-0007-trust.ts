// What is known about revocation and about signers beside the lists themselves: where data was asked
// for and what came of it, which certificates each provider signed with, and which messages still wait
// for an answer about their signer.
export const index0007 = `
-- A list speaks for all certificates of its authority: its place is its address. A response speaks for
-- one certificate: its place is the address and the certificate.
CREATE TABLE revocation_place (
  place TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('crl', 'ocsp')),
  url TEXT NOT NULL,
  about BLOB NOT NULL CHECK (length(about) = 32),
  asked_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  -- 'kept': an authority we know stands behind it; 'refused': none does; 'failed': nothing came.
  outcome TEXT NOT NULL CHECK (outcome IN ('kept', 'refused', 'failed')),
  -- Until when the newest answer kept from here holds.
  valid_until INTEGER
) STRICT, WITHOUT ROWID;

-- Certificates that signed messages which passed. Dates are those of the messages.
CREATE TABLE signer_certificate (
  fingerprint BLOB PRIMARY KEY CHECK (length(fingerprint) = 32),
  provider TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  serial TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  -- When this program met it first, and whether the provider had signed with another one before.
  noticed_at INTEGER NOT NULL,
  replaces INTEGER NOT NULL CHECK (replaces IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX signer_certificate_by_provider ON signer_certificate (provider);

-- Messages that passed while nothing was known about the revocation of their signer.
CREATE TABLE unanswered_revocation (
  signer BLOB NOT NULL CHECK (length(signer) = 32),
  message INTEGER NOT NULL REFERENCES message (number),
  PRIMARY KEY (signer, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX unanswered_revocation_by_message ON unanswered_revocation (message);
`;
