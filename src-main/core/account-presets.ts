// Where a provider's servers are, by the address of the mailbox: its domain, else the mail exchangers
// of that domain, because PEC domains are often the customer's own (PEC-REFERENCE §7).
import { resolveMx } from 'node:dns/promises';
import { PRESETS, presetForAccount, presetForDomain, presetForMailExchangers, type Preset } from '#main/accounts/presets';
import type { Endpoint } from '#main/ports';
import type { ProviderServers } from '#shared/model/provider';

export type AccountPreset = {
  readonly provider: string;
  readonly imap: Endpoint | null;
  readonly smtp: Endpoint | null;
  /** Codes of what a user of this provider has to know. */
  readonly notes: readonly string[];
};

const LOOK_UP_MS = 3_000;

/** Null when neither the domain nor its mail exchangers tell the provider. Asks the DNS only for an unknown domain. */
export async function presetFor(address: string): Promise<AccountPreset | null> {
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
  if (!/^[a-z0-9.-]{3,253}$/.test(domain)) return null;
  const preset = presetForDomain(domain) ?? presetForMailExchangers(await mailExchangers(domain));
  return preset === null ? null : asAccountPreset(preset);
}

/** Those of which both servers are known, by name. */
export function knownProviders(): readonly ProviderServers[] {
  const place = ({ host, port, security }: Endpoint): ProviderServers['imap'] => ({
    host,
    port,
    security: security === 'tls' ? 'tls' : 'starttls',
  });
  return PRESETS.flatMap(({ name, imap, smtp }) =>
    imap === null || smtp === null ? [] : [{ name, imap: place(imap), smtp: place(smtp) }],
  ).toSorted((left, right) => left.name.localeCompare(right.name));
}

/** Name of the provider for a label, from the address or the server's name. */
export function providerOf(address: string, host: string): string {
  return presetForAccount(address, host)?.name ?? host;
}

function asAccountPreset({ name, imap, smtp, notes }: Preset): AccountPreset {
  return { provider: name, imap, smtp, notes };
}

async function mailExchangers(domain: string): Promise<readonly string[]> {
  // Names reserved for tests and the demo are nobody's (RFC 6761 §6).
  if (/(^|\.)(example|test|invalid|localhost)$/.test(domain)) return [];
  try {
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('late')), LOOK_UP_MS).unref());
    const found = await Promise.race([resolveMx(domain), late]);
    return found.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  } catch {
    return [];
  }
}
