// index.db, step 9: where imported mail came from. One row an import, and one for each file in it that
// holds several messages, with the SHA-256 of that file; what was refused is named.
export const index0009 = `
CREATE TABLE import_record (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  -- The import a file belongs to; null for the import itself.
  import INTEGER REFERENCES import_record (number),
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  sha256 BLOB CHECK (length(sha256) = 32),
  size_bytes INTEGER,
  stored INTEGER NOT NULL,
  known INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  refusals TEXT NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX import_record_by_account ON import_record (account, number);
`;
