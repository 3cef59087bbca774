// English words of finding and reading (see it-reader.ts).
import { enInvoice } from './en-invoice.ts';
import type { itReader } from './it-reader.ts';

export const enReader: typeof itReader = {
  search: {
    suggestions: 'Search suggestions',
    recent: 'Recent',
    forget: 'Forget recent searches',
    operators: {
      from: 'sender',
      to: 'recipient',
      subject: 'subject',
      box: 'mailbox',
      status: 'outcome or handling',
      type: 'kind of message',
      attachment: 'name or text of an attachment',
      after: 'from that day on',
      before: 'before that day',
      date: 'that day, month or year',
    },
    kinds: { operator: 'Filter', box: 'Mailbox', status: 'Status', type: 'Type', person: 'Address' },
    dropHint: 'Drop a file here to find the messages that carry it.',
    dropNow: 'Let go: messages that carry these very bytes are looked for.',
    reading: (name) => `Computing the digest of ${name}`,
    fileTooLarge: (size) => `The file is larger than ${size}: use “plico search --file”.`,
    fileUnreadable: 'The file cannot be read.',
    fileTitle: (name) => `Messages that carry “${name}”`,
    someFile: 'the file',
    fileNowhere: 'No archived message carries this very file.',
    fileNowhereHint: 'A file that was saved again has other bytes, even when nothing seems to have changed.',
    fields: { subject: 'subject', sender: 'sender', recipients: 'recipients', body: 'text', attachment: 'attachment' },
    more: 'There are more: add a word or a filter to see older ones.',
  },
  views: {
    title: 'Views',
    save: 'Save as view',
    remove: 'Remove from views',
    dialog: 'Save the search as a view',
    name: 'Name of the view',
    nameHint: 'It appears on the left, under Views.',
    taken: 'There is already a view of this name.',
    confirm: 'Save',
    cancel: 'Cancel',
    saved: (name) => `View “${name}” saved.`,
    removed: (name) => `View “${name}” removed: the messages stay where they are.`,
  },
  invoice: enInvoice,
};
