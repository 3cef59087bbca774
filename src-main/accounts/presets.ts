// Servers of the Italian PEC providers, with the source and date of each value (PEC-REFERENCE §7). A
// proposal only: PEC domains are often the customer's own and resellers use other providers' hosts,
// so every field can be edited and nothing is found by asking third parties.
import type { Endpoint } from '#main/ports';

/** 'confirmed': port and host in the source. 'hostOnly': the port is the usual one. 'weak': a single uncertain source. */
export type Confidence = 'confirmed' | 'hostOnly' | 'weak';

export type ProposedEndpoint = Endpoint & { readonly confidence: Confidence };

/** What a user of this provider has to know; worded in src-shared/text. */
export type PresetNote =
  | 'appPasswordWith2fa'
  | 'appPasswordExpires90'
  | 'imapCanBeDisabled'
  | 'loginIsUserId'
  | 'sendLimit6PerMinute'
  | 'noBulkSending'
  | 'specialCharactersInPassword'
  | 'multiUserLogin'
  | 'sizeTimesRecipients100MB';

export type Preset = {
  readonly id: string;
  readonly name: string;
  /** Mail domains of the provider itself: from its host names, no source of its own. */
  readonly domains: readonly string[];
  /** Suffixes of MX host names that tell the provider of a customer's own domain. */
  readonly mailExchangers: readonly string[];
  /** Null: not known, the user types it. */
  readonly imap: ProposedEndpoint | null;
  readonly smtp: ProposedEndpoint | null;
  readonly notes: readonly PresetNote[];
  readonly source: string;
  /** When the values were last looked at. */
  readonly checked: string;
};

const SOURCE = 'PEC-REFERENCE §7';
const CHECKED = '2026-11-22';

const tls = (host: string, port: number, confidence: Confidence): ProposedEndpoint => ({ host, port, security: 'tls', confidence });

export const PRESETS: readonly Preset[] = [
  {
    id: 'aruba',
    name: 'Aruba PEC',
    domains: ['pec.it', 'arubapec.it', 'pec.aruba.it'],
    mailExchangers: ['pec.aruba.it'],
    imap: tls('imaps.pec.aruba.it', 993, 'confirmed'),
    smtp: tls('smtps.pec.aruba.it', 465, 'confirmed'),
    notes: ['appPasswordWith2fa', 'appPasswordExpires90', 'imapCanBeDisabled', 'multiUserLogin', 'sizeTimesRecipients100MB'],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'legalmail',
    name: 'InfoCert Legalmail',
    domains: ['legalmail.it', 'cert.legalmail.it'],
    mailExchangers: ['legalmail.it'],
    imap: tls('mbox.cert.legalmail.it', 993, 'confirmed'),
    smtp: tls('sendm.cert.legalmail.it', 465, 'confirmed'),
    notes: ['loginIsUserId', 'sendLimit6PerMinute', 'noBulkSending', 'specialCharactersInPassword'],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'postecert',
    name: 'Poste Italiane PosteCert',
    domains: ['postecert.it'],
    mailExchangers: ['postecert.it'],
    imap: tls('mail.postecert.it', 993, 'hostOnly'),
    smtp: tls('mail.postecert.it', 465, 'hostOnly'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'postecertifica',
    name: 'Poste Italiane Postecertifica',
    domains: ['postecertifica.it'],
    mailExchangers: ['postecertifica.it'],
    imap: tls('mail.postecertifica.it', 993, 'weak'),
    smtp: tls('mail.postecertifica.it', 465, 'weak'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'namirial',
    name: 'Namirial (Sicurezza Postale)',
    domains: ['sicurezzapostale.it'],
    mailExchangers: ['sicurezzapostale.it'],
    imap: tls('imaps.sicurezzapostale.it', 993, 'hostOnly'),
    smtp: tls('smtps.sicurezzapostale.it', 465, 'confirmed'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'register',
    name: 'Register.it',
    domains: ['pec-email.com'],
    mailExchangers: ['pec-email.com'],
    imap: tls('imap.pec-email.com', 993, 'hostOnly'),
    smtp: tls('smtp.pec-email.com', 465, 'hostOnly'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'itnet',
    name: 'Libero / ITnet',
    domains: ['postacert.it.net'],
    mailExchangers: ['postacert.it.net'],
    imap: tls('mail.postacert.it.net', 993, 'hostOnly'),
    smtp: tls('mail.postacert.it.net', 465, 'hostOnly'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'intesi',
    name: 'Intesi Group',
    domains: ['ig-trustmail.com'],
    mailExchangers: ['ig-trustmail.com'],
    imap: tls('imap.ig-trustmail.com', 993, 'hostOnly'),
    smtp: tls('smtp.ig-trustmail.com', 465, 'hostOnly'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
  {
    id: 'tim',
    name: 'TIM PEC',
    domains: ['pectim.it'],
    mailExchangers: ['pectim.it'],
    imap: null,
    smtp: tls('smtps.pectim.it', 465, 'confirmed'),
    notes: [],
    source: SOURCE,
    checked: CHECKED,
  },
];

/** By the provider's own domains, exactly or below them; null for a customer's own domain. */
export function presetForDomain(domain: string): Preset | null {
  return bestSuffix(domain, ({ domains }) => domains);
}

/** By the MX host names of a customer's domain, most preferred first. */
export function presetForMailExchangers(hosts: readonly string[]): Preset | null {
  for (const host of hosts) {
    const found = bestSuffix(host.replace(/\.$/, ''), ({ mailExchangers }) => mailExchangers);
    if (found !== null) return found;
  }
  return null;
}

/** The provider's name for an address and the host it is reached at; null when neither tells. */
export function presetForAccount(address: string, imapHost: string): Preset | null {
  const byHost = PRESETS.find(({ imap, smtp }) => imap?.host === imapHost.toLowerCase() || smtp?.host === imapHost.toLowerCase());
  return byHost ?? presetForDomain(address.slice(address.lastIndexOf('@') + 1));
}

function bestSuffix(name: string, suffixes: (preset: Preset) => readonly string[]): Preset | null {
  const wanted = name.toLowerCase();
  let best: { preset: Preset; length: number } | null = null;
  for (const preset of PRESETS) {
    for (const suffix of suffixes(preset)) {
      const fits = wanted === suffix || wanted.endsWith(`.${suffix}`);
      if (fits && (best === null || suffix.length > best.length)) best = { preset, length: suffix.length };
    }
  }
  return best?.preset ?? null;
}
