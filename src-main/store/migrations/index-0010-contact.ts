// index.db, step 10: people from files somebody imported. What is learned from mail stays in
// `correspondent`, because it says from which box one writes to whom; an import does not.
export const index0010 = `
CREATE TABLE contact (
  -- In lower case.
  address TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
