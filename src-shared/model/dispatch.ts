// One sent message and what its recipients' providers proved about it (PEC-REFERENCE §4).
import type { AccountId, BlobHash, DispatchId, Instant, MailAddress } from './ids.ts';
import type { ReceiptExtent, ReceiptType } from './pec-message.ts';
import type { Indication } from './verification-report.ts';

export type RecipientStatus =
  | 'submitted'
  | 'accepted'
  | 'refused'
  | 'takenInCharge'
  | 'delivered'
  | 'deliveredLate'
  | 'delayed'
  | 'expired'
  | 'failed'
  | 'ordinary'
  | 'conflict'
  | 'unknown';

/** 'notAddressed': a receipt speaks of a recipient whom the sent message does not name. */
export type RecipientRole = 'to' | 'cc' | 'notAddressed';

/** What a receipt contributes, proven or only claimed. Event time is that of daticert.xml. */
export type ReceiptRecord = {
  readonly hash: BlobHash;
  readonly type: ReceiptType;
  readonly extent: ReceiptExtent | null;
  readonly recipient: MailAddress | null;
  readonly time: Instant;
  readonly issuer: string;
  readonly identificativo: string;
  readonly msgid: string | null;
  /** postacert/@errore as written. */
  readonly errore: string;
  readonly extendedError: string | null;
  /** All recipients the receipt names, with their kind. */
  readonly recipients: readonly { readonly address: MailAddress; readonly certified: boolean }[];
  readonly verdict: Indication;
  /** True when the report passed with notes. */
  readonly notes: boolean;
};

export type DispatchRecipient = {
  readonly address: MailAddress;
  readonly role: RecipientRole;
  /** As the acceptance says; null before it. */
  readonly certified: boolean | null;
  readonly status: RecipientStatus;
  /** Receipts about this recipient that count, earliest first. */
  readonly receipts: readonly ReceiptRecord[];
  /** Receipts about this recipient whose signature did not pass: listed, never counted. */
  readonly claimed: readonly ReceiptRecord[];
};

export type DispatchSummary =
  | { readonly state: 'refused' }
  | { readonly state: 'waitingForAcceptance' }
  /**
   * Of those still without an outcome, `delayed` have the first notice of the time-out and `overdue` ought to have
   * had an outcome by now; counted as Problemi counts them.
   */
  | { readonly state: 'inProgress'; readonly delivered: number; readonly total: number; readonly delayed: number; readonly overdue: number }
  | { readonly state: 'allDelivered'; readonly total: number }
  | { readonly state: 'someFailed'; readonly delivered: number; readonly failed: number; readonly total: number }
  | { readonly state: 'ordinaryOnly'; readonly total: number }
  | { readonly state: 'needsAttention'; readonly delivered: number; readonly total: number };

/** A contradiction or gap, coded; worded in src-shared/text. */
export type DispatchFinding = { readonly code: string; readonly recipient: MailAddress | null; readonly receipts: readonly BlobHash[] };

export type DispatchState = {
  readonly summary: DispatchSummary;
  readonly recipients: readonly DispatchRecipient[];
  /** Receipts about the message as a whole: acceptance, non-acceptance. */
  readonly general: readonly ReceiptRecord[];
  readonly generalClaimed: readonly ReceiptRecord[];
  readonly findings: readonly DispatchFinding[];
};

export type Dispatch = {
  readonly id: DispatchId;
  readonly account: AccountId;
  /** Message-ID of the sent message, with angle brackets. */
  readonly msgid: string;
  readonly identificativi: readonly string[];
  /** The sent copy, when we have one. */
  readonly sent: BlobHash | null;
  readonly subject: string;
  readonly from: MailAddress;
  readonly date: Instant;
  readonly state: DispatchState;
};
