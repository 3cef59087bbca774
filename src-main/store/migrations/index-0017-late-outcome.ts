// index.db, step 17: how many recipients of a dispatch on its way are late, so that its row says what Problemi says.
// Only dispatches with such a recipient have a row here.
export const index0017 = `
CREATE TABLE dispatch_late (
  dispatch INTEGER PRIMARY KEY REFERENCES dispatch (number),
  delayed INTEGER NOT NULL,
  overdue INTEGER NOT NULL
) STRICT;

-- Those on their way are folded again, which counts them.
UPDATE dispatch SET next_change_at = 0 WHERE summary = 'inProgress';
`;
