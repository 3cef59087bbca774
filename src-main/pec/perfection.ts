// When a notification by PEC is held to be perfected: for the sender with the acceptance, whose day lasts
// until 24:00; for the recipient with the delivery, and at 7:00 when that was generated between 21:00
// and 7:00 (art. 147 c.p.c.; art. 16-septies D.L. 179/2012 after C. Cost. 75/2019). Italian legal time.
// Shown as information: which rule governs a given act is not decided here.
import type { DispatchState } from '#shared/model/dispatch';
import { asInstant, type Instant } from '#shared/model/ids';
import type { Perfection } from '#shared/model/proof';

const EVENING = 21;
const MORNING = 7;

export function perfectionOf(state: DispatchState): Perfection {
  return {
    sender: state.general.find(({ type }) => type === 'acceptance')?.time ?? null,
    recipients: state.recipients.flatMap(({ address, receipts }) => {
      const delivered = receipts.find(({ type }) => type === 'delivery')?.time;
      return delivered === undefined ? [] : [{ recipient: address, delivered, perfected: perfectedForRecipient(delivered) }];
    }),
  };
}

/** The same moment by day; 7:00 in Rome, of that day or the next, by night. */
export function perfectedForRecipient(delivered: Instant): Instant {
  const { year, month, day, hour } = romeTime(delivered);
  if (hour >= MORNING && hour < EVENING) return delivered;
  return atRome(year, month, hour < MORNING ? day : day + 1, MORNING);
}

type WallTime = { readonly year: number; readonly month: number; readonly day: number; readonly hour: number; readonly minute: number };

const ROME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

function romeTime(at: number): WallTime {
  const parts = new Map(ROME.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/** A whole hour of Italian legal time that exists once (7:00 always does). `day` may run past the month. */
function atRome(year: number, month: number, day: number, hour: number): Instant {
  const asUtc = Date.UTC(year, month - 1, day, hour);
  const shown = romeTime(asUtc);
  const offset = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) - asUtc;
  return asInstant(asUtc - offset);
}
