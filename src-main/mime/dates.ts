// Date fields (RFC 5322 §3.3, obsolete zones of §4.3). Strict about what a date is, tolerant about
// how it is spaced; whatever is odd is named (HDR-06).
import { asInstant, type Instant } from '#shared/model/ids';

export type ParsedDate = {
  readonly at: Instant;
  /** 'date.noZone', 'date.leapSecond', 'date.twoDigitYear', 'date.unknownZone', 'date.wrongWeekday'. */
  readonly oddities: readonly string[];
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const NAMED_ZONES: Readonly<Record<string, number>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, number>, {
    ut: 0,
    utc: 0,
    gmt: 0,
    z: 0,
    est: -300,
    edt: -240,
    cst: -360,
    cdt: -300,
    mst: -420,
    mdt: -360,
    pst: -480,
    pdt: -420,
    cet: 60,
    cest: 120,
  }),
);
const FORM =
  /^(?:([a-z]{3,9})\s{0,9},?\s{0,9})?(\d{1,2})[\s-]{1,9}([a-z]{3,9})[\s-]{1,9}(\d{2,4})\s{1,9}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?\s{0,9}([+-]\d{4}|[a-z]{1,5})?\s{0,9}$/;

/** Null when the text is no date between 1970 and 9998. */
export function parseDate(raw: string | null): ParsedDate | null {
  if (raw === null || raw.length > 256) return null;
  const match = FORM.exec(
    raw
      .replace(/\([^()]*\)/g, ' ')
      .trim()
      .toLowerCase(),
  );
  if (match === null) return null;
  const [, weekday, day = '', monthName = '', yearText = '', hour = '', minute = '', second = '0', zone] = match;
  const oddities: string[] = [];
  const month = MONTHS.indexOf(monthName.slice(0, 3));
  const year = fullYear(yearText, oddities);
  if (month < 0 || year < 1970 || year > 9998) return null;
  let seconds = Number(second);
  if (seconds === 60) {
    seconds = 59;
    oddities.push('date.leapSecond');
  }
  if (Number(hour) > 23 || Number(minute) > 59 || seconds > 59) return null;
  const local = Date.UTC(year, month, Number(day), Number(hour), Number(minute), seconds);
  const check = new Date(local);
  if (check.getUTCDate() !== Number(day) || check.getUTCMonth() !== month) return null;
  if (weekday !== undefined && WEEKDAYS.indexOf(weekday.slice(0, 3)) !== check.getUTCDay()) oddities.push('date.wrongWeekday');
  const offset = zoneMinutes(zone, oddities);
  return offset === null ? null : { at: asInstant(local - offset * 60_000), oddities };
}

function fullYear(text: string, oddities: string[]): number {
  const year = Number(text);
  if (text.length > 3) return year;
  oddities.push('date.twoDigitYear');
  if (text.length === 3) return year + 1900;
  return year < 50 ? year + 2000 : year + 1900;
}

function zoneMinutes(zone: string | undefined, oddities: string[]): number | null {
  if (zone === undefined) {
    oddities.push('date.noZone');
    return 0;
  }
  const numeric = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (numeric === null) {
    const named = NAMED_ZONES[zone];
    if (named === undefined) oddities.push('date.unknownZone');
    return named ?? 0;
  }
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  if (Number(numeric[3]) > 59 || minutes > 24 * 60) return null;
  return numeric[1] === '-' ? -minutes : minutes;
}
