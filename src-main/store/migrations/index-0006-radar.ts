// index.db, step 6: since when a dispatch has the problem it has, by our clock. What somebody said is
// handled leaves Problemi until something new happens to it.
export const index0006 = `
CREATE TABLE dispatch_problem (
  dispatch INTEGER PRIMARY KEY REFERENCES dispatch (number),
  at INTEGER NOT NULL
) STRICT;

-- Dispatches without an end are looked at again: the alarm about the provider's log is new.
UPDATE dispatch SET next_change_at = 0 WHERE summary IN ('waitingForAcceptance', 'inProgress', 'someFailed', 'needsAttention');
`;
