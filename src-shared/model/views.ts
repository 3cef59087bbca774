// What the reading pane, the rail and the footer show. Derived data, made by the core from the store.
import type { DispatchState } from './dispatch.ts';
import type { AccountId, BlobHash, DispatchId, Instant, MailAddress } from './ids.ts';
import type { Handling, RowKind } from './list.ts';
import type { Defect, PecMessage, ReceiptExtent, ReceiptType } from './pec-message.ts';
import type { Perfection, ProofCompleteness, ReceiptContent } from './proof.ts';
import type { Problem } from './radar.ts';
import type { NewSigner } from './trust.ts';
import type { CheckId, CheckStatus, Conclusion, Form, Integrity, VerdictLook, VerificationReport } from './verification-report.ts';

export type AccountView = {
  readonly id: AccountId;
  readonly address: MailAddress;
  readonly label: string;
  /** Index into the six box colours of the theme. */
  readonly colour: number;
  readonly provider: string;
  /** Opened from an archive: no server, nothing to sync. */
  readonly offline: boolean;
  readonly unread: number;
  readonly unhandled: number;
  readonly health: AccountHealth;
};

export type AccountHealth = {
  readonly state: 'ok' | 'syncing' | 'offline' | 'error' | 'never';
  readonly lastCheck: Instant | null;
  /** Code of an AppError and its values, worded on screen; null when all is well. */
  readonly error: { readonly code: string; readonly values: Readonly<Record<string, string | number>> } | null;
  readonly progress: { readonly done: number; readonly total: number; readonly phase: 'listing' | 'fetching' | 'judging' } | null;
  readonly quota: { readonly usedBytes: number; readonly limitBytes: number } | null;
};

export type Counts = {
  readonly all: number;
  readonly received: number;
  readonly sent: number;
  readonly problems: number;
  readonly unhandled: number;
  readonly inCharge: number;
};

export type Person = { readonly name: string; readonly address: MailAddress; readonly suspicious: readonly string[] };

export type AttachmentView = {
  /** Section path as text inside the message named by `hash`: "1.2.3". */
  readonly part: string;
  readonly hash: BlobHash;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** Of the decoded content. Null for a message the provider wrapped (postacert.eml): computed when it is looked for. */
  readonly sha256: BlobHash | null;
  /** Where a part without SHA-256 begins in the message; it is there byte for byte. */
  readonly start?: number;
  readonly contentId: string | null;
  /** 'ordinary': of the sender; 'technical': daticert.xml, postacert.eml, smime.p7s. */
  readonly role: 'ordinary' | 'technical';
  readonly warnings: readonly string[];
};

/** A message as a person reads it: the effective message (postacert.eml of an envelope) and its wrapper's proof. */
export type MessageView = {
  readonly hash: BlobHash;
  readonly account: AccountId;
  readonly kind: RowKind;
  readonly claim: PecMessage;
  readonly look: VerdictLook | 'pending';
  readonly conclusion: Conclusion | null;
  readonly subject: string;
  readonly from: Person | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly date: Instant | null;
  /** Who certified it and when (signed values); null when nothing is proven. */
  readonly proof: {
    readonly issuer: string;
    readonly signer: string | null;
    readonly time: Instant;
    readonly identificativo: string | null;
  } | null;
  readonly text: string | null;
  /** Raw HTML of the sender: the renderer sanitises it. */
  readonly html: string | null;
  readonly attachments: readonly AttachmentView[];
  readonly defects: readonly Defect[];
  readonly sizeBytes: number;
  readonly archivedAt: Instant;
  readonly locations: readonly { readonly folder: string; readonly uid: number; readonly gone: boolean }[];
  /** Receipts of this envelope's own kind: the receipt this message is, when it is one. */
  readonly receipt: { readonly type: ReceiptType; readonly extent: ReceiptExtent | null; readonly recipient: MailAddress | null } | null;
  /** Where a signed message stands inside an anomaly envelope or a forward: to be examined apart. */
  readonly inside: readonly { readonly part: string; readonly label: string }[];
  readonly dispatch: DispatchId | null;
  /** Null for what is never handled: sent copies, receipts tied to a dispatch. */
  readonly handling: Handling | null;
};

export type DispatchView = {
  readonly id: DispatchId;
  readonly account: AccountId;
  readonly msgid: string;
  readonly identificativi: readonly string[];
  readonly subject: string;
  readonly from: MailAddress;
  readonly date: Instant;
  readonly state: DispatchState;
  /** The sent message, from our copy or from postacert.eml of a complete receipt; null when neither is there. */
  readonly message: MessageView | null;
  readonly messageSource: 'sentCopy' | 'receipt' | 'none';
  /** Most urgent first; empty when nothing is wrong. */
  readonly problems: readonly Problem[];
  readonly proof: ProofCompleteness;
  /** Each delivery receipt against what was submitted. */
  readonly contents: readonly ReceiptContent[];
  readonly perfection: Perfection;
  readonly handling: Handling | null;
};

/** A signed attachment, or what is signed inside it: judged by the rules of plain signatures, never by those of PEC. */
export type AttachmentVerdict = {
  /** "contratto.pdf.p7m", "contratto.pdf.p7m/timestamp-1". */
  readonly file: string;
  readonly form: Form;
  readonly signature: {
    readonly integrity: Integrity;
    readonly subject: string | null;
    readonly issuer: string | null;
    readonly time: string | null;
  };
  readonly conclusion: {
    readonly indication: Conclusion['indication'];
    readonly because: CheckId | null;
    readonly notes: readonly CheckId[];
  };
  readonly checks: readonly { readonly id: CheckId; readonly status: CheckStatus; readonly code: string; readonly spec: string }[];
  readonly trustDate: string;
};

export type ReportView = {
  readonly current: VerificationReport;
  /** Older judgements, newest first, without facts. */
  readonly history: readonly { readonly policy: string; readonly judgedAt: Instant; readonly conclusion: Conclusion }[];
  readonly claim: PecMessage;
  readonly look: VerdictLook;
  readonly sha256: BlobHash;
  readonly archivedAt: Instant;
  /** A note; it changes no verdict. */
  readonly newSigner?: NewSigner;
};
