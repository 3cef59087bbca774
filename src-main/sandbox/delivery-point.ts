// The delivery point (RFC 6109 §3.3, PEC-REFERENCE §1.1): puts a valid envelope into the recipient's
// mailbox and answers with a delivery receipt, or with an error; one per recipient.
import { briefOriginal } from './brief.ts';
import { italianTime } from './italian-time.ts';
import { issueReceipt } from './messages.ts';
import type { Issued } from './messages.ts';
import { mailboxOf, noteProgress, providerOf, storeMessage } from './network.ts';
import type { PecNetwork, Provider } from './network.ts';
import { addressKey, domainOf } from './submitted.ts';
import { certificateFor, extentFor } from './transmission.ts';
import type { NoticeDetail, Transmission } from './transmission.ts';

export function deliverEnvelope(network: PecNetwork, provider: Provider, transmission: Transmission, recipient: string, at: number): void {
  const refusal = refusalFor(provider, recipient);
  if (refusal !== null) {
    sendNotice(network, provider, transmission, 'errore-consegna', at, { ...refusal, recipient });
    return;
  }
  const mailbox = provider.mailboxes.get(addressKey(recipient));
  if (mailbox === undefined || mailbox.behaviour.kind === 'stuck') return;
  storeMessage(mailbox, transmission.envelope.bytes, at, transmission.data.sender, receivedField(provider, recipient, at));
  sendNotice(network, provider, transmission, 'avvenuta-consegna', at, { recipient, extent: extentFor(transmission, recipient) });
}

function refusalFor(provider: Provider, recipient: string): NoticeDetail | null {
  const { profile } = provider.issuer;
  if (profile.retiredDomains.includes(domainOf(recipient)))
    return { error: 'no-dominio', extendedError: `5.1.2 - ${profile.name} - dominio non valido` };
  const mailbox = provider.mailboxes.get(addressKey(recipient));
  if (mailbox === undefined) return { error: 'no-dest', extendedError: `5.1.1 - ${profile.name} - indirizzo non valido` };
  if (mailbox.behaviour.kind === 'full' || mailbox.store.usedBytes() > mailbox.store.quotaBytes)
    return { error: 'altro', extendedError: `5.2.2 - ${profile.name} - casella piena` };
  return null;
}

/** Issues a notice about one recipient and brings it to the sender. */
export function sendNotice(
  network: PecNetwork,
  provider: Provider,
  transmission: Transmission,
  kind: 'avvenuta-consegna' | 'errore-consegna' | 'preavviso-errore-consegna',
  at: number,
  detail: NoticeDetail & { readonly recipient: string; readonly stage?: 'first' | 'final' },
): void {
  const issued = issueReceipt(provider.issuer, {
    certificate: certificateFor(kind, transmission.data, provider.issuer.profile.name, at, detail),
    to: transmission.returnPath,
    rawSubject: transmission.rawSubject,
    original:
      detail.extent === 'completa' ? transmission.original : detail.extent === 'breve' ? briefOriginal(transmission.original) : null,
    stage: detail.stage ?? null,
  });
  bringReceipt(network, issued, transmission.returnPath);
  const accepting = providerOf(network, transmission.returnPath) ?? provider;
  if (kind !== 'preavviso-errore-consegna') noteProgress(network, accepting, transmission, [detail.recipient], 'closed');
}

/** A receipt passes the incoming and delivery point of the sender's own provider; nothing answers it. */
export function bringReceipt(network: PecNetwork, issued: Issued, to: string): void {
  const provider = providerOf(network, to);
  const mailbox = mailboxOf(network, to);
  if (provider !== null && mailbox !== null)
    storeMessage(mailbox, issued.bytes, issued.at, issued.from, receivedField(provider, to, issued.at));
}

export function receivedField(provider: Provider, recipient: string, at: number): string {
  const { domain } = provider.issuer.profile;
  return `Received: from mx.${domain} ([192.0.2.25]) by store.${domain} with LMTP\r\n\tfor <${recipient}>; ${italianTime(at).header}`;
}
