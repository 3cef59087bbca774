// How much goes through the boxes, for the board of all boxes.
import type { AccountId, Instant } from './ids.ts';

export type BoxFigures = {
  readonly account: AccountId;
  readonly unhandled: number;
  /** Sent messages whose receipts are still to come. */
  readonly waiting: number;
  readonly problems: number;
  /** Messages of each week, as many as `weeks` of the answer. */
  readonly received: readonly number[];
  readonly sent: readonly number[];
};

export type Figures = {
  /** Mondays at 0:00 UTC, oldest first; the last week is the present one. */
  readonly weeks: readonly Instant[];
  readonly boxes: readonly BoxFigures[];
};
