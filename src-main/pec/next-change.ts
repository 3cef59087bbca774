// When the state of a dispatch will change without a new receipt, because a clock runs out
// (PEC-REFERENCE §4.3, local alarms): no acceptance after 15 minutes, no outcome after 25 hours, the
// provider's log about to go.
import type { DispatchState } from '#shared/model/dispatch';
import { asInstant, type Instant } from '#shared/model/ids';
import { nextLogAlarm } from './log-alarm.ts';

const ACCEPTANCE_EXPECTED_MS = 15 * 60_000;
const OUTCOME_EXPECTED_MS = 25 * 3_600_000;
/** A clock has run out when more than its time has passed. */
const JUST_AFTER_MS = 1_000;

/** Null when time alone changes nothing any more. */
export function nextChange(
  { state, date, hasSentCopy }: { readonly state: DispatchState; readonly date: Instant; readonly hasSentCopy: boolean },
  submittedAt: Instant | null,
  now: Instant,
): Instant | null {
  const alarms: number[] = [];
  if (state.summary.state === 'waitingForAcceptance' && submittedAt !== null) alarms.push(submittedAt + ACCEPTANCE_EXPECTED_MS);
  const acceptance = state.general.find((receipt) => receipt.type === 'acceptance');
  const pending = state.recipients.some(({ status }) => status === 'accepted' || status === 'takenInCharge' || status === 'delayed');
  if (acceptance !== undefined && pending) alarms.push(acceptance.time + OUTCOME_EXPECTED_MS);
  const logs = nextLogAlarm({ state, date, hasSentCopy, now });
  if (logs !== null) alarms.push(logs);
  const ahead = alarms.map((at) => at + JUST_AFTER_MS).filter((at) => at > now);
  return ahead.length === 0 ? null : asInstant(Math.min(...ahead));
}
