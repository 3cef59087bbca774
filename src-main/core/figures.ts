// What goes through the boxes: counts of each, and twelve weeks of mail.
import type { Clock } from '#main/ports';
import { accounts } from '#main/store/account';
import type { Store } from '#main/store/database';
import { volumeByWeek, waitingByBox } from '#main/store/figures';
import { listCounts } from '#main/store/list-frame';
import type { Figures } from '#shared/model/box-figures';
import { asInstant, type Instant } from '#shared/model/ids';

const WEEK_MS = 7 * 86_400_000;
/** 1 January 1970 was a Thursday. */
const FIRST_MONDAY_MS = 4 * 86_400_000;
const WEEKS = 12;

export function boxFigures({ store, clock }: { readonly store: Store; readonly clock: Clock }): Figures {
  const weeks = lastWeeks(clock.now());
  return store.read((tx) => {
    const waiting = waitingByBox(tx);
    return {
      weeks,
      boxes: accounts(tx).map(({ id }) => {
        const { unhandled, problems } = listCounts(tx, id);
        return {
          account: id,
          unhandled,
          problems,
          waiting: waiting.get(id) ?? 0,
          received: volumeByWeek(tx, id, false, weeks, WEEK_MS),
          sent: volumeByWeek(tx, id, true, weeks, WEEK_MS),
        };
      }),
    };
  });
}

/** The Mondays of the present week and those before it, oldest first. */
export function lastWeeks(now: Instant): readonly Instant[] {
  const monday = now - ((now - FIRST_MONDAY_MS) % WEEK_MS);
  return Array.from({ length: WEEKS }, (_, index) => asInstant(monday - (WEEKS - 1 - index) * WEEK_MS));
}
