// index.db, step 16: what waits for its judgement is found by the date people see, newest first. By number it was
// the oldest mail first, for a first sync brings the newest mail first. Frozen once released.
export const index0016 = `
DROP INDEX IF EXISTS message_pending;
CREATE INDEX message_pending ON message (sort_date, number) WHERE indication IS NULL;
`;
