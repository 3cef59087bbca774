// index.db, step 5: what is known of a box beside its mail: dates a person must not miss, how full it
// was day by day, which certificate its server showed, and what was noticed and not yet read.
export const index0005 = `
CREATE TABLE box_care (
  account INTEGER PRIMARY KEY REFERENCES account (number),
  password_changed_at INTEGER,
  -- Null: nobody said; the provider's rule holds.
  password_lifetime_days INTEGER CHECK (password_lifetime_days IN (0, 90, 180)),
  expires_at INTEGER,
  server_fingerprint TEXT,
  server_issuer TEXT,
  first_sync_at INTEGER,
  first_sync_done_at INTEGER
) STRICT;

-- One a day: enough for a forecast, small for ever.
CREATE TABLE quota_sample (
  account INTEGER NOT NULL REFERENCES account (number),
  day INTEGER NOT NULL,
  at INTEGER NOT NULL,
  used_bytes INTEGER NOT NULL,
  limit_bytes INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE box_notice (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  notice_values TEXT NOT NULL,
  read_at INTEGER
) STRICT;
CREATE INDEX box_notice_open ON box_notice (account, number) WHERE read_at IS NULL;
`;
