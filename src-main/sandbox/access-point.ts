// The access point (RFC 6109 §3.1, PEC-REFERENCE §1.6, §1.7): checks what a user submits, answers with
// acceptance or non-acceptance, wraps the original into a signed transport envelope, hands it to the
// providers of the recipients, and gives notice when nothing is heard for 12 and 24 hours (§1.9).
import { bringReceipt, sendNotice } from './delivery-point.ts';
import type { Certificate, CertifiedRecipient, MessageData } from './daticert.ts';
import { receiveEnvelope, scheduleDeliveries } from './incoming-point.ts';
import { italianTime } from './italian-time.ts';
import type { PecMailbox } from './mailbox.ts';
import { asExtent, issueEnvelope, issueReceipt, stampedOriginal } from './messages.ts';
import { mailboxOf, providerOf } from './network.ts';
import type { PecNetwork, Provider } from './network.ts';
import { addressKey, addressesOf, decodedText, fieldValue, fieldValues, isAddress, readSubmitted, unfold, withCrlf } from './submitted.ts';
import type { Submitted } from './submitted.ts';
import { certificateFor } from './transmission.ts';
import type { NoticeDetail, Role, Transmission } from './transmission.ts';
import { hasVirus } from './virus.ts';

export type Submission = {
  readonly mailbox: PecMailbox;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** DATA content after dot-unstuffing. */
  readonly bytes: Uint8Array;
};

const SECOND_MS = 1000;
/** After acceptance: a little past 12 and 24 hours. */
export const FIRST_NOTICE_MS = 12 * 3_600_000 + 9 * SECOND_MS;
export const FINAL_NOTICE_MS = 24 * 3_600_000 + 3 * SECOND_MS;
/** Size times recipients (PEC-REFERENCE §1.7); above it a non-acceptance. */
export const LARGEST_TOTAL_BYTES = 100 * 1024 * 1024;

export function acceptSubmission(network: PecNetwork, provider: Provider, submission: Submission): void {
  const submittedAt = network.clock.now();
  if (submission.mailbox.savesSentCopy)
    submission.mailbox.store.append(submission.mailbox.sentFolder, submission.bytes, ['\\Seen'], submittedAt);
  network.clock.schedule(submittedAt + SECOND_MS, (at) => answer(network, provider, submission, submittedAt, at));
}

function answer(network: PecNetwork, provider: Provider, submission: Submission, submittedAt: number, at: number): void {
  const original = readSubmitted(withCrlf(submission.bytes));
  const data = messageData(network, submission, original, provider.issuer.newId(at));
  const issuerName = provider.issuer.profile.name;
  const refusal = refusalOf(submission, original, issuerName);
  const toSender = (certificate: Certificate): void => {
    const rawSubject = fieldValue(original, 'subject');
    const receipt = issueReceipt(provider.issuer, { certificate, to: submission.mailFrom, rawSubject, original: null, stage: null });
    bringReceipt(network, receipt, submission.mailFrom);
  };
  if (refusal !== null) {
    toSender(certificateFor('non-accettazione', data, issuerName, at, refusal));
    return;
  }
  const transmission = newTransmission(provider, submission, original, data, submittedAt, at);
  provider.transmissions.set(data.identificativo, transmission);
  // Before the sender hears of it: what was accepted must not get lost.
  network.transit.save(provider.issuer.profile.domain, transmission);
  toSender(certificateFor('accettazione', data, issuerName, at));
  followTransmission(network, provider, transmission);
  const ordinary = data.recipients.filter((recipient) => !recipient.certified);
  network.outside.push(...ordinary.map((recipient) => ({ at, to: recipient.address, bytes: transmission.envelope.bytes })));
}

function refusalOf(submission: Submission, original: Submitted, issuerName: string): NoticeDetail | null {
  const problem = formalProblem(submission, original);
  if (problem !== null) return { error: 'altro', extendedError: problem };
  return hasVirus(original.bytes, 'access')
    ? { error: 'virus', extendedError: `5.7.1 - ${issuerName} - presenza di un virus nel messaggio` }
    : null;
}

function newTransmission(
  { issuer }: Provider,
  submission: Submission,
  submitted: Submitted,
  data: MessageData,
  submittedAt: number,
  acceptedAt: number,
): Transmission {
  const received = `Received: from client ([192.0.2.15]) by smtps.${issuer.profile.domain} with ESMTPSA;\r\n\t${italianTime(submittedAt).header}`;
  const original = stampedOriginal(submitted, data.identificativo, data.msgid, received);
  const wanted = asExtent(fieldValue(submitted, 'x-tiporicevuta'));
  const certificate = certificateFor('posta-certificata', data, issuer.profile.name, acceptedAt, { extent: wanted });
  const certified = data.recipients.filter((recipient) => recipient.certified).map((recipient) => recipient.address);
  return {
    data,
    wanted,
    original,
    acceptedAt,
    rawSubject: fieldValue(submitted, 'subject'),
    envelope: issueEnvelope(issuer, certificate, readSubmitted(original), received),
    roles: rolesOf(submitted),
    returnPath: submission.mailFrom,
    progress: new Map(certified.map((address) => [addressKey(address), 'sent'])),
    noticed: new Map(),
  };
}

/** Schedules what is still to happen to an accepted message; also for one kept from an earlier run. */
export function followTransmission(network: PecNetwork, provider: Provider, transmission: Transmission): void {
  const certified = transmission.data.recipients
    .map((recipient) => recipient.address)
    .filter((address) => transmission.progress.has(addressKey(address)));
  const groups = new Map<string, { receiver: Provider; delayMs: number; taken: boolean; recipients: string[] }>();
  for (const address of certified) {
    const progress = transmission.progress.get(addressKey(address));
    const receiver = providerOf(network, address);
    const behaviour = mailboxOf(network, address)?.behaviour;
    const delayMs = behaviour?.kind === 'unreachable' ? behaviour.forMs : SECOND_MS;
    if (receiver === null || delayMs === null || progress === 'closed') continue;
    const taken = progress === 'takenInCharge';
    const key = `${receiver.issuer.profile.domain} ${delayMs} ${taken}`;
    const group = groups.get(key) ?? { receiver, delayMs, taken, recipients: [] };
    group.recipients.push(address);
    groups.set(key, group);
  }
  for (const { receiver, delayMs, taken, recipients } of groups.values()) {
    if (taken) scheduleDeliveries(network, receiver, transmission, recipients, transmission.acceptedAt + delayMs);
    else
      network.clock.schedule(transmission.acceptedAt + delayMs, (at) =>
        receiveEnvelope(network, provider, receiver, transmission, recipients, at),
      );
  }
  for (const recipient of certified) scheduleNotices(network, provider, transmission, recipient);
}

/** PEC-REFERENCE §1.9: the first only when nothing at all was heard, the final when not delivered. */
function scheduleNotices(network: PecNetwork, provider: Provider, transmission: Transmission, recipient: string): void {
  const key = addressKey(recipient);
  const notify = (stage: 'first' | 'final', at: number): void => {
    const hours = stage === 'first' ? 12 : 24;
    sendNotice(network, provider, transmission, 'preavviso-errore-consegna', at, {
      error: 'altro',
      recipient,
      stage,
      extendedError: `${hours} ore: mancata conferma dal gestore destinatario`,
    });
    transmission.noticed.set(key, stage);
    network.transit.save(provider.issuer.profile.domain, transmission);
  };
  if (transmission.progress.get(key) === 'closed' || transmission.noticed.get(key) === 'final') return;
  if (!transmission.noticed.has(key)) {
    network.clock.schedule(transmission.acceptedAt + FIRST_NOTICE_MS, (at) => {
      if (transmission.progress.get(key) === 'sent') notify('first', at);
    });
  }
  network.clock.schedule(transmission.acceptedAt + FINAL_NOTICE_MS, (at) => {
    if (transmission.progress.get(key) !== 'closed') notify('final', at);
  });
}

function messageData(network: PecNetwork, submission: Submission, original: Submitted, identificativo: string): MessageData {
  const visible = [...fieldValues(original, 'to'), ...fieldValues(original, 'cc')].flatMap((value) => addressesOf(value));
  const recipients: CertifiedRecipient[] = [];
  for (const address of visible.length > 0 ? visible : submission.recipients) {
    if (!recipients.some((recipient) => addressKey(recipient.address) === addressKey(address)))
      recipients.push({ address, certified: providerOf(network, address) !== null });
  }
  const sender = addressesOf(fieldValue(original, 'from') ?? '')[0] ?? submission.mailFrom;
  const subject = fieldValue(original, 'subject');
  const msgid = fieldValue(original, 'message-id');
  return {
    sender,
    recipients,
    identificativo,
    replyTo: addressesOf(fieldValue(original, 'reply-to') ?? '')[0] ?? sender,
    subject: subject === null ? null : decodedText(subject),
    msgid: msgid === null ? null : unfold(msgid).trim(),
  };
}

/** PEC-REFERENCE §1.7, in the order of the text; the reason goes to errore-esteso. */
export function formalProblem(submission: Submission, original: Submitted): string | null {
  const from = fieldValues(original, 'from');
  const sender = addressesOf(from[0] ?? '');
  if (from.length !== 1 || sender.length !== 1 || !isAddress(sender[0] ?? '')) return 'mittente mancante o non valido (From)';
  const to = fieldValues(original, 'to').flatMap((value) => addressesOf(value));
  const cc = fieldValues(original, 'cc').flatMap((value) => addressesOf(value));
  if (!to.some((address) => isAddress(address))) return 'destinatari mancanti o non validi (To)';
  if ([...to, ...cc].some((address) => !isAddress(address))) return 'destinatari non validi';
  if (addressKey(sender[0] ?? '') !== addressKey(submission.mailFrom)) return 'mittente diverso da quello della casella autenticata';
  const named = new Set([...to, ...cc].map((address) => addressKey(address)));
  const given = new Set(submission.recipients.map((address) => addressKey(address)));
  if (fieldValues(original, 'bcc').length > 0 || [...given].some((address) => !named.has(address)))
    return 'presenza di destinatari in copia nascosta (Bcc)';
  if ([...named].some((address) => !given.has(address))) return 'destinatari della busta diversi da quelli del messaggio';
  if (original.bytes.length * named.size > LARGEST_TOTAL_BYTES) return 'dimensione del messaggio per numero di destinatari oltre il limite';
  return null;
}

function rolesOf(original: Submitted): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const address of fieldValues(original, 'to').flatMap((value) => addressesOf(value))) roles.set(addressKey(address), 'to');
  for (const address of fieldValues(original, 'cc').flatMap((value) => addressesOf(value)))
    roles.set(addressKey(address), roles.has(addressKey(address)) ? 'unclear' : 'cc');
  return roles;
}
