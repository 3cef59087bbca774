// archive.db: the exact bytes of every message, written once. Everything else can be made again
// from this file, so it also says which account a message came from (`origin`).
export const archive0001 = `
-- Compresses messages of one class (sender's domain and first word of the subject).
CREATE TABLE dictionary (
  number INTEGER PRIMARY KEY,
  class TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  body BLOB NOT NULL
) STRICT;
CREATE INDEX dictionary_by_class ON dictionary (class, number);

-- A large MIME part, decoded where that is exact, under the SHA-256 of what is stored.
CREATE TABLE part (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  size_bytes INTEGER NOT NULL,
  codec INTEGER NOT NULL CHECK (codec IN (0, 1)),
  body BLOB NOT NULL
) STRICT;

-- A message: the SHA-256 of its bytes and its skeleton, the bytes without the parts taken out.
CREATE TABLE blob (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  size_bytes INTEGER NOT NULL,
  codec INTEGER NOT NULL CHECK (codec IN (0, 1, 2)),
  dictionary INTEGER REFERENCES dictionary (number),
  body BLOB NOT NULL,
  CHECK ((codec = 2) = (dictionary IS NOT NULL))
) STRICT;

-- Where a part goes: before the skeleton byte \`position\`, as it is or in base64 lines.
CREATE TABLE blob_part (
  blob INTEGER NOT NULL REFERENCES blob (number),
  ordinal INTEGER NOT NULL,
  position INTEGER NOT NULL,
  part INTEGER NOT NULL REFERENCES part (number),
  line_length INTEGER NOT NULL,
  line_end INTEGER NOT NULL CHECK (line_end IN (0, 1, 2)),
  PRIMARY KEY (blob, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_part_by_part ON blob_part (part);

-- A message as it arrived, until its small form is in \`blob\` under the same number.
CREATE TABLE spool (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  size_bytes INTEGER NOT NULL CHECK (size_bytes = length(body)),
  body BLOB NOT NULL
) STRICT;

-- How bytes came here; a message of two accounts has two origins. \`blob\` is a number of blob or spool.
CREATE TABLE origin (
  number INTEGER PRIMARY KEY,
  blob INTEGER NOT NULL,
  account TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('imap', 'sent', 'import', 'archive')),
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (blob, account, source, detail)
) STRICT;

CREATE TRIGGER dictionary_update BEFORE UPDATE ON dictionary BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER dictionary_delete BEFORE DELETE ON dictionary BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER part_update BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER part_delete BEFORE DELETE ON part BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER blob_update BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER blob_delete BEFORE DELETE ON blob BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER blob_part_update BEFORE UPDATE ON blob_part BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER blob_part_delete BEFORE DELETE ON blob_part BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER spool_update BEFORE UPDATE ON spool BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER spool_delete BEFORE DELETE ON spool
WHEN NOT EXISTS (SELECT 1 FROM blob WHERE number = OLD.number AND hash = OLD.hash AND size_bytes = OLD.size_bytes)
BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER origin_insert BEFORE INSERT ON origin
WHEN NOT EXISTS (SELECT 1 FROM blob WHERE number = NEW.blob) AND NOT EXISTS (SELECT 1 FROM spool WHERE number = NEW.blob)
BEGIN SELECT RAISE(ABORT, 'an origin of no message'); END;
CREATE TRIGGER origin_update BEFORE UPDATE ON origin BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
CREATE TRIGGER origin_delete BEFORE DELETE ON origin BEGIN SELECT RAISE(ABORT, 'archive is append-only'); END;
`;
