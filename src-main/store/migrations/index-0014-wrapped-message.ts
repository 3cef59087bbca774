// index.db, step 14: messages that a provider put into an envelope or a receipt (postacert.eml), beside the
// other attachments. They are as large as the mail itself and hardly ever asked for: their SHA-256 is
// computed when somebody looks for one of this size, so where it begins in the message stands here.
export const index0014 = `
CREATE TABLE wrapped_message (
  message INTEGER NOT NULL REFERENCES message (number),
  ordinal INTEGER NOT NULL,
  part TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  start INTEGER NOT NULL,
  content_id TEXT,
  role TEXT NOT NULL CHECK (role IN ('ordinary', 'technical')),
  warnings TEXT NOT NULL,
  PRIMARY KEY (message, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX wrapped_message_by_size ON wrapped_message (size_bytes);
`;
