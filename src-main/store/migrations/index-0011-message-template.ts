// index.db, step 11: texts that people keep to use again, with fields. Written by people, so never derived anew.
export const index0011 = `
CREATE TABLE message_template (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
