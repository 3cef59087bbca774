// One message per row of a table: a run with its template, its pace, and where each row stands. The state
// of a row is never kept: it is that of its submission and of its receipts (PRODUCT GP-03, PEC-REFERENCE §7).
import type { DraftAttachment, Finding, OutboxState } from './compose.ts';
import type { RecipientStatus } from './dispatch.ts';
import type { AccountId, BlobHash, Brand, DispatchId, Instant } from './ids.ts';
import type { ReceiptExtent } from './pec-message.ts';

/** Random, of our own making. */
export type BulkId = Brand<string, 'BulkId'>;

/** Fields are written {{column}}; what a row has there is put in once and never read again as a field. */
export type BulkTemplate = {
  readonly account: AccountId;
  /** The column that holds the address. */
  readonly addressColumn: string;
  /** The column of the name shown beside it; null: none. */
  readonly nameColumn: string | null;
  readonly subject: string;
  readonly text: string;
  readonly receipt: ReceiptExtent;
  /** The same for every row. */
  readonly attachments: readonly DraftAttachment[];
};

/** Null: only the provider's own limits. */
export type BulkPace = { readonly perMinute: number | null; readonly perDay: number | null };

export type BulkState = 'prepared' | 'running' | 'paused' | 'done';

/** Why a running run does not go on by itself right now. */
export type BulkWait =
  /** The server said "not now": its words. */
  | { readonly kind: 'provider'; readonly says: string; readonly until: Instant | null }
  /** Its own limit for a day is reached. */
  | { readonly kind: 'daily'; readonly limit: number; readonly until: Instant }
  /** Nothing can leave (no network, a wrong password): as the outbox names it. */
  | {
      readonly kind: 'failure';
      readonly code: string;
      readonly values: Readonly<Record<string, string | number>>;
      readonly until: Instant | null;
    };

export type BulkCounts = {
  readonly total: number;
  /** Not sent, because pre-flight forbids it. */
  readonly excluded: number;
  /** Not yet in the outbox. */
  readonly planned: number;
  /** In the outbox or being handed over. */
  readonly waiting: number;
  readonly submitted: number;
  /** Refused by the server. */
  readonly refused: number;
  readonly unknown: number;
  readonly accepted: number;
  readonly delivered: number;
  /** Not delivered, or refused by the provider after it was taken. */
  readonly failed: number;
};

export type BulkRun = {
  readonly id: BulkId;
  /** Name of the file. */
  readonly name: string;
  readonly sheet: string | null;
  readonly columns: readonly string[];
  /** Grows with each change of template or pace. */
  readonly revision: number;
  readonly template: BulkTemplate;
  readonly pace: BulkPace;
  readonly state: BulkState;
  readonly wait: BulkWait | null;
  readonly counts: BulkCounts;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
};

/** What pre-flight says of the whole, before anything leaves. */
export type BulkCheck = {
  /** About the template: they hold for every row. */
  readonly findings: readonly Finding[];
  readonly rows: number;
  /** Rows that would not be sent. */
  readonly blocked: number;
  readonly warned: number;
  /** How many rows each code was found in, most first. */
  readonly codes: readonly { readonly code: string; readonly level: Finding['level']; readonly rows: number; readonly first: Finding }[];
  /** Of the largest message. */
  readonly sizeBytes: number;
  /** How long it takes at this pace; null: as fast as the provider goes. */
  readonly minutes: number | null;
};

export type BulkRowState = { readonly state: 'planned' } | { readonly state: 'excluded' } | OutboxState;

export type BulkRow = {
  readonly line: number;
  /** As it will be, or was, written into To. */
  readonly to: string;
  readonly subject: string;
  /** Of this row alone. */
  readonly findings: readonly Finding[];
  readonly sending: BulkRowState;
  /** What its receipts prove; null while nothing was handed over. */
  readonly status: RecipientStatus | null;
  readonly dispatch: DispatchId | null;
};

/** The message of a row as it will leave. */
export type BulkPreview = {
  readonly line: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly findings: readonly Finding[];
};

/** A line of the proof table: what was sent and which receipts speak of it. */
export type BulkProof = {
  readonly line: number;
  readonly to: string;
  readonly subject: string;
  readonly sending: BulkRowState;
  readonly findings: readonly Finding[];
  readonly status: RecipientStatus | null;
  readonly messageId: string | null;
  readonly identificativo: string | null;
  readonly sentSha256: BlobHash | null;
  readonly acceptedAt: Instant | null;
  readonly acceptanceSha256: BlobHash | null;
  /** Of delivery, or of the notice that it failed. */
  readonly outcomeAt: Instant | null;
  readonly outcomeSha256: BlobHash | null;
  /** What the notice gives as reason. */
  readonly cause: string | null;
};

export function asBulkId(text: string): BulkId {
  if (!/^[0-9a-f-]{36}$/.test(text)) throw new Error('not an id of a bulk run');
  return text as BulkId;
}
