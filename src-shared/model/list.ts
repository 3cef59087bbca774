// What the list shows: one row per dispatch or received message, never loose receipts.
import type { DispatchSummary, RecipientStatus } from './dispatch.ts';
import type { AccountId, BlobHash, Instant, MailAddress } from './ids.ts';
import type { Indication, VerdictLook } from './verification-report.ts';

/** Which rows, over all boxes or one. 'search' carries a query in the search language. */
export type ListView =
  | { readonly view: 'all' | 'received' | 'sent' | 'problems' | 'unhandled' | 'inCharge'; readonly account: AccountId | null }
  | { readonly view: 'search'; readonly account: AccountId | null; readonly query: string };

/** Sort position of a row: newest first, ties by id. Text so that it crosses any transport: "<sortDate>:<id>". */
export type RowKey = string;

export type ListFrame = {
  /** Grows with every change of this view. */
  readonly revision: number;
  readonly count: number;
  /** True when a search found more than it counts ("1000+"): its newest rows are here. */
  readonly more?: boolean;
  /** Newest first; `firstKey` is the key of the first row of the bucket. */
  readonly buckets: readonly { readonly firstKey: RowKey; readonly count: number }[];
};

/** What was in the archive at a moment. Numbers grow: what came later is above them. */
export type SeenUpTo = { readonly row: number; readonly message: number; readonly dispatch: number };

/** Rows chosen one by one, or all of a view that were there when it was chosen, but for some. */
export type RowSelection =
  | { readonly kind: 'rows'; readonly keys: readonly RowKey[] }
  | { readonly kind: 'allBut'; readonly view: ListView; readonly seen: SeenUpTo; readonly except: readonly RowKey[] };

/** Done to every row of a selection; rows of mail that is not handled, or dispatches for a read flag, stay as they are. */
export type BatchChange =
  | { readonly kind: 'take' | 'reopen' }
  | { readonly kind: 'read' | 'unread' }
  | { readonly kind: 'handle'; readonly outcome: string | null; readonly note: string | null };

/** `done` of `total` rows looked at; `changed` of those were changed. What is done stays done, and can be taken back. */
export type BatchJob = {
  readonly what: BatchChange['kind'] | 'undo';
  readonly done: number;
  readonly total: number;
  readonly changed: number;
} & (
  | { readonly state: 'running' | 'done' | 'cancelled' }
  | { readonly state: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> }
);

export type RowKind = 'certified' | 'ordinary' | 'anomaly' | 'receipt' | 'unreadable';

export type Handling = { readonly state: 'unhandled' | 'inCharge' | 'handled'; readonly by: string | null; readonly since: Instant | null };

export type ListRow = {
  readonly key: RowKey;
  /** DispatchId of a dispatch, hash of a received message. */
  readonly id: string;
  readonly type: 'dispatch' | 'received';
  readonly account: AccountId;
  readonly date: Instant;
  readonly subject: string;
  readonly from: { readonly address: MailAddress; readonly name: string };
  /** First recipients, at most three, and how many in all. */
  readonly to: readonly MailAddress[];
  readonly toCount: number;
  readonly kind: RowKind;
  /** Null while the judgement is pending. */
  readonly verdict: Indication | null;
  readonly look: VerdictLook | 'pending';
  /** The fold of a dispatch; null for received messages. */
  readonly dispatch: DispatchSummary | null;
  readonly statuses: readonly { readonly address: MailAddress; readonly status: RecipientStatus }[];
  readonly unread: boolean;
  readonly hasAttachments: boolean;
  readonly preview: string;
  readonly handling: Handling | null;
  /** Hash of the message to open: the sent copy or the received message; null when only receipts are there. */
  readonly hash: BlobHash | null;
};
