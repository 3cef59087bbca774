// Everything that happened to a dispatch, in the order of the providers' times. Pure.
import type { DispatchState, ReceiptRecord } from '#shared/model/dispatch';
import type { Instant } from '#shared/model/ids';

export type TimelineEvent =
  | { readonly kind: 'sent'; readonly at: Instant }
  | { readonly kind: 'receipt'; readonly at: Instant; readonly receipt: ReceiptRecord; readonly counted: boolean };

/** `sentAt`: of our copy; null when the message was found through its receipts alone. */
export function timelineOf(state: DispatchState, sentAt: Instant | null): readonly TimelineEvent[] {
  const counted = [...state.general, ...state.recipients.flatMap(({ receipts }) => receipts)];
  const claimed = [...state.generalClaimed, ...state.recipients.flatMap((recipient) => recipient.claimed)];
  const of = (receipts: readonly ReceiptRecord[], counts: boolean): TimelineEvent[] =>
    [...new Map(receipts.map((receipt) => [receipt.hash, receipt])).values()].map((receipt) => ({
      kind: 'receipt',
      at: receipt.time,
      receipt,
      counted: counts,
    }));
  const sent: TimelineEvent[] = sentAt === null ? [] : [{ kind: 'sent', at: sentAt }];
  // The sending first where times are equal: no receipt comes before it.
  return [...sent, ...of(counted, true), ...of(claimed, false)].sort((left, right) => left.at - right.at);
}
