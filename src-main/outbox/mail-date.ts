// Date header in the time of Italy, where PEC times are read (RFC 5322 §3.3).
import type { Instant } from '#shared/model/ids';

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Sun, 22 Nov 2026 18:10:00 +0100". */
export function mailDate(at: Instant): string {
  const parts = new Map(PARTS.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  // en-GB writes "Sept" in some versions of the locale data.
  const month = MONTHS.find((name) => part('month').startsWith(name)) ?? 'Jan';
  const offset = part('timeZoneName').replace('GMT', '').replace(':', '') || '+0000';
  return `${part('weekday')}, ${part('day')} ${month} ${part('year')} ${part('hour')}:${part('minute')}:${part('second')} ${offset}`;
}
