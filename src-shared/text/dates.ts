// Dates and numbers as people read them. Formatters are made once per language and zone: making an
// Intl formatter costs far more than using it. The zone is given, never guessed here: mail facts are
// shown in Europe/Rome, or in the zone the person chose.
import type { Instant } from '#shared/model/ids';
import type { Language } from './catalogue.ts';
import { textFor } from './catalogue.ts';

export type Dates = {
  /** In a list: "10:42" today, "ieri", "19 nov" this year, "19/11/2024" before. */
  short(at: Instant, now: Instant): string;
  /** "20 nov 2026, 10:30". */
  long(at: Instant): string;
  /** "20/11/2026, 10:30:09": certified times, to the second. */
  exact(at: Instant): string;
  /** "10:42". */
  time(at: Instant): string;
  /** "20 nov, 10:30" this year, with the year before: one width in tables. */
  table(at: Instant, now: Instant): string;
  /** "20/11/2026". */
  day(at: Instant): string;
};

const TAG = { it: 'it-IT', en: 'en-GB' } as const;

export function datesFor(language: Language, timeZone: string): Dates {
  const tag = TAG[language];
  const text = textFor(language);
  const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(tag, { timeZone, hourCycle: 'h23', ...options });
  const time = formatter({ hour: '2-digit', minute: '2-digit' });
  const dayMonth = formatter({ day: 'numeric', month: 'short' });
  const day = formatter({ day: '2-digit', month: '2-digit', year: 'numeric' });
  const long = formatter({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const exact = formatter({ day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  // ISO dates compare as text; sv-SE writes them.
  const iso = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const DAY_MS = 86_400_000;
  return {
    short(at, now) {
      const date = iso.format(at);
      const today = iso.format(now);
      if (date === today) return time.format(at);
      if (date === iso.format(now - DAY_MS)) return text.screen.yesterday;
      return date.slice(0, 4) === today.slice(0, 4) ? dayMonth.format(at) : day.format(at);
    },
    long: (at) => long.format(at),
    exact: (at) => exact.format(at),
    time: (at) => time.format(at),
    table: (at, now) =>
      `${iso.format(at).slice(0, 4) === iso.format(now).slice(0, 4) ? dayMonth.format(at) : day.format(at)} ${time.format(at)}`,
    day: (at) => day.format(at),
  };
}

export function numberText(language: Language, value: number): string {
  return numbers[language].format(value);
}

const numbers = { it: new Intl.NumberFormat('it-IT', { useGrouping: 'always' }), en: new Intl.NumberFormat('en-GB') };
