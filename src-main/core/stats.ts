// Figures over the whole profile, for the demo's summary and `plico` status lines.
import { archiveTotals } from '#main/archive/message';
import type { Store } from '#main/store/database';
import { messageCount, receiptCounts, verdictCounts } from '#main/store/stats';
import type { CoreStats } from './core-types.ts';

export function coreStats(store: Store): CoreStats {
  return store.read((tx) => ({
    messages: messageCount(tx),
    archivedBytes: archiveTotals(tx).receivedBytes,
    receipts: Object.fromEntries(receiptCounts(tx).map(({ type, count }) => [type, count])),
    verdicts: {
      passed: 0,
      indeterminate: 0,
      failed: 0,
      notApplicable: 0,
      ...Object.fromEntries(verdictCounts(tx).map(({ indication, count }) => [indication, count])),
    },
  }));
}
