// The people of the sandbox: two providers that differ where real ones do, mailboxes for the demo, and
// mailboxes that behave badly on purpose. Passwords are no secret: they open nothing else.
import type { MailboxBehaviour, OrdinaryMail } from './mailbox.ts';
import type { ProviderProfile } from './provider-profile.ts';

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
};

export type ProviderPlan = {
  readonly profile: ProviderProfile;
  /** Folder names of a new mailbox besides INBOX, with their special use. */
  readonly folders: readonly (readonly [path: string, specialUse: string])[];
  readonly mailboxes: readonly MailboxPlan[];
};

const HOUR_MS = 3_600_000;
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
