// Days as people write them in a search, in the legal time of Italy: "2026-11-22", "22/11/2026",
// "11/2026", "2026", "oggi", "ieri", "7g" (seven days ago). Pure.
import { asInstant, type Instant } from '#shared/model/ids';

/** From `start`, up to but without `end`. */
export type DaySpan = { readonly start: Instant; readonly end: Instant };

type Day = { readonly year: number; readonly month: number; readonly day: number };

const ZONE = 'Europe/Rome';
const BACK: ReadonlyMap<string, 'day' | 'week' | 'month' | 'year'> = new Map([
  ['g', 'day'],
  ['d', 'day'],
  ['s', 'week'],
  ['w', 'week'],
  ['m', 'month'],
  ['a', 'year'],
  ['y', 'year'],
]);

/** Null when it is no day. Years from 1990 to 2200. */
export function parseDay(text: string, now: Instant): DaySpan | null {
  const word = text.trim().toLowerCase();
  const today = dayOf(now);
  if (word === 'oggi' || word === 'today') return span(today, 'day');
  if (word === 'ieri' || word === 'yesterday') return span({ ...today, day: today.day - 1 }, 'day');
  const back = /^(\d{1,4})([gdswmay])$/.exec(word);
  if (back !== null) return span(stepBack(today, Number(back[1]), BACK.get(back[2] ?? '') ?? 'day'), 'day');
  const iso = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(word);
  if (iso !== null) return spanOf(Number(iso[1]), iso[2], iso[3]);
  const italian = /^(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})$/.exec(word);
  return italian === null ? null : spanOf(Number(italian[3]), italian[2], italian[1]);
}

function spanOf(year: number, month: string | undefined, day: string | undefined): DaySpan | null {
  const wanted: Day = { year, month: month === undefined ? 1 : Number(month), day: day === undefined ? 1 : Number(day) };
  if (year < 1990 || year > 2200 || wanted.month < 1 || wanted.month > 12) return null;
  if (wanted.day < 1 || wanted.day > new Date(Date.UTC(year, wanted.month, 0)).getUTCDate()) return null;
  return span(wanted, day !== undefined ? 'day' : month !== undefined ? 'month' : 'year');
}

function span(first: Day, length: 'day' | 'month' | 'year'): DaySpan {
  const { year, month, day } = first;
  const next =
    length === 'day'
      ? { year, month, day: day + 1 }
      : length === 'month'
        ? { year, month: month + 1, day: 1 }
        : { year: year + 1, month: 1, day: 1 };
  return { start: midnight(first), end: midnight(next) };
}

function stepBack(today: Day, count: number, unit: 'day' | 'week' | 'month' | 'year'): Day {
  const { year, month, day } = today;
  switch (unit) {
    case 'day':
      return { year, month, day: day - count };
    case 'week':
      return { year, month, day: day - count * 7 };
    case 'month':
      return { year, month: month - count, day };
    case 'year':
      return { year: year - count, month, day };
  }
}

/** Months and days may overflow, as in Date.UTC. */
function midnight({ year, month, day }: Day): Instant {
  const utc = Date.UTC(year, month - 1, day);
  // The offset an hour or two before UTC midnight is that of local midnight: clocks change at 01:00 UTC.
  return asInstant(utc - offsetMs(utc - 3 * 3_600_000));
}

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function offsetMs(at: number): number {
  const read = new Map(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => read.get(name) ?? 0;
  return (
    Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second')) -
    Math.floor(at / 1000) * 1000
  );
}

function dayOf(at: Instant): Day {
  const local = new Date(at + offsetMs(at));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}
