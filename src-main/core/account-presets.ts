// Where a provider's servers are, by the address of the mailbox.
import type { Endpoint } from '#main/ports';

export type AccountPreset = { readonly provider: string; readonly imap: Endpoint; readonly smtp: Endpoint; readonly hint: string | null };

/** Null when the address tells nothing about the provider. */
export function presetFor(address: string): AccountPreset | null {
  void address;
  return null;
}

/** Name of the provider for a label, from the address or the server's name. */
export function providerOf(address: string, host: string): string {
  return presetFor(address)?.provider ?? host.split('.').slice(-2).join('.');
}
