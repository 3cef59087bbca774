// English words of the radar (see it-radar.ts). Names of Italian registers and rules stay as they are.
import type { itRadar } from './it-radar.ts';

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

export const enRadar: typeof itRadar = {
  title: 'Problems',
  label: 'Problems, most urgent first',
  count: (count, messages) =>
    messages < count ? `${count} in ${messages === 1 ? '1 message' : `${messages} messages`}` : plural(count, '1 to look at', 'to look at'),
  more: 'There are more messages with problems: here the newest.',
  empty: (sent) =>
    sent === 0
      ? 'No problems. You sent no PEC in the last 30 days.'
      : sent === 1
        ? 'No problems: the one PEC sent in the last 30 days has a complete outcome.'
        : `No problems: all ${sent} PEC sent in the last 30 days have a complete outcome.`,
  emptyWaiting: (complete, sent) =>
    `No problems: ${complete} of the ${sent} PEC sent in the last 30 days have a complete outcome, the others are within their time.`,
  loading: 'Reading the problems',
  urgency: { now: 'Urgent', soon: 'To follow', watch: 'To check' },
  kinds: {
    refused: 'Not accepted: it never left',
    virus: 'Stopped because of a virus',
    failed: 'Not delivered',
    expired: 'Finally not delivered: time ran out',
    conflict: 'Receipts that contradict each other',
    noOutcome: 'Anomaly: no outcome at all',
    acceptanceLate: 'Not yet accepted by your provider',
    handOverUnknown: 'We do not know whether it left',
    postponed: 'Postponed by the provider',
    delayed: 'Delay reported by the provider',
    logsExpiring: 'Incomplete proof, and the provider’s log is about to go',
    contradiction: 'Something in the receipts does not fit',
  },
  means: {
    refused: 'Your provider did not accept it: no recipient got it, and this sending meets no deadline.',
    virus: 'A provider found a virus and stopped the message.',
    failed: 'The recipient’s provider declares that it did not put it into the mailbox.',
    expired:
      'For 24 hours the provider had no answer from the recipient’s. Usually not the recipient’s doing. A delivery may still arrive: then both stand.',
    conflict: 'For the same recipient there are a delivery and a failure: we show both and do not choose.',
    noOutcome:
      'By the rules of PEC an outcome always comes within 24 hours of the acceptance. Here there is none: a receipt is missing or a provider has a fault.',
    acceptanceLate: 'The acceptance receipt usually comes within seconds. Until then there is no proof of sending.',
    handOverUnknown: 'The connection was lost while sending. We wait for the receipt: it will not be sent again by itself.',
    postponed: 'The server put it off: we try again by ourselves.',
    delayed: 'After 12 hours it is still not delivered. The outcome comes within 24 hours of the acceptance.',
    logsExpiring: 'Providers keep the log of their operations for 30 months. Until then they can say what became of this message.',
    contradiction: 'Read what does not fit before you use these receipts as proof.',
  },
  causes: {
    unknownRecipient: 'address not valid',
    unknownDomain: 'domain not valid',
    mailboxDisabled: 'mailbox disabled',
    mailboxFull: 'mailbox full',
    tooLarge: 'message too large',
    network: 'provider not reachable',
    policy: 'refused by the provider’s rules',
    virus: 'virus',
    other: 'another reason',
  },
  attributable: {
    recipient: 'Possibly attributable to the recipient. Whether it is in this case is for whoever handles the matter.',
    notRecipient: 'Usually not attributable to the recipient.',
    unknown: null,
  },
  provider: 'The provider writes',
  steps: {
    checkAddress: {
      title: 'Check the address',
      text: 'One wrong letter is enough. Compare it with the register or the last message received.',
    },
    checkRegistry: {
      title: 'Look up the present digital domicile',
      text: 'INI-PEC for companies and professionals, INAD for people, IPA for administrations, ReGIndE and PP.AA. for court matters.',
    },
    article3ter: {
      title: 'If it is a lawyer’s service',
      text: 'Art. 3-ter of L. 53/1994 provides the Ministry’s reserved web area when the cause is attributable to the recipient; otherwise the ordinary forms. Read the rule in force.',
    },
    ordinaryForms: {
      title: 'Consider another way',
      text: 'Registered letter, bailiff, service by hand: it depends on the act and the deadline.',
    },
    retryLater: { title: 'Try again later', text: 'It is a new sending with new receipts: keep those of this attempt too.' },
    splitAttachments: {
      title: 'Shrink or split the attachments',
      text: 'The limit counts size times recipients. Say in the text how many parts there are.',
    },
    cleanFile: {
      title: 'Check the files',
      text: 'Have an up-to-date antivirus examine the attachments and make them anew from the original.',
    },
    fixAndSendAgain: { title: 'Correct it and send again', text: 'The new sending has another acceptance date: that one counts.' },
    readReason: { title: 'Read the provider’s reason', text: 'It is in the text above and in the receipt, word for word.' },
    waitOutcome: { title: 'Wait for the outcome', text: 'No need to send again now: a second sending would give two sets of receipts.' },
    waitReceipt: { title: 'Wait for the receipt', text: 'If the provider took it, the acceptance arrives in the mailbox by itself.' },
    checkSent: { title: 'Check that it left', text: 'Look at the outbox here and at the Sent folder in the provider’s webmail.' },
    askProvider: {
      title: 'Ask your provider',
      text: 'Give the Message-ID and the identifier: with those it finds the message in its logs.',
    },
    searchReceipts: {
      title: 'Look for the receipts elsewhere',
      text: 'They may be in another folder, in the bin, in an old archive to open, or with a colleague.',
    },
    requestLogs: {
      title: 'Ask for the trace in the log',
      text: 'The provider answers for the 30 months it keeps it. The text is ready, in Italian, with the identifiers.',
    },
    readReceipts: { title: 'Open the receipts', text: 'Why shows, check by check, what holds and what does not.' },
  },
  newMail: (count) => (count === 1 ? 'New certified mail' : `${count} new PEC messages`),
  fileCheck: {
    title: 'Comparison of the file',
    button: 'Compare a file',
    dropNow: 'Drop the file here to compare it with what was sent',
    close: 'Close the comparison',
    reading: (name) => `Reading ${name}`,
    unreadable: (name) => `${name} cannot be read: check that the file still exists.`,
    tooLarge: (name, most) => `${name} is over ${most}: use “plico search --file”.`,
    identicalDelivered: (name, attachment, count) =>
      `${name} is identical to the attachment ${attachment} delivered to ${count === 1 ? '1 recipient' : `${count} recipients`}.`,
    identicalSent: (name, attachment) => `${name} is identical to the attachment ${attachment} as sent; no receipt proves its content.`,
    bytes: (who) => `${who}: the complete receipt holds these very bytes`,
    digest: (who) => `${who}: the brief receipt holds its digest`,
    unproven: (who) => `${who}: delivered, but the receipt does not prove this content`,
    different: (name, attachment) => `${name} is NOT the attachment ${attachment} that was sent.`,
    insideSignature: 'The attachment sent is the signed file (.p7m): compare that one.',
    sizes: (dropped, sent) => `Size: this one ${dropped}, sent ${sent}`,
    firstByte: (position) => `The first byte that differs is number ${position}`,
    hashes: (dropped, sent) => `SHA-256: this one ${dropped}, sent ${sent}`,
    nothingLikeIt: (name) => `No attachment of this message is like ${name}.`,
    noAttachments: 'This message has no attachments to compare it with.',
  },
  nextSteps: 'What can be done',
  informs: 'Information, not legal advice.',
  sendAgain: 'Prepare a new sending',
  copyIdentifiers: 'Copy the identifiers',
  identificativo: 'Identifier',
  copyRequest: 'Copy the request',
  copied: 'Request copied to the clipboard.',
  requestTitle: 'Request to the provider',
  since: (when) => `since ${when}`,
  wholeMessage: 'the whole message',
  others: (count) => (count === 1 ? 'and one more' : `and ${count} more`),
  clock(clock, left, past) {
    switch (clock.what) {
      case 'outcome':
        return past ? `due ${left} ago` : `outcome within ${left}`;
      case 'acceptance':
        return past ? 'awaited for over an hour' : `awaited: ${left} more`;
      case 'logs':
        return `log for ${left} more`;
    }
  },
  duration: { minutes: (n) => `${n} min`, hours: (n) => `${n} h`, days: (n) => plural(n, '1 day', 'days') },
  detail: {
    title: 'The proof, piece by piece',
    completeness: (there, needed) => `What is needed and what is there: ${there} of ${needed}`,
    needs: 'Needed',
    there: 'There',
    missing: 'Missing',
    never: 'Will not come',
    documented: 'Failure documented',
    sentCopy: 'The message as sent, byte for byte',
    acceptance: 'The acceptance receipt of your provider',
    delivery: (who) => `The delivery receipt of ${who}`,
    ordinary: (who) => `${who} has ordinary mail: no delivery receipt`,
    extentNote: {
      complete: 'complete: proves the content too',
      brief: 'brief: proves the attachments’ digests',
      concise: 'concise: does not prove the content',
    },
    content: {
      same: 'content equal to what was sent',
      different: 'content DIFFERENT from what was sent',
      notCompared: 'content not compared',
    },
    differs: (who) => `In the receipt of ${who} the content is not what was sent:`,
    differsBrief: (who) => `In the brief receipt of ${who} the digests are not those of the attachments sent:`,
    absent: 'absent',
    timeline: (count) => (count === 1 ? 'Timeline: 1 event' : `Timeline: ${count} events`),
    sent: 'Sent',
    notCounted: 'not proven, not counted',
    perfection: 'Moments of perfection',
    perfectionMeans:
      'Art. 147 c.p.c. and art. 16-septies D.L. 179/2012 (C. Cost. 75/2019): for the sender the acceptance counts until 24:00 of that day; for the recipient the delivery, or 7:00 in the morning when it falls between 21:00 and 7:00. Which rule governs this act is for whoever handles the matter.',
    forSender: (time) => `For the sender: ${time}`,
    forRecipient: (who, time) => `For ${who}: ${time}`,
    night: (time) => `delivered ${time}, between 21:00 and 7:00`,
  },
};
