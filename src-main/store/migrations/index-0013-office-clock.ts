// index.db, step 13: the highest logical clock of the office's log, without reading the log: a change to a whole view writes an
// event per row.
export const index0013 = `
CREATE INDEX office_event_by_clock ON office_event (clock);
`;
