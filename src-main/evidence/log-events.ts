// Which entries of the log go with a bundle (EVIDENCE §13).

/** Of the entries that name a message: how it came, was judged, left, was exported and taken away. */
export const CUSTODY: ReadonlySet<string> = new Set([
  'message.stored',
  'message.judged',
  'draft.submitted',
  'submission.outcome',
  'message.exported',
  'message.serverDeleted',
  'message.erased',
]);

/** The entries that announce a key of the installation, with its certificate. */
export const KEY_EVENTS: ReadonlySet<string> = new Set(['key.created', 'key.rotated']);
