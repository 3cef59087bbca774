// A message being written, what is wrong with it before it leaves, and the outbox (ARCHITECTURE §6,
// PEC-REFERENCE §1.6 to §1.8). There is no Bcc: a provider refuses it.
import type { AccountId, BlobHash, Brand, DispatchId, Instant, MailAddress } from './ids.ts';
import type { ReceiptExtent } from './pec-message.ts';

/** Random, of our own making. */
export type DraftId = Brand<string, 'DraftId'>;

/** A file handed to the core for sending (contract/assets.ts, `uploadPath`); bytes are known by their SHA-256. */
export type DraftAttachment = {
  readonly file: BlobHash;
  /** As the recipient sees it. */
  readonly name: string;
  /** "application/pdf". */
  readonly type: string;
  readonly sizeBytes: number;
};

/** Where a draft came from; decides thread headers and some of the checks. */
export type DraftOrigin =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply' | 'replyAll' | 'forward' | 'again'; readonly account: AccountId; readonly hash: BlobHash };

export type DraftContent = {
  readonly account: AccountId;
  /** One recipient each, as typed: "Nome <a@b.it>". What is not valid stays, and pre-flight names it. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Simple formatting; the core keeps a few tags without attributes and drops the rest. Null: plain text only. */
  readonly html: string | null;
  /** X-TipoRicevuta; 'complete' unless the user chose otherwise. */
  readonly receipt: ReceiptExtent;
  readonly attachments: readonly DraftAttachment[];
  readonly origin: DraftOrigin;
  /** Message-IDs with angle brackets. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
};

export type Draft = {
  readonly id: DraftId;
  /** Grows by one with each save; a save with an old one is refused, so that two windows do not overwrite each other. */
  readonly revision: number;
  readonly content: DraftContent;
  readonly changedAt: Instant;
};

export type DraftSummary = {
  readonly id: DraftId;
  readonly account: AccountId;
  readonly to: readonly string[];
  readonly subject: string;
  readonly preview: string;
  readonly attachments: number;
  readonly changedAt: Instant;
};

// ---------------------------------------------------------------- pre-flight

export type ComposeField = 'from' | 'to' | 'cc' | 'subject' | 'text' | 'receipt' | 'attachments' | 'message';

/** A change of the draft that settles a finding, for a button beside it. */
export type ComposeFix =
  | { readonly kind: 'removeRecipient'; readonly field: 'to' | 'cc'; readonly index: number }
  | { readonly kind: 'moveCcToTo' }
  | { readonly kind: 'renameAttachment'; readonly index: number; readonly name: string }
  | { readonly kind: 'removeAttachment'; readonly index: number }
  | { readonly kind: 'setReceipt'; readonly receipt: ReceiptExtent }
  | { readonly kind: 'setAccount'; readonly account: AccountId };

/** Worded in src-shared/text by code, each with what to do. 'blocking': the message cannot be sent so. */
export type Finding = {
  readonly code: string;
  readonly level: 'blocking' | 'warning';
  readonly field: ComposeField;
  readonly values: Readonly<Record<string, string | number>>;
  readonly fix: ComposeFix | null;
};

/** What pre-flight found, and the figures the composer shows all the time. */
export type DraftCheck = {
  readonly findings: readonly Finding[];
  /** Of the message as it would go out. */
  readonly sizeBytes: number;
  readonly recipients: number;
  /** The provider's limit for size times recipients. */
  readonly limitBytes: number;
};

// ---------------------------------------------------------------- outbox

/** Why a message waits, with the values the wording of AppErrors takes; null before the first attempt. */
export type WaitingReason = { readonly code: string; readonly values: Readonly<Record<string, string | number>> } | null;

export type OutboxState =
  /** Not handed over: it can be called back. `nextAt` null: waits until the user tries again (a wrong password). */
  | { readonly state: 'queued'; readonly nextAt: Instant | null; readonly attempts: number; readonly reason: WaitingReason }
  | { readonly state: 'submitting'; readonly startedAt: Instant }
  | { readonly state: 'submitted'; readonly at: Instant; readonly reply: string }
  | { readonly state: 'refused'; readonly at: Instant; readonly reply: string }
  /** The link was lost while the provider may have taken it: looked for by its receipts, never resent unasked. */
  | { readonly state: 'unknown'; readonly at: Instant };

export type OutboxEntry = {
  readonly dispatch: DispatchId;
  readonly account: AccountId;
  readonly subject: string;
  readonly to: readonly MailAddress[];
  readonly sizeBytes: number;
  readonly queuedAt: Instant;
  /** True while `compose.undo` still brings the draft back. */
  readonly undoable: boolean;
  /** Asked to leave at a later time than now. */
  readonly scheduledFor: Instant | null;
  readonly submission: OutboxState;
};

/** A correspondent learned from mail. */
export type Correspondent = {
  readonly address: MailAddress;
  readonly name: string;
  /** From proven mail and acceptances; null when not known. */
  readonly certified: boolean | null;
  readonly lastSeen: Instant;
  /** Own boxes that exchanged mail with this address, most recent first. */
  readonly accounts: readonly AccountId[];
};

export function asDraftId(text: string): DraftId {
  if (!/^[0-9a-f-]{36}$/.test(text)) throw new Error('not a draft id');
  return text as DraftId;
}

export function emptyDraft(account: AccountId): DraftContent {
  return {
    account,
    to: [],
    cc: [],
    subject: '',
    text: '',
    html: null,
    receipt: 'complete',
    attachments: [],
    origin: { kind: 'new' },
    inReplyTo: null,
    references: [],
  };
}

/** "-- " on a line of its own, then the signature (RFC 3676 §4.3); '' for none. */
export function signatureBlock(signature: string): string {
  return signature.trim() === '' ? '' : `\n\n-- \n${signature.trimEnd()}`;
}
