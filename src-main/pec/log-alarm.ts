// Providers keep the log of their operations for thirty months (art. 11 c. 2 D.P.R. 68/2005;
// PEC-REFERENCE §4.3) and delete it then. Until that day they can be asked what happened to a message
// whose proof is not complete; told at 24, 27 and 29 months (PRODUCT §4.2).
import type { DispatchState } from '#shared/model/dispatch';
import { asInstant, type Instant } from '#shared/model/ids';
import type { Problem } from '#shared/model/radar';
import { proofCompleteness } from './completeness.ts';

export const LOGS_KEPT_MONTHS = 30;
const ALARM_MONTHS = [24, 27, 29] as const;

export type LogAlarmInput = { readonly state: DispatchState; readonly date: Instant; readonly hasSentCopy: boolean; readonly now: Instant };

/** Null while there is time, when nothing is missing, or when the log is gone. */
export function logsProblem({ state, date, hasSentCopy, now }: LogAlarmInput): Problem | null {
  const from = loggedAt(state, date);
  const deadline = monthsAfter(from, LOGS_KEPT_MONTHS);
  const stage = ALARM_MONTHS.findLast((months) => now >= monthsAfter(from, months));
  if (stage === undefined || now >= deadline || !lacksProof(state, hasSentCopy)) return null;
  return {
    kind: 'logsExpiring',
    urgency: stage === 29 ? 'now' : stage === 27 ? 'soon' : 'watch',
    recipients: withoutOutcome(state),
    since: from,
    clock: { what: 'logs', at: deadline },
    cause: null,
    statusCode: null,
    providerText: null,
    attributable: 'unknown',
    steps: ['searchReceipts', 'requestLogs'],
    receipts: [],
    findings: [],
  };
}

/** When an alarm is due next; null when none is. */
export function nextLogAlarm({ state, date, hasSentCopy, now }: LogAlarmInput): Instant | null {
  if (!lacksProof(state, hasSentCopy)) return null;
  const from = loggedAt(state, date);
  return [...ALARM_MONTHS, LOGS_KEPT_MONTHS].map((months) => monthsAfter(from, months)).find((at) => at > now) ?? null;
}

/** What the log could still tell: no acceptance, or a certified recipient without any outcome. A message that never left has no log. */
function lacksProof(state: DispatchState, hasSentCopy: boolean): boolean {
  if (state.summary.state === 'refused') return false;
  const { complete, items } = proofCompleteness(state, hasSentCopy);
  if (complete) return false;
  return (
    items.some((item) => item.kind === 'acceptance' && item.receipt === null) ||
    items.some((item) => item.kind === 'delivery' && item.receipt === null && item.failure === null)
  );
}

function withoutOutcome(state: DispatchState): readonly string[] {
  return proofCompleteness(state, false).items.flatMap((item) =>
    item.kind === 'delivery' && item.receipt === null && item.failure === null ? [item.recipient] : [],
  );
}

/** The day the provider's log begins: the acceptance, else the message. */
function loggedAt(state: DispatchState, date: Instant): Instant {
  return state.general.find(({ type }) => type === 'acceptance')?.time ?? date;
}

/** Calendar months in UTC; the last day where the month is shorter. */
export function monthsAfter(at: Instant, months: number): Instant {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return asInstant(date.getTime());
}
