// One certified mailbox of a provider: where mail is stored and how it behaves towards those who
// write to it.
import type { MailStore } from './mail-store.ts';

export type MailboxBehaviour =
  | { readonly kind: 'normal' }
  /** Every delivery fails: 5.2.2. */
  | { readonly kind: 'full' }
  /** Its provider cannot be reached, for so long after acceptance; null: never. */
  | { readonly kind: 'unreachable'; readonly forMs: number | null }
  /** Taken in charge, never delivered. */
  | { readonly kind: 'stuck' };

/** What happens to ordinary mail (PEC-REFERENCE §1.10): a setting of each mailbox. */
export type OrdinaryMail = 'wrap' | 'plain' | 'refuse';

export type PecMailbox = {
  readonly address: string;
  readonly displayName: string;
  readonly login: string;
  readonly password: string;
  /** 'service': mail between providers, no user sees it. */
  readonly role: 'user' | 'service';
  readonly behaviour: MailboxBehaviour;
  /** The provider keeps a copy of what is submitted; else the client has to. */
  readonly savesSentCopy: boolean;
  readonly ordinaryMail: OrdinaryMail;
  readonly sentFolder: string;
  readonly store: MailStore;
};
