// What needs a look, over all boxes, and everything the reading pane says about one dispatch beyond its
// state: completeness, what the receipts hold, moments of perfection (PRODUCT §4.2, PEC-REFERENCE §4).
import { proofCompleteness } from '#main/pec/completeness';
import { perfectionOf } from '#main/pec/perfection';
import { acceptanceTime, byUrgency, problemsOf } from '#main/pec/radar';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { dispatchesWithProblem, problemRowKeys, sentSince } from '#main/store/dispatch';
import { newestReport } from '#main/store/report';
import type { ReadTx } from '#main/store/transactions';
import type { Dispatch, ReceiptRecord } from '#shared/model/dispatch';
import { asInstant, type AccountId } from '#shared/model/ids';
import type { ReceiptContent } from '#shared/model/proof';
import type { Radar } from '#shared/model/radar';
import type { DispatchView } from '#shared/model/views';
import { CURRENT_POLICY } from './message-view.ts';

/** Messages looked at; a screen that holds more entries than this helps nobody. */
const MOST_MESSAGES = 500;
const RECENT_MS = 30 * 86_400_000;

export function radar({ store, clock }: { readonly store: Store; readonly clock: Clock }, account: AccountId | null): Radar {
  const now = clock.now();
  const { found, keys, recent } = store.read((tx) => ({
    found: dispatchesWithProblem(tx, account, MOST_MESSAGES + 1),
    keys: problemRowKeys(tx, account, MOST_MESSAGES + 1),
    recent: sentSince(tx, account, asInstant(now - RECENT_MS)),
  }));
  const entries = found.slice(0, MOST_MESSAGES).flatMap((dispatch) =>
    problemsOf({ state: dispatch.state, date: dispatch.date, hasSentCopy: dispatch.sent !== null, now }).map((problem) => ({
      ...problem,
      key: keys.get(dispatch.id) ?? '',
      account: dispatch.account,
      dispatch: dispatch.id,
      subject: dispatch.subject,
      date: dispatch.date,
      from: dispatch.from,
      msgid: dispatch.msgid,
      identificativi: dispatch.identificativi,
      to: dispatch.state.recipients.map(({ address }) => address),
      acceptedAt: acceptanceTime(dispatch.state),
    })),
  );
  return { entries: entries.sort(byUrgency), more: found.length > MOST_MESSAGES, recent };
}

/** The part of a dispatch's view that is worked out when somebody opens it. */
export function proofParts(
  tx: ReadTx,
  dispatch: Dispatch,
  now: ReturnType<Clock['now']>,
): Pick<DispatchView, 'problems' | 'proof' | 'contents' | 'perfection'> {
  const { state, date, sent } = dispatch;
  return {
    problems: problemsOf({ state, date, hasSentCopy: sent !== null, now }),
    proof: proofCompleteness(state, sent !== null),
    contents: state.recipients.flatMap(({ receipts, claimed }) => [
      ...receipts.filter(isDelivery).map((receipt) => contentOf(tx, receipt, true)),
      ...claimed.filter(isDelivery).map((receipt) => contentOf(tx, receipt, false)),
    ]),
    perfection: perfectionOf(state),
  };
}

function isDelivery({ type }: ReceiptRecord): boolean {
  return type === 'delivery';
}

function contentOf(tx: ReadTx, { hash, recipient, extent }: ReceiptRecord, counted: boolean): ReceiptContent {
  const comparison = newestReport(tx, hash, CURRENT_POLICY)?.facts.comparison ?? null;
  const shared = { receipt: hash, recipient, extent, counted };
  if (comparison === null || comparison.outcome === 'notPossible') return { ...shared, outcome: 'notCompared', differences: [] };
  return {
    ...shared,
    outcome: comparison.outcome === 'different' ? 'different' : 'same',
    differences: comparison.outcome === 'different' ? comparison.differences : [],
  };
}
