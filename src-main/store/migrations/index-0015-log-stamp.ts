// index.db, step 15: time-stamps (RFC 3161) over checkpoints of the log. The stamped bytes stay beside the
// answer: what an authority signed must not depend on another table.
export const index0015 = `
CREATE TABLE log_stamp (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  authority TEXT NOT NULL,
  checkpoint TEXT NOT NULL,
  response BLOB NOT NULL,
  root BLOB NOT NULL,
  chain TEXT NOT NULL
) STRICT;
CREATE TRIGGER log_stamp_update BEFORE UPDATE ON log_stamp BEGIN SELECT RAISE(ABORT, 'time-stamps are append-only'); END;
CREATE TRIGGER log_stamp_delete BEFORE DELETE ON log_stamp BEGIN SELECT RAISE(ABORT, 'time-stamps are append-only'); END;
`;
