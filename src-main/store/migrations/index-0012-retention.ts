// index.db, step 12: what must not go (legal holds), how long mail is to be kept (policies, which delete
// nothing by themselves), and what went: erasures a person asked for and confirmed. Free text that gives a
// reason lies here, not in the audit log, which knows its salted digest alone (EVIDENCE §12).
export const index0012 = `
-- account null: every box. whole: all mail, also what is still to come; else what legal_hold_item names.
CREATE TABLE legal_hold (
  number INTEGER PRIMARY KEY,
  account INTEGER REFERENCES account (number),
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  reason TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  set_at INTEGER NOT NULL,
  released_at INTEGER,
  release_reason TEXT,
  CHECK ((released_at IS NULL) = (release_reason IS NULL))
) STRICT;

-- subject: a message hash or a dispatch id.
CREATE TABLE legal_hold_item (
  subject TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (number),
  hold INTEGER NOT NULL REFERENCES legal_hold (number),
  PRIMARY KEY (subject, account, hold)
) STRICT, WITHOUT ROWID;

CREATE TABLE retention_policy (
  number INTEGER PRIMARY KEY,
  account INTEGER REFERENCES account (number),
  category TEXT NOT NULL CHECK (category IN ('sent', 'certified', 'ordinary', 'other')),
  months INTEGER NOT NULL CHECK (months BETWEEN 1 AND 1200),
  set_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX retention_policy_of ON retention_policy (coalesce(account, 0), category);

-- 'asked': confirmed once; 'running': confirmed twice, goes on after a crash. stage: what of it is left to do.
CREATE TABLE erasure (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  state TEXT NOT NULL CHECK (state IN ('asked', 'running', 'done', 'cancelled')),
  asked_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  ended_at INTEGER,
  messages INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE erasure_item (
  erasure INTEGER NOT NULL REFERENCES erasure (number),
  account INTEGER NOT NULL REFERENCES account (number),
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'erased', 'kept')),
  why TEXT,
  PRIMARY KEY (erasure, account, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_item_waiting ON erasure_item (erasure) WHERE state = 'waiting';

-- A message that is not there any more on purpose: a server that still has it does not bring it back.
CREATE TABLE erased_message (
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  account INTEGER NOT NULL REFERENCES account (number),
  erasure INTEGER NOT NULL REFERENCES erasure (number),
  at INTEGER NOT NULL,
  PRIMARY KEY (hash, account)
) STRICT, WITHOUT ROWID;
`;
