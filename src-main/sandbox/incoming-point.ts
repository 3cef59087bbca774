// The incoming point (RFC 6109 §3.2, PEC-REFERENCE §1.1): takes envelopes of other providers in
// charge, finds viruses, and wraps what is no certified mail into an anomaly envelope.
import { deliverEnvelope, receivedField, sendNotice } from './delivery-point.ts';
import { issueAnomalyEnvelope, issueReceipt } from './messages.ts';
import type { Issued } from './messages.ts';
import { mailboxOf, noteProgress, providerOf, storeMessage } from './network.ts';
import type { PecNetwork, Provider } from './network.ts';
import { serviceAddress } from './provider-profile.ts';
import { addressKey, addressesOf, decodedText, fieldValue, fieldValues, readSubmitted, withCrlf } from './submitted.ts';
import { certificateFor } from './transmission.ts';
import type { Transmission } from './transmission.ts';
import { hasVirus } from './virus.ts';

const SECOND_MS = 1000;

/** `recipients`: those of this provider. `sender`: the provider that signed the envelope. */
export function receiveEnvelope(
  network: PecNetwork,
  sender: Provider,
  receiver: Provider,
  transmission: Transmission,
  recipients: readonly string[],
  at: number,
): void {
  if (hasVirus(transmission.original, 'incoming')) {
    for (const recipient of recipients) reportVirus(network, sender, receiver, transmission, recipient, at);
    return;
  }
  const takenInCharge = issueReceipt(receiver.issuer, {
    certificate: certificateFor('presa-in-carico', transmission.data, receiver.issuer.profile.name, at, { takenInCharge: recipients }),
    to: serviceAddress(sender.issuer.profile),
    rawSubject: transmission.rawSubject,
    original: null,
    stage: null,
  });
  toService(sender, takenInCharge);
  noteProgress(network, sender, transmission, recipients, 'takenInCharge');
  scheduleDeliveries(network, receiver, transmission, recipients, at);
}

/** One second apart, as a queue works them off. */
export function scheduleDeliveries(
  network: PecNetwork,
  receiver: Provider,
  transmission: Transmission,
  recipients: readonly string[],
  takenAt: number,
): void {
  recipients.forEach((recipient, index) => {
    network.clock.schedule(takenAt + SECOND_MS * (index + 1), (at) => deliverEnvelope(network, receiver, transmission, recipient, at));
  });
}

/** The receiver tells the sender's provider; that one tells the sender (RFC 6109 §3.2.3). */
function reportVirus(
  network: PecNetwork,
  sender: Provider,
  receiver: Provider,
  transmission: Transmission,
  recipient: string,
  at: number,
): void {
  const found = issueReceipt(receiver.issuer, {
    certificate: certificateFor('rilevazione-virus', transmission.data, receiver.issuer.profile.name, at, {
      error: 'virus',
      recipient,
      extendedError: '5.7.1 - rilevato virus di prova',
    }),
    to: serviceAddress(sender.issuer.profile),
    rawSubject: transmission.rawSubject,
    original: null,
    stage: null,
  });
  toService(sender, found);
  network.clock.schedule(at + SECOND_MS, (when) => {
    sendNotice(network, sender, transmission, 'errore-consegna', when, {
      error: 'virus',
      recipient,
      extendedError: `5.7.1 - ${receiver.issuer.profile.name} - presenza di un virus nel messaggio`,
    });
  });
}

function toService(provider: Provider, issued: Issued): void {
  const address = serviceAddress(provider.issuer.profile);
  const mailbox = provider.mailboxes.get(addressKey(address));
  if (mailbox !== undefined) storeMessage(mailbox, issued.bytes, issued.at, issued.from, receivedField(provider, address, issued.at));
}

export type OutsideMessage = {
  /** As it comes from the ordinary mail system, with its own Received fields. */
  readonly bytes: Uint8Array;
  readonly envelopeFrom: string;
  readonly to: string;
  /** Why it is no certified mail; default: from an ordinary mailbox. */
  readonly reason?: string;
  /** Header fields that a careless provider copies onto the anomaly envelope. */
  readonly extraHeaders?: readonly string[];
  /** The provider's own service mail (renewal, quota): no envelope, whatever the mailbox's setting. */
  readonly fromProvider?: boolean;
};

export type OutsideOutcome = 'anomaly' | 'plain' | 'refused';

/** Mail that is not from the certified system, at the time of the clock (PEC-REFERENCE §1.10). */
export function receiveOutside(network: PecNetwork, message: OutsideMessage, at: number): OutsideOutcome {
  const provider = providerOf(network, message.to);
  const mailbox = mailboxOf(network, message.to);
  if (provider === null || mailbox === null) return 'refused';
  const treatment = message.fromProvider === true ? 'plain' : mailbox.ordinaryMail;
  if (treatment === 'refuse') return 'refused';
  const received = readSubmitted(withCrlf(message.bytes));
  const trace = receivedField(provider, mailbox.address, at);
  if (treatment === 'plain') {
    storeMessage(mailbox, received.bytes, at, message.envelopeFrom, trace);
    return 'plain';
  }
  const envelope = issueAnomalyEnvelope(provider.issuer, {
    received,
    at,
    sender: addressesOf(fieldValue(received, 'from') ?? message.envelopeFrom)[0] ?? message.envelopeFrom,
    recipients: [...fieldValues(received, 'to'), ...fieldValues(received, 'cc')].flatMap((value) => addressesOf(value)),
    subject: decodedText(fieldValue(received, 'subject') ?? ''),
    reason: message.reason ?? 'messaggio proveniente da una casella di posta ordinaria',
    ...(message.extraHeaders === undefined ? {} : { extraHeaders: message.extraHeaders }),
  });
  storeMessage(mailbox, envelope.bytes, at, message.envelopeFrom, trace);
  return 'anomaly';
}
