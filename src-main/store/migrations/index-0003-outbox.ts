// The outbox: messages that wait for their hour or their network, files of drafts, and the people one
// writes to, learned from mail that holds.
export const index0003 = `
-- A message on its way out, beside its submission: queued_at is when the user sent it, due_at when it may
-- leave (null: when the user says), scheduled_at the wish for a later time, draft the draft it can be
-- turned back into, cause why it waits. body: the finished bytes as long as nobody was given them; from
-- the hand-over on they are in the archive.
CREATE TABLE outbox_item (
  dispatch TEXT PRIMARY KEY REFERENCES submission (dispatch),
  queued_at INTEGER NOT NULL,
  due_at INTEGER,
  scheduled_at INTEGER,
  attempts INTEGER NOT NULL,
  draft TEXT,
  cause TEXT,
  subject TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  body BLOB
) STRICT;
CREATE INDEX outbox_item_by_draft ON outbox_item (draft) WHERE draft IS NOT NULL;
CREATE INDEX outbox_item_recent ON outbox_item (queued_at);

CREATE INDEX draft_by_change ON draft (changed_at);

-- Files of drafts, once each.
CREATE TABLE draft_file (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  size_bytes INTEGER NOT NULL,
  body BLOB NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;

-- One row for an address and a box of ours. address in lower case; certified null: not known.
CREATE TABLE correspondent (
  address TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (number),
  name TEXT NOT NULL,
  certified INTEGER CHECK (certified IN (0, 1)),
  received INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (address, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX correspondent_recent ON correspondent (last_seen);

-- Only senders whose message holds: a forged one must not become a suggestion.
INSERT INTO correspondent (address, account, name, certified, received, last_seen)
  SELECT lower(m.from_address), m.account, max(m.from_name), max(m.look IN ('proven', 'provenWithNotes')), count(*), max(m.sort_date)
  FROM message m WHERE m.direction = 'received' AND m.from_address LIKE '%_@_%' AND m.look IN ('proven', 'provenWithNotes', 'ordinary')
  GROUP BY lower(m.from_address), m.account;
CREATE TRIGGER correspondent_learn AFTER UPDATE OF indication ON message
  WHEN new.indication IS NOT NULL AND old.indication IS NULL AND new.direction = 'received' AND new.from_address LIKE '%_@_%'
    AND new.look IN ('proven', 'provenWithNotes', 'ordinary')
BEGIN
  INSERT INTO correspondent (address, account, name, certified, received, last_seen)
    VALUES (lower(new.from_address), new.account, new.from_name, new.look <> 'ordinary', 1, new.sort_date)
    ON CONFLICT (address, account) DO UPDATE SET name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END,
      certified = max(coalesce(certified, 0), excluded.certified), received = received + 1, last_seen = max(last_seen, excluded.last_seen); END;
`;
