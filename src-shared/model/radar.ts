// What does not go as it should with what was sent: one entry per dispatch, kind and cause, with the
// clock that runs and what can be done (PRODUCT §4.2, PEC-REFERENCE §1.9 and §4.3). It informs; what
// follows in law is decided by people.
import type { AccountId, BlobHash, DispatchId, Instant, MailAddress } from './ids.ts';
import type { RowKey } from './list.ts';

export type FailureCause =
  | 'unknownRecipient'
  | 'unknownDomain'
  | 'mailboxDisabled'
  | 'mailboxFull'
  | 'tooLarge'
  | 'network'
  | 'policy'
  | 'virus'
  | 'other';

export type ProblemKind =
  /** Never left: non-acceptance, or the server refused it. */
  | 'refused'
  | 'virus'
  | 'failed'
  /** The final notice of a time-out. */
  | 'expired'
  /** Delivery and failure for the same recipient. */
  | 'conflict'
  /** More than a day after the acceptance and nothing at all. */
  | 'noOutcome'
  | 'acceptanceLate'
  /** The link was lost while it may have been taken. */
  | 'handOverUnknown'
  /** The provider put it off; it is tried again. */
  | 'postponed'
  /** The first notice of a time-out: an outcome is due within 24 h of the acceptance. */
  | 'delayed'
  /** The provider deletes its log 30 months after, and the proof is not complete. */
  | 'logsExpiring'
  | 'contradiction';

export type StepId =
  | 'checkAddress'
  | 'checkRegistry'
  | 'article3ter'
  | 'ordinaryForms'
  | 'retryLater'
  | 'splitAttachments'
  | 'cleanFile'
  | 'fixAndSendAgain'
  | 'readReason'
  | 'waitOutcome'
  | 'waitReceipt'
  | 'checkSent'
  | 'askProvider'
  | 'searchReceipts'
  | 'requestLogs'
  | 'readReceipts';

/** A clock of the rules, running or run out. */
export type ProblemClock = { readonly what: 'acceptance' | 'outcome' | 'logs'; readonly at: Instant };

export type Problem = {
  readonly kind: ProblemKind;
  readonly urgency: 'now' | 'soon' | 'watch';
  /** Those it is about; empty when it is about the message as a whole. */
  readonly recipients: readonly MailAddress[];
  /** When it began, by the providers' times where they say. */
  readonly since: Instant;
  readonly clock: ProblemClock | null;
  readonly cause: FailureCause | null;
  /** RFC 3463 code as found in the provider's text. */
  readonly statusCode: string | null;
  /** errore-esteso as written: always shown beside the cause. */
  readonly providerText: string | null;
  /** Whose doing it usually is: a hint for what to look up, never a legal finding. */
  readonly attributable: 'recipient' | 'notRecipient' | 'unknown';
  readonly steps: readonly StepId[];
  /** Receipts that show it. */
  readonly receipts: readonly BlobHash[];
  /** Codes of contradictions, worded like findings. */
  readonly findings: readonly string[];
};

/** A problem with the message it is about. */
export type RadarEntry = Problem & {
  /** Of the row of the message in the lists: what is done to selected rows is done to it. */
  readonly key: RowKey;
  readonly account: AccountId;
  readonly dispatch: DispatchId;
  readonly subject: string;
  readonly date: Instant;
  readonly from: MailAddress;
  readonly msgid: string;
  readonly identificativi: readonly string[];
  /** All recipients of the message. */
  readonly to: readonly MailAddress[];
  readonly acceptedAt: Instant | null;
};

export type Radar = {
  /** Most urgent first. */
  readonly entries: readonly RadarEntry[];
  /** True when there are more messages with problems than were looked at; the newest are here. */
  readonly more: boolean;
  /** Of what was sent in the last 30 days: for the sentence that reassures when nothing is wrong. */
  readonly recent: { readonly sent: number; readonly complete: number };
};
