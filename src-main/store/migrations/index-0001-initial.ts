// index.db: accounts, server state, what was derived from the archive, and what people did.
// Table names differ from those of archive.db, because both are open in one connection.
export const index0001 = `
CREATE TABLE account (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  label TEXT NOT NULL,
  colour INTEGER NOT NULL,
  provider TEXT NOT NULL,
  offline INTEGER NOT NULL CHECK (offline IN (0, 1)),
  settings TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_by_address ON account (address) WHERE removed_at IS NULL;

-- What the last contact with the server told; shown while there is no new one.
CREATE TABLE account_health (
  account INTEGER PRIMARY KEY REFERENCES account (number),
  last_check INTEGER,
  error_code TEXT,
  error_values TEXT NOT NULL,
  quota_used_bytes INTEGER,
  quota_limit_bytes INTEGER,
  progress_done INTEGER,
  progress_total INTEGER,
  progress_phase TEXT CHECK (progress_phase IN ('listing', 'fetching', 'judging'))
) STRICT;

CREATE TABLE folder (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  path TEXT NOT NULL,
  special_use TEXT CHECK (special_use IN ('inbox', 'sent', 'drafts', 'trash', 'junk', 'archive')),
  delimiter TEXT NOT NULL,
  selectable INTEGER NOT NULL CHECK (selectable IN (0, 1)),
  uidvalidity INTEGER,
  uidnext INTEGER,
  messages INTEGER,
  highestmodseq TEXT,
  checked_at INTEGER,
  gone_at INTEGER,
  UNIQUE (account, path)
) STRICT;

-- Where the server keeps, or kept, a message. Deleted there: gone_at is set, the row stays.
CREATE TABLE location (
  folder INTEGER NOT NULL REFERENCES folder (number),
  uidvalidity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  size_bytes INTEGER NOT NULL,
  flags TEXT NOT NULL,
  seen INTEGER NOT NULL CHECK (seen IN (0, 1)),
  internal_date INTEGER NOT NULL,
  gone_at INTEGER,
  PRIMARY KEY (folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_by_hash ON location (hash, folder);
-- Finds a message again after the server renumbered its folder.
CREATE INDEX location_by_size ON location (size_bytes, internal_date);

-- Flag changes made here and not yet told to the server.
CREATE TABLE flag_change (
  number INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL REFERENCES folder (number),
  uidvalidity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  added TEXT NOT NULL,
  removed TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX flag_change_by_folder ON flag_change (folder, number);

-- Derived from the bytes by parser_version; can be made again.
CREATE TABLE message (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  parser_version INTEGER NOT NULL,
  archived_at INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('sent', 'received', 'receipt', 'service')),
  kind TEXT NOT NULL CHECK (kind IN ('certified', 'ordinary', 'anomaly', 'receipt', 'unreadable')),
  receipt_type TEXT,
  extent TEXT,
  recipient TEXT,
  subject TEXT NOT NULL,
  from_address TEXT NOT NULL,
  from_name TEXT NOT NULL,
  to_first TEXT NOT NULL,
  to_count INTEGER NOT NULL,
  date INTEGER,
  message_id TEXT,
  outer_message_id TEXT,
  outer_subject TEXT NOT NULL,
  identificativo TEXT,
  msgid TEXT,
  certified_sender TEXT,
  event_time INTEGER,
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  defect_count INTEGER NOT NULL,
  indication TEXT CHECK (indication IN ('passed', 'indeterminate', 'failed', 'notApplicable')),
  notes INTEGER NOT NULL CHECK (notes IN (0, 1)),
  look TEXT NOT NULL CHECK (look IN ('proven', 'provenWithNotes', 'undecided', 'refused', 'ordinary', 'anomaly', 'pending')),
  preview TEXT NOT NULL,
  sort_date INTEGER NOT NULL,
  detail BLOB NOT NULL,
  detail_dictionary INTEGER REFERENCES text_dictionary (number),
  UNIQUE (hash, account)
) STRICT;
CREATE INDEX message_by_message_id ON message (message_id, account) WHERE message_id IS NOT NULL;
CREATE INDEX message_by_outer_message_id ON message (outer_message_id, account) WHERE outer_message_id IS NOT NULL;
CREATE INDEX message_by_msgid ON message (msgid, account) WHERE msgid IS NOT NULL;
CREATE INDEX message_by_identificativo ON message (identificativo, account) WHERE identificativo IS NOT NULL;
CREATE INDEX message_pending ON message (number) WHERE indication IS NULL;
CREATE INDEX message_by_parser ON message (parser_version, number);

CREATE TABLE attachment (
  message INTEGER NOT NULL REFERENCES message (number),
  ordinal INTEGER NOT NULL,
  part TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  content_id TEXT,
  role TEXT NOT NULL CHECK (role IN ('ordinary', 'technical')),
  warnings TEXT NOT NULL,
  PRIMARY KEY (message, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_by_sha256 ON attachment (sha256);

-- Compression dictionaries of report and detail; never deleted.
CREATE TABLE text_dictionary (
  number INTEGER PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('report', 'detail')),
  body BLOB NOT NULL
) STRICT;

-- A judgement is added, never edited.
CREATE TABLE report (
  number INTEGER PRIMARY KEY,
  subject BLOB NOT NULL CHECK (length(subject) = 32),
  policy TEXT NOT NULL,
  judged_at INTEGER NOT NULL,
  indication TEXT NOT NULL CHECK (indication IN ('passed', 'indeterminate', 'failed', 'notApplicable')),
  retry_after INTEGER,
  body BLOB NOT NULL,
  dictionary INTEGER REFERENCES text_dictionary (number)
) STRICT;
CREATE INDEX report_by_subject ON report (subject, policy, number);
CREATE INDEX report_to_retry ON report (retry_after) WHERE retry_after IS NOT NULL;
CREATE TRIGGER report_update BEFORE UPDATE ON report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;
CREATE TRIGGER report_delete BEFORE DELETE ON report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;

CREATE TABLE dispatch (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES account (number),
  msgid TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_address TEXT NOT NULL,
  date INTEGER NOT NULL,
  sent BLOB CHECK (length(sent) = 32),
  state TEXT NOT NULL,
  statuses TEXT NOT NULL,
  recipient_count INTEGER NOT NULL,
  summary TEXT NOT NULL CHECK (summary IN ('refused', 'waitingForAcceptance', 'inProgress', 'allDelivered', 'someFailed', 'ordinaryOnly', 'needsAttention')),
  delivered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  total INTEGER NOT NULL,
  problem INTEGER NOT NULL CHECK (problem IN (0, 1)),
  indication TEXT CHECK (indication IN ('passed', 'indeterminate', 'failed', 'notApplicable')),
  look TEXT NOT NULL,
  has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
  preview TEXT NOT NULL,
  next_change_at INTEGER,
  UNIQUE (account, msgid)
) STRICT;
CREATE INDEX dispatch_next_change ON dispatch (next_change_at) WHERE next_change_at IS NOT NULL;
CREATE INDEX dispatch_by_sent ON dispatch (sent) WHERE sent IS NOT NULL;

CREATE TABLE dispatch_identificativo (
  identificativo TEXT NOT NULL,
  dispatch INTEGER NOT NULL REFERENCES dispatch (number),
  PRIMARY KEY (identificativo, dispatch)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispatch_identificativo_by_dispatch ON dispatch_identificativo (dispatch);

-- Which dispatch a receipt speaks of, and how that is known; or why it stays alone.
CREATE TABLE receipt_link (
  message INTEGER PRIMARY KEY REFERENCES message (number),
  dispatch INTEGER REFERENCES dispatch (number),
  how TEXT,
  reason TEXT,
  record TEXT NOT NULL,
  CHECK ((dispatch IS NULL) = (how IS NULL)),
  CHECK ((dispatch IS NULL) = (reason IS NOT NULL))
) STRICT;
CREATE INDEX receipt_link_by_dispatch ON receipt_link (dispatch) WHERE dispatch IS NOT NULL;
CREATE INDEX receipt_link_alone ON receipt_link (message) WHERE dispatch IS NULL;

CREATE TABLE submission (
  dispatch TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  envelope_from TEXT NOT NULL,
  envelope_to TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'submitting', 'submitted', 'refused', 'unknown')),
  detail TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  -- When the sent copy was found in, or put into, the Sent folder of the server.
  filed_at INTEGER
) STRICT;
CREATE INDEX submission_to_file ON submission (account) WHERE state = 'submitted' AND filed_at IS NULL;
CREATE INDEX submission_open ON submission (changed_at) WHERE state IN ('queued', 'submitting', 'unknown');

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- What people did, append-only; the state is a fold of these (DECISIONS, Office).
CREATE TABLE office_event (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  clock INTEGER NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  account TEXT NOT NULL,
  subject TEXT NOT NULL,
  change TEXT NOT NULL
) STRICT;
CREATE INDEX office_event_by_subject ON office_event (subject, account, clock, id);
CREATE TRIGGER office_event_update BEFORE UPDATE ON office_event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER office_event_delete BEFORE DELETE ON office_event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

-- The fold of office events that the list needs: subject is a message hash or a dispatch id.
CREATE TABLE handling (
  account INTEGER NOT NULL REFERENCES account (number),
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unhandled', 'inCharge', 'handled')),
  by TEXT,
  since INTEGER,
  PRIMARY KEY (subject, account)
) STRICT, WITHOUT ROWID;

-- One row per dispatch or received message: what the list counts and walks. Kept by list-row.ts.
CREATE TABLE list_row (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  message INTEGER UNIQUE REFERENCES message (number),
  dispatch INTEGER UNIQUE REFERENCES dispatch (number),
  sort_date INTEGER NOT NULL,
  sent INTEGER NOT NULL CHECK (sent IN (0, 1)),
  problem INTEGER NOT NULL CHECK (problem IN (0, 1)),
  handling INTEGER NOT NULL CHECK (handling IN (0, 1, 2, 3)),
  unread INTEGER NOT NULL CHECK (unread IN (0, 1)),
  CHECK ((message IS NULL) <> (dispatch IS NULL))
) STRICT;
CREATE INDEX list_row_all ON list_row (sort_date, number);
CREATE INDEX list_row_by_sent ON list_row (sent, sort_date, number);
CREATE INDEX list_row_by_account ON list_row (account, sort_date, number);
CREATE INDEX list_row_by_account_sent ON list_row (account, sent, sort_date, number);
CREATE INDEX list_row_problem ON list_row (sort_date, number, account) WHERE problem = 1;
CREATE INDEX list_row_unhandled ON list_row (sort_date, number, account) WHERE handling = 1;
CREATE INDEX list_row_in_charge ON list_row (sort_date, number, account) WHERE handling = 2;
CREATE INDEX list_row_unread ON list_row (account) WHERE unread = 1;

-- Lists and responses that judgements leaned on: kept by hash with when and whence, never replaced, so
-- that a judgement can be repeated offline years later.
CREATE TABLE trust_object (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('crl', 'ocsp')),
  source TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TRIGGER trust_object_update BEFORE UPDATE ON trust_object BEGIN SELECT RAISE(ABORT, 'trust data is append-only'); END;
CREATE TRIGGER trust_object_delete BEFORE DELETE ON trust_object BEGIN SELECT RAISE(ABORT, 'trust data is append-only'); END;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
