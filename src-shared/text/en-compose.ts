// English words of writing and sending, complete by type (see it-compose.ts).
import type { itCompose } from './it-compose.ts';
import { enBulkFindings } from './en-bulk.ts';
import { enNotificationFindings, enNotificationFormFindings } from './en-notification.ts';
import { type Sentences, valueText as value } from './sentence.ts';

const enComposeFindings: Sentences = {
  'from.cannotSend': (v) => `Mail cannot be sent from ${value(v, 'address')}: choose another box or set its outgoing server.`,
  'from.otherThanReceived': (v) => `The message had come to ${value(v, 'address')}: answers usually leave from there.`,
  'from.otherBoxUsual': (v) => `So far you wrote to ${value(v, 'recipient')} from ${value(v, 'address')}: check the box.`,
  'schedule.past': 'The time chosen for sending is over: choose a later one.',
  'to.none': 'No recipient: write at least one valid address in “To”.',
  'to.onlySelf': 'The only recipient is your own box.',
  'recipient.empty': 'There is an empty entry among the recipients: remove it.',
  'recipient.control': (v) => `“${value(v, 'entry')}” contains invisible characters: type the address again.`,
  'recipient.several': (v) => `“${value(v, 'entry')}” holds several addresses: separate them with a comma.`,
  'recipient.group': (v) => `“${value(v, 'entry')}” is a group: PEC does not allow them, write the addresses one by one.`,
  'recipient.comment': (v) => `“${value(v, 'entry')}” contains a comment in brackets: PEC does not allow it, remove it.`,
  'recipient.route': (v) => `“${value(v, 'entry')}” contains a route: write the address alone.`,
  'recipient.quotedLocalPart': (v) => `“${value(v, 'entry')}”: a PEC address has no quotes. Check it.`,
  'recipient.addressLiteral': (v) => `“${value(v, 'entry')}” names a number in place of a domain: check it.`,
  'recipient.nonAscii': (v) => `“${value(v, 'entry')}” contains accented or foreign letters: type the address again.`,
  'recipient.tooLong': (v) => `“${value(v, 'entry')}” is too long for an address: check it.`,
  'recipient.noDomain': (v) => `“${value(v, 'entry')}” lacks the part after the at sign: complete it.`,
  'recipient.invalid': (v) => `“${value(v, 'entry')}” is not a valid address: check it.`,
  'recipient.twice': (v) => `${value(v, 'address')} is there twice: leave it once.`,
  'recipient.provider': (v) => `${value(v, 'address')} is the provider’s address, not a person’s: write another one.`,
  'recipient.nameIsAddress': (v) =>
    `The name “${value(v, 'name')}” reads as an address, but the message would go to ${value(v, 'address')}: check who gets it.`,
  'recipient.punycode': (v) => `The domain of ${value(v, 'address')} uses letters that can imitate others: check it with care.`,
  'recipient.ordinary': (v) => `${value(v, 'address')} is ordinary mail: no proof of delivery will come.`,
  'recipient.similar': (v) => `${value(v, 'address')} is almost ${value(v, 'known')}, whom you know: is it the right one?`,
  'recipients.tooMany': (v) =>
    `There are ${value(v, 'count')} recipients, the provider guarantees ${value(v, 'limit')}: split the message.`,
  'cc.concise': 'Recipients in Cc give only a concise receipt, without a copy of the message: move them to “To” if you need the proof.',
  'reference.invalid': 'The references to the message you answer cannot be used: write a new message.',
  'subject.none': 'No subject: write one, it appears in every receipt.',
  'subject.control': 'The subject contains characters that are not allowed: write it again.',
  'subject.long': (v) => `The subject has ${value(v, 'length')} characters: some providers cut it.`,
  'subject.tooLong': (v) => `The subject has ${value(v, 'length')} characters: shorten it.`,
  'text.none': 'The message is empty: no text and no attachments.',
  'subject.openField': (v) => `The subject still holds the field {{${value(v, 'field')}}}: write what belongs there, or take it out.`,
  'text.openField': (v) => `The text still holds the field {{${value(v, 'field')}}}: write what belongs there, or take it out.`,
  'text.control': 'The text contains characters that are not allowed: paste it again as plain text.',
  'receipt.brief': 'A brief receipt brings back no copy of the attachments: proving the content needs the complete one.',
  'receipt.concise': 'A concise receipt brings back no copy at all: proving the content needs the complete one.',
  'attachment.promised': 'The text speaks of an attachment, but there is none: attach it or correct the text.',
  'attachment.program': (v) => `“${value(v, 'name')}” is a program: providers refuse it. Remove it.`,
  'attachment.active': (v) => `“${value(v, 'name')}” may contain instructions: it is often stopped, and offices do not accept it.`,
  'attachment.winmail': (v) => `“${value(v, 'name')}” can be read only with Outlook: attach the real files.`,
  'attachment.nameInvalid': 'An attachment has a name that is not allowed: rename it.',
  'attachment.nameTwice': (v) => `Two attachments are called “${value(v, 'name')}”: rename one.`,
  'attachment.nameSpecial': (v) => `“${value(v, 'name')}” has accents or signs that some systems spoil: a plain name is better.`,
  'attachment.nameLong': (v) => `“${value(v, 'name')}” is a very long name: shorten it.`,
  'attachment.p7mName': (v) => `“${value(v, 'name')}” has lost the extension of the signed document: better “….pdf.p7m”.`,
  'attachment.noExtension': (v) => `“${value(v, 'name')}” has no extension: its recipient may not be able to open it.`,
  'attachment.gone': (v) => `The file “${value(v, 'name')}” is no longer here: attach it again.`,
  'attachment.empty': (v) => `“${value(v, 'name')}” is empty: check the file.`,
  'attachment.contentOther': (v) => `“${value(v, 'name')}” does not contain what its name says: check the file.`,
  'size.tooLarge': (v) =>
    `With ${value(v, 'recipients')} recipients the message counts ${megabytes(v, 'totalBytes')}, over the provider’s ${megabytes(v, 'limitBytes')}: split the attachments or the recipients.`,
  'size.near': (v) => `The message is near the provider’s limit (${megabytes(v, 'totalBytes')} of ${megabytes(v, 'limitBytes')}).`,
  'box.noRoom': (v) =>
    `Receipts will bring the message back: ${megabytes(v, 'neededBytes')} are needed, ${megabytes(v, 'freeBytes')} are left in the box. Make room first.`,
  'bcc.forbidden': 'PEC does not allow Bcc: the provider would refuse the message. Send one message to each.',
  ...enBulkFindings,
  ...enNotificationFindings,
  ...enNotificationFormFindings,
  'file.sender': (v) => `The sender in the file is not ${value(v, 'address')}: PEC leaves only from one’s own box.`,
  'file.form': 'The file is not a message that can be sent as it is: it needs regular lines and one header field of each kind.',
  'file.known': 'This message has passed here before: sending again needs a new message.',
};

function megabytes(values: Readonly<Record<string, unknown>>, name: string): string {
  const bytes = values[name];
  return typeof bytes === 'number' ? `${(bytes / (1024 * 1024)).toLocaleString('en-GB', { maximumFractionDigits: 1 })} MB` : '?';
}

export const enCompose: typeof itCompose = {
  findings: enComposeFindings,
  findingUnknown: (code) => `There is something to check before sending (${code}).`,
  noBcc: 'PEC does not allow Bcc.',
  receiptHints: {
    complete: 'The receipt brings the whole message back: the one to use as proof.',
    brief: 'The receipt brings back the text and the fingerprints of the attachments.',
    concise: 'The receipt only says that it was delivered.',
  },
  outbox: {
    queued: 'Going out',
    submitting: 'Being sent',
    submitted: 'Taken by the provider',
    refused: 'Refused by the provider: it did not leave',
    unknown: 'We do not know whether the provider took it. We wait for the receipt; it will not be sent again by itself.',
  },
  outboxScheduled: (when) => `Leaves ${when}`,
  outboxWaits: (why) => `Has not left yet: ${why}`,
  replyPrefix: 'Re: ',
  forwardPrefix: 'Fwd: ',
  quoteHead: (when, who) => (when === '' ? `${who} wrote:` : `On ${when} ${who} wrote:`),
};
