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
