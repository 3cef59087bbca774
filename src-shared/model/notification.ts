// The service of a document by a lawyer (L. 53/1994, art. 3-bis) as a form: what the report of service must
// say, and what has to be true before it leaves. In words: src-shared/text/*-notification.ts.
import type { DraftAttachment, DraftId, Finding } from './compose.ts';
import type { AccountId } from './ids.ts';

/** Public registers an address may be taken from (L. 53/1994 art. 3-bis c. 1; DL 179/2012 art. 16-ter). */
export const REGISTERS = ['INI-PEC', 'ReGIndE', 'IPA', 'INAD', 'Registro PP.AA.', 'Registro Imprese'] as const;
export type Register = (typeof REGISTERS)[number];

export type NotificationRecipient = {
  readonly name: string;
  readonly address: string;
  readonly register: Register | '';
  /** "2026-11-22". */
  readonly consultedOn: string;
};

export type NotificationDocument = {
  readonly file: DraftAttachment;
  readonly kind: 'act' | 'copy' | 'relata';
  /** "atto di citazione". */
  readonly description: string;
};

export type NotificationForm = {
  readonly account: AccountId;
  readonly lawyerName: string;
  readonly lawyerTaxCode: string;
  readonly bar: string;
  readonly clientName: string;
  readonly clientTaxCode: string;
  /** All empty: no proceeding is pending. */
  readonly office: string;
  readonly section: string;
  readonly docketNumber: string;
  readonly docketYear: string;
  readonly recipients: readonly NotificationRecipient[];
  readonly documents: readonly NotificationDocument[];
};

export type NotificationCheck = {
  readonly findings: readonly Finding[];
  readonly subject: string;
  /** The report of service, to be turned into PDF and signed; to be reviewed. */
  readonly relata: string;
};

export type NotificationDraft =
  | { readonly state: 'made'; readonly draft: DraftId }
  | { readonly state: 'blocked'; readonly check: NotificationCheck };
