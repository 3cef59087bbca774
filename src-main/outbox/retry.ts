// When a message that was not taken is tried again. Only what certainly was not taken is; the reason is
// kept and shown.
import type { AppError } from '#shared/model/app-error';
import { asInstant, type Instant } from '#shared/model/ids';
import type { SubmissionOutcome } from '#main/ports';

const MINUTE_MS = 60_000;
const STEPS_MS = [0.5, 1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE_MS);
/** A provider's words for "too fast", with a code that would mean never (seen: Legalmail, PEC-REFERENCE §7). */
const TOO_FAST = /too much traffic|class of service|too many (?:messages|connections)/i;

/** After the nth failure in a row, at most half an hour, spread by up to a fifth so that boxes do not come all at once. */
export function nextTry(attempts: number, now: Instant, random: () => number): Instant {
  const step = STEPS_MS[Math.min(attempts, STEPS_MS.length) - 1] ?? STEPS_MS[0] ?? MINUTE_MS;
  return asInstant(Math.round(now + step * (1 + random() / 5)));
}

/** 4yz says "not now" (RFC 5321 §4.2.1): the message was not taken and may be brought again. */
export function isPostponed(outcome: SubmissionOutcome): boolean {
  if (outcome.state !== 'refused') return false;
  return (outcome.code !== null && outcome.code >= 400 && outcome.code < 500) || TOO_FAST.test(outcome.reply);
}

/** False: it would fail the same way until somebody does something (a password, a certificate). */
export function triesAgain(error: AppError): boolean {
  return error.retry === 'later' || error.retry === 'now' || error.code.startsWith('net.') || error.code === 'aborted';
}
