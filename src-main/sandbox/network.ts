// What providers know of each other: the directory of domains (PEC-REFERENCE §3.5), the shared clock,
// and the doors of each provider that others may use.
import type { SandboxClock } from './clock.ts';
import type { PecMailbox } from './mailbox.ts';
import type { Issuer } from './provider-profile.ts';
import { addressKey, domainOf } from './submitted.ts';
import type { Transit } from './transit.ts';
import type { Progress, Transmission } from './transmission.ts';

export type Provider = {
  readonly issuer: Issuer;
  /** By lower-case address, service mailbox included. */
  readonly mailboxes: ReadonlyMap<string, PecMailbox>;
  /** Messages accepted here that still wait for an outcome, by identificativo. */
  readonly transmissions: Map<string, Transmission>;
};

export type OutsideMail = { readonly at: number; readonly to: string; readonly bytes: Uint8Array };

export type PecNetwork = {
  readonly clock: SandboxClock;
  readonly providers: readonly Provider[];
  readonly transit: Transit;
  /** Mail to ordinary addresses: it leaves the sandbox here and no receipt comes back. */
  readonly outside: OutsideMail[];
};

export function providerOf(network: PecNetwork, address: string): Provider | null {
  const domain = domainOf(address);
  return (
    network.providers.find(({ issuer: { profile } }) =>
      [profile.domain, ...profile.managedDomains, ...profile.retiredDomains].includes(domain),
    ) ?? null
  );
}

export function mailboxOf(network: PecNetwork, address: string): PecMailbox | null {
  return providerOf(network, address)?.mailboxes.get(addressKey(address)) ?? null;
}

/** Puts a message into a mailbox's INBOX with the trace fields of final delivery (RFC 5321 §4.4). */
export function storeMessage(mailbox: PecMailbox, bytes: Uint8Array, at: number, envelopeFrom: string, receivedField: string): void {
  const head = `Return-Path: <${envelopeFrom}>\r\nDelivered-To: ${mailbox.address}\r\n${receivedField}\r\n`;
  mailbox.store.append('INBOX', Buffer.concat([Buffer.from(head, 'latin1'), bytes]), [], at);
}

/** `provider`: the one that accepted the message and waits for the outcome. */
export function noteProgress(
  network: PecNetwork,
  provider: Provider,
  transmission: Transmission,
  recipients: readonly string[],
  progress: Progress,
): void {
  for (const recipient of recipients) transmission.progress.set(addressKey(recipient), progress);
  network.transit.save(provider.issuer.profile.domain, transmission);
}
