// English words of legal holds, retention and erasure.
import type { itRetention } from './it-retention.ts';

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

export const enRetention: typeof itRetention = {
  title: 'Holds, retention and erasure',
  means:
    'Plico erases nothing by itself. A hold stops every deletion, here and on the server; a retention time says what is older; it is a person who erases, with a reason and two confirmations.',
  holds: 'Legal holds',
  holdsMeans: 'What is under a hold does not go in any way until somebody releases the hold, with a reason.',
  noHolds: 'No hold.',
  scope: 'What',
  everything: 'All boxes',
  found: 'What a search finds',
  query: 'Search',
  reason: 'Reason',
  reasonHint: 'It stays in this archive; the log has only its digest.',
  setHold: 'Set the hold',
  release: 'Release',
  releaseWhy: 'Reason for releasing it',
  releasedAt: (date, why) => `released on ${date}: ${why}`,
  setAt: (date) => `since ${date}`,
  items: (count) => (count === 1 ? '1 item' : `${count} items`),
  whole: 'all mail, also what is still to come',
  policies: 'Retention times',
  policiesMeans: 'How long the mail of a box is needed. What is older is counted here and can be erased below: never by itself.',
  noPolicies: 'No retention time set: nothing is past it.',
  category: 'Category',
  categories: {
    sent: 'Sent, with receipts',
    certified: 'PEC received',
    ordinary: 'Ordinary mail received',
    other: 'Anomalies, loose receipts, unreadable',
  },
  box: 'Box',
  allBoxes: 'All without a time of their own',
  months: 'Months',
  monthsOf: (months) =>
    months % 12 === 0 ? (months === 12 ? '1 year' : `${months / 12} years`) : months === 1 ? '1 month' : `${months} months`,
  due: (count) => (count === 0 ? 'nothing past it' : `${count} past it`),
  savePolicy: 'Set',
  remove: 'Remove',
  erase: 'Erasure',
  eraseMeans:
    'First see what would go, then ask with a reason, then confirm by writing the number of messages. Until then nothing happens.',
  what: 'What',
  dueChoice: 'What is past its retention time',
  look: 'See what would go',
  plan: {
    messages: 'Messages',
    size: 'Space',
    onServer: 'Still on the server',
    shared: 'Also in other boxes',
    copy: 'Last copy',
    exports: 'Exports made',
    noCopy: 'none known',
  },
  says: {
    onServer: 'Nothing is removed from the server: do that first, by freeing space, or with the provider. Plico does not fetch it again.',
    shared: 'What another box has too stays for that box.',
    copies: 'Backups and exports made before still hold it: delete them by hand, or let them expire.',
    rest: 'Verdicts, search words, notes and handling go as well; the log keeps the digest and the fact that it was erased.',
  },
  keptTitle: 'Stays',
  kept: {
    hold: 'under a hold',
    receipt: 'receipts or copies of something sent, which go only with all of it',
    anchor: 'anchors of the log',
    sending: 'still on their way',
    judging: 'not judged yet',
    unknown: 'no longer in the archive',
  },
  nothing: 'Nothing would go.',
  ask: (count) => `Ask to erase ${messages(count)}`,
  asked: 'Erasures',
  noAsked: 'No erasure asked for or done.',
  states: { asked: 'to be confirmed', running: 'under way', done: 'done', cancelled: 'cancelled' },
  confirmField: (count) => `To erase ${messages(count)} for ever, write ${count}`,
  confirm: 'Erase for ever',
  cancel: 'Cancel',
  messages,
  keptCount: (count) => (count === 0 ? '' : `, ${count} stayed`),
  cli: {
    asked: (id, count) => `Asked for: ${messages(count)}. Nothing is erased. To erase for ever: plico erase confirm ${id} --count ${count}`,
    done: (count, kept) =>
      `Erasure done: ${messages(count)}${kept === 0 ? '' : `; ${kept} stayed`}. Backups and exports made before still hold what went.`,
    cancelled: 'Cancelled: nothing was erased.',
    held: (number) => `Hold ${number} set.`,
    released: (number) => `Hold ${number} released.`,
  },
};
