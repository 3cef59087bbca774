// One message per row of a table. A row says which dispatch it became; where that stands is told by
// submission and dispatch, never kept twice.
export const index0008 = `
-- columns, template: JSON. per_minute, per_day null: only the provider's own limits.
CREATE TABLE bulk_run (
  id TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (number),
  name TEXT NOT NULL,
  sheet TEXT,
  columns TEXT NOT NULL,
  revision INTEGER NOT NULL,
  template TEXT NOT NULL,
  per_minute INTEGER,
  per_day INTEGER,
  state TEXT NOT NULL CHECK (state IN ('prepared', 'running', 'paused', 'done')),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;

-- line: as the program that made the table counts. Set when the run starts: message_id and dispatch of the
-- message the row becomes, or excluded, the findings that forbid it.
CREATE TABLE bulk_row (
  run TEXT NOT NULL REFERENCES bulk_run (id),
  line INTEGER NOT NULL,
  cells TEXT NOT NULL,
  message_id TEXT,
  dispatch TEXT,
  excluded TEXT,
  PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_row_by_dispatch ON bulk_row (dispatch) WHERE dispatch IS NOT NULL;

-- How much a box sent in the last day.
CREATE INDEX submission_by_change ON submission (account, changed_at);
`;
