// What the core tells every screen after a commit. Events speak of data, never of widgets; the
// renderer turns them into stale queries (client/affected.ts).
import type { Notice } from '#shared/model/notice';
import type { AccountHealth } from '#shared/model/views';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';

export type CoreEvent = { readonly sequence: number } & (
  | { readonly kind: 'hello'; readonly version: string }
  /** Rows changed; at most 64 names, else `many`. */
  | {
      readonly kind: 'messages';
      readonly account: AccountId;
      readonly hashes: readonly BlobHash[];
      readonly dispatches: readonly DispatchId[];
      readonly many: boolean;
    }
  | { readonly kind: 'health'; readonly account: AccountId; readonly health: AccountHealth }
  | { readonly kind: 'accounts' }
  /** To be heard of without looking; each once. */
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  | { readonly kind: 'drafts' }
  /** Something in the outbox moved. */
  | { readonly kind: 'outbox' }
  /** A run of one message per row moved, or any of its rows; at most four times a second. */
  | { readonly kind: 'bulk' }
  | { readonly kind: 'settings' }
  /** Pinned authorities, lists or signers changed. */
  | { readonly kind: 'trust' }
);
