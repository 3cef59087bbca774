// The people of the sandbox: two providers that differ where real ones do, mailboxes for the demo, and
// mailboxes that behave badly on purpose. Passwords are no secret: they open nothing else.
import type { MailboxBehaviour, OrdinaryMail } from './mailbox.ts';
import type { ProviderProfile } from './provider-profile.ts';
import { addressKey, domainOf } from './submitted.ts';

export type MailboxPlan = {
  readonly address: string;
  readonly displayName: string;
  /** Some providers want a user id, not the address (PEC-REFERENCE §7). */
  readonly login: string;
  readonly password: string;
  /** 'user': an account for the demo; 'special': a recipient with a behaviour; 'service': between providers. */
  readonly role: 'user' | 'special' | 'service';
  readonly behaviour: MailboxBehaviour;
  readonly savesSentCopy: boolean;
  readonly ordinaryMail: OrdinaryMail;
  /** STORAGE of RFC 9208. */
  readonly quotaBytes: number;
};

/** A mailbox for a person beside those of the layout. */
export type ExtraBox = {
  /** In a domain that one of the providers serves. */
  readonly address: string;
  readonly displayName: string;
  readonly quotaBytes: number;
};

export type ProviderPlan = {
  readonly profile: ProviderProfile;
  /** Folder names of a new mailbox besides INBOX, with their special use. */
  readonly folders: readonly (readonly [path: string, specialUse: string])[];
  readonly mailboxes: readonly MailboxPlan[];
};

const HOUR_MS = 3_600_000;
/** What a box has when nothing else is said. */
export const USUAL_QUOTA_BYTES = 1024 * 1024 * 1024;
const NORMAL: MailboxBehaviour = { kind: 'normal' };

function user(address: string, displayName: string, login: string, savesSentCopy: boolean, ordinaryMail: OrdinaryMail): MailboxPlan {
  return {
    address,
    displayName,
    login,
    password: `prova-${address.split('@')[0] ?? ''}-2026`,
    role: 'user',
    behaviour: NORMAL,
    savesSentCopy,
    ordinaryMail,
    quotaBytes: USUAL_QUOTA_BYTES,
  };
}

function special(address: string, displayName: string, behaviour: MailboxBehaviour): MailboxPlan {
  return {
    address,
    displayName,
    login: address,
    password: 'prova-speciale-2026',
    role: 'special',
    behaviour,
    savesSentCopy: false,
    ordinaryMail: 'refuse',
    quotaBytes: USUAL_QUOTA_BYTES,
  };
}

function service(domain: string): MailboxPlan {
  return {
    address: `ricevute-servizio@${domain}`,
    displayName: 'Ricevute di servizio',
    login: `ricevute-servizio@${domain}`,
    password: 'prova-servizio-2026',
    role: 'service',
    behaviour: NORMAL,
    savesSentCopy: false,
    ordinaryMail: 'refuse',
    quotaBytes: USUAL_QUOTA_BYTES,
  };
}

export const LAYOUT: readonly ProviderPlan[] = [
  {
    profile: {
      name: 'Gestore Uno S.p.A.',
      domain: 'pec-uno.example',
      managedDomains: ['avvocati.pec-uno.example'],
      retiredDomains: [],
      style: { ids: 'dotted', protocol: 'application/pkcs7-signature', html: true, originalFirst: false },
    },
    folders: [
      ['Sent', '\\Sent'],
      ['Drafts', '\\Drafts'],
      ['Trash', '\\Trash'],
      ['Junk', '\\Junk'],
    ],
    mailboxes: [
      user('studio.rossi@pec-uno.example', 'Studio Legale Rossi', 'studio.rossi@pec-uno.example', false, 'wrap'),
      user('cliente.a@pec-uno.example', 'Alfa Costruzioni S.r.l.', 'cliente.a@pec-uno.example', false, 'wrap'),
      service('pec-uno.example'),
    ],
  },
  {
    profile: {
      name: 'Gestore Due S.p.A.',
      domain: 'pec-due.example',
      managedDomains: ['enti.pec-due.example'],
      retiredDomains: ['vecchio.pec-due.example'],
      style: { ids: 'hexadecimal', protocol: 'application/x-pkcs7-signature', html: false, originalFirst: true },
    },
    folders: [
      ['Posta inviata', '\\Sent'],
      ['Bozze', '\\Drafts'],
      ['Cestino', '\\Trash'],
      ['Posta indesiderata', '\\Junk'],
    ],
    mailboxes: [
      user('comune@pec-due.example', 'Comune di Valdoro', 'C0042', true, 'plain'),
      user('ditta@pec-due.example', 'Bianchi Forniture S.r.l.', 'D0107', true, 'wrap'),
      special('piena@pec-due.example', 'Casella piena', { kind: 'full' }),
      special('silente@pec-due.example', 'Gestore mai raggiunto', { kind: 'unreachable', forMs: null }),
      special('lenta@pec-due.example', 'Raggiunta dopo 15 ore', { kind: 'unreachable', forMs: 15 * HOUR_MS }),
      special('tardiva@pec-due.example', 'Raggiunta dopo 30 ore', { kind: 'unreachable', forMs: 30 * HOUR_MS }),
      special('ferma@pec-due.example', 'Presa in carico, mai consegnata', { kind: 'stuck' }),
      special('urp@enti.pec-due.example', 'Ufficio relazioni con il pubblico', NORMAL),
      service('pec-due.example'),
    ],
  },
];

/** The layout with more boxes. Throws when an address is there twice, or in a domain that nobody serves. */
export function layoutWith(boxes: readonly ExtraBox[]): readonly ProviderPlan[] {
  const places = boxes.map((box) => ({ box, plan: planOf(box.address) }));
  const plans = LAYOUT.map((plan) => ({
    ...plan,
    mailboxes: [...plan.mailboxes, ...places.filter((place) => place.plan === plan).map(({ box }) => extraMailbox(box))],
  }));
  const addresses = plans.flatMap(({ mailboxes }) => mailboxes.map(({ address }) => addressKey(address)));
  const twice = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (twice !== undefined) throw new Error(`two boxes are called ${twice}`);
  return plans;
}

/** Boxes with a number for a name, each with the next provider: casella-1@pec-uno.example, casella-2@pec-due.example, … */
export function numberedBoxes(count: number, quotaBytes: number): readonly ExtraBox[] {
  return Array.from({ length: count }, (_, index) => ({
    address: `casella-${index + 1}@${LAYOUT[index % LAYOUT.length]?.profile.domain ?? ''}`,
    displayName: `Casella ${index + 1}`,
    quotaBytes,
  }));
}

function planOf(address: string): ProviderPlan {
  const domain = domainOf(address);
  const found = LAYOUT.find(({ profile }) => [profile.domain, ...profile.managedDomains].includes(domain));
  if (found === undefined) throw new Error(`no provider serves ${address}`);
  return found;
}

function extraMailbox({ address, displayName, quotaBytes }: ExtraBox): MailboxPlan {
  return { ...user(address, displayName, address, true, 'wrap'), quotaBytes };
}
