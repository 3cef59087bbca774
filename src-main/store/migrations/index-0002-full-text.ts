// Full text of messages: an index without the texts themselves, which can be made again from the
// archive (IMAP-FINDINGS §6), which message each entry speaks of, and what waits to be indexed.
export const index0002 = `
-- rowid = second of the row's date * 64 + n: "newest first" needs no sort. Without its own index a
-- beginning of three letters reads the lists of all its words before the first hit.
CREATE VIRTUAL TABLE message_text USING fts5(
  subject, sender, recipients, body, files, content, facts,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='3'
);
-- Words are gathered in memory up to this many bytes: one piece of the index for each batch.
INSERT INTO message_text (message_text, rank) VALUES ('hashsize', 16777216);

-- 'partial': attachments could not be read whole; 'failed': nothing but the derived fields is there.
CREATE TABLE text_entry (
  number INTEGER PRIMARY KEY,
  message INTEGER NOT NULL UNIQUE REFERENCES message (number),
  state TEXT NOT NULL CHECK (state IN ('whole', 'partial', 'failed')),
  reason TEXT
) STRICT;

-- Messages whose text is to be indexed, or indexed again.
CREATE TABLE text_work (
  message INTEGER PRIMARY KEY REFERENCES message (number)
) STRICT;
INSERT INTO text_work (message) SELECT number FROM message WHERE indication IS NOT NULL;

-- Not INSERT OR IGNORE: the statement that fires a trigger overrides its conflict rule.
CREATE TRIGGER text_work_new AFTER INSERT ON message WHEN new.indication IS NOT NULL
BEGIN INSERT INTO text_work (message) SELECT new.number WHERE NOT EXISTS (SELECT 1 FROM text_work w WHERE w.message = new.number); END;
CREATE TRIGGER text_work_examined AFTER UPDATE ON message
  WHEN new.indication IS NOT NULL AND (new.parser_version <> old.parser_version OR new.direction <> old.direction
    OR new.kind <> old.kind OR new.receipt_type IS NOT old.receipt_type OR new.has_attachments <> old.has_attachments
    OR (old.indication IS NULL AND NOT EXISTS (SELECT 1 FROM text_entry e WHERE e.message = new.number)))
BEGIN INSERT INTO text_work (message) SELECT new.number WHERE NOT EXISTS (SELECT 1 FROM text_work w WHERE w.message = new.number); END;
-- A receipt stands at the date of its dispatch, so a new link moves it.
CREATE TRIGGER text_work_linked AFTER INSERT ON receipt_link
  WHEN new.dispatch IS NOT NULL AND EXISTS (SELECT 1 FROM text_entry e WHERE e.message = new.message)
BEGIN INSERT INTO text_work (message) SELECT new.message WHERE NOT EXISTS (SELECT 1 FROM text_work w WHERE w.message = new.message); END;
CREATE TRIGGER text_work_relinked AFTER UPDATE OF dispatch ON receipt_link
  WHEN new.dispatch IS NOT old.dispatch AND EXISTS (SELECT 1 FROM text_entry e WHERE e.message = new.message)
BEGIN INSERT INTO text_work (message) SELECT new.message WHERE NOT EXISTS (SELECT 1 FROM text_work w WHERE w.message = new.message); END;
`;
