// Clocks and names of a problem in words. Pure.
import type { Instant } from '#shared/model/ids';
import type { Problem, ProblemClock } from '#shared/model/radar';
import type { Text } from '#shared/text/catalogue';
import { visibleText } from '#ui/marks/plain-text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "25 min", "3 h", "40 giorni". What is left is rounded down, so that nobody counts on an hour that is not there. */
export function durationText(text: Text, ms: number): string {
  const { minutes, hours, days } = text.radar.duration;
  const length = Math.abs(ms);
  if (length < HOUR_MS) return minutes(Math.floor(length / MINUTE_MS));
  if (length < 2 * DAY_MS) return hours(Math.floor(length / HOUR_MS));
  return days(Math.floor(length / DAY_MS));
}

export function clockText(text: Text, clock: ProblemClock, now: Instant): string {
  return text.radar.clock(clock, durationText(text, clock.at - now), clock.at <= now);
}

/** What a provider asks for: Message-ID and every identificativo, each on its line. */
export function identifiersText(text: Text, dispatch: { readonly msgid: string; readonly identificativi: readonly string[] }): string {
  return [`Message-ID: ${dispatch.msgid}`, ...dispatch.identificativi.map((each) => `${text.radar.identificativo}: ${each}`)]
    .map((line) => visibleText(line))
    .join('\n');
}

const MOST_NAMED = 2;

/** Up to two addresses and how many more; the words for the whole message when it is about nobody. */
export function aboutText(text: Text, problem: Pick<Problem, 'recipients'>, visible: (address: string) => string): string {
  const { recipients } = problem;
  if (recipients.length === 0) return text.radar.wholeMessage;
  const named = recipients.slice(0, MOST_NAMED).map(visible).join(', ');
  return recipients.length <= MOST_NAMED ? named : `${named} ${text.radar.others(recipients.length - MOST_NAMED)}`;
}
