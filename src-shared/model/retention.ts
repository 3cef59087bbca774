// Legal holds, how long mail is kept, and erasures. A policy deletes nothing by itself: it says what is
// due, and a person asks for the erasure, sees what it would take, and confirms it a second time.
import type { AccountId, BlobHash, DispatchId, Instant } from './ids.ts';

export type LegalHold = {
  readonly number: number;
  /** Null: every box. */
  readonly account: AccountId | null;
  /** All mail of the box, also what is still to come; else `items` single ones. */
  readonly whole: boolean;
  readonly items: number;
  readonly reason: string;
  readonly setAt: Instant;
  readonly releasedAt: Instant | null;
  readonly releaseReason: string | null;
};

/** 'sent': a sent message with its receipts. 'other': anomalies, receipts of nothing known, unreadable. */
export type MailCategory = 'sent' | 'certified' | 'ordinary' | 'other';

export type RetentionPolicy = {
  readonly number: number;
  /** Null: every box without a policy of its own for this category. */
  readonly account: AccountId | null;
  readonly category: MailCategory;
  readonly months: number;
  readonly setAt: Instant;
  /** Rows of the list older than that; those under hold count too. */
  readonly due: number;
};

export type RetentionItem =
  | { readonly type: 'dispatch'; readonly id: DispatchId }
  | { readonly type: 'message'; readonly account: AccountId; readonly hash: BlobHash };

/** 'due': everything older than the policies say. */
export type RetentionChoice =
  | { readonly kind: 'due' }
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'items'; readonly items: readonly RetentionItem[] };

/**
 * Why something stays: 'hold'; 'receipt': a single receipt, which goes with its dispatch or not at all;
 * 'anchor': proves the log; 'sending': still on its way; 'judging': not judged yet; 'unknown': not there.
 */
export type KeptReason = 'hold' | 'receipt' | 'anchor' | 'sending' | 'judging' | 'unknown';

export type ErasurePlan = {
  /** Messages that would go, receipts and all. */
  readonly messages: number;
  readonly sizeBytes: number;
  readonly kept: Readonly<Partial<Record<KeptReason, number>>>;
  /** Of those that would go: bytes that another box has too, and which stay for it. */
  readonly shared: number;
  /** Of those that would go: still on a server, from which an erasure removes nothing. */
  readonly onServer: number;
  /** When the newest copy known was made: what is in copies stays in them. Null: no copy is known. */
  readonly backupAt: Instant | null;
  /** Bundles in the folder of exports: what is in them stays in them. */
  readonly exports: number;
};

export type Erasure = {
  readonly id: string;
  /** 'stopped': confirmed, not at its end, and nobody at work on it: a disk was full. */
  readonly state: 'asked' | 'running' | 'stopped' | 'done' | 'cancelled';
  readonly reason: string;
  readonly askedAt: Instant;
  readonly endedAt: Instant | null;
  /** As planned; once done, as they went. */
  readonly messages: number;
  readonly sizeBytes: number;
  readonly kept: number;
  /** Rows still to be looked at. */
  readonly left: number;
};

export type RetentionState = {
  readonly holds: readonly LegalHold[];
  readonly policies: readonly RetentionPolicy[];
  readonly erasures: readonly Erasure[];
};
