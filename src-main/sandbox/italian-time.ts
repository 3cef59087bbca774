// Civil time of Italy for an instant: the rules want local date and time with the difference from
// UTC (RFC 6109 §3.1, daticert `data/@zona`), and mail headers use the same (RFC 5322 §3.3).
const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type ItalianTime = {
  /** "20/11/2026" */
  readonly date: string;
  /** "09:30:04" */
  readonly time: string;
  /** "+0100" */
  readonly zone: string;
  /** "20261120093004": as in an identificativo. */
  readonly compact: string;
  /** RFC 5322 date-time: "Fri, 20 Nov 2026 09:30:04 +0100" */
  readonly header: string;
};

/** `at` is in milliseconds since 1970; everything is cut to the second. */
export function italianTime(at: number): ItalianTime {
  const part = new Map(PARTS.formatToParts(new Date(at)).map((entry) => [entry.type, entry.value]));
  const value = (name: Intl.DateTimeFormatPartTypes): string => part.get(name) ?? '';
  const [year, month, day] = [value('year'), value('month'), value('day')];
  const time = `${value('hour')}:${value('minute')}:${value('second')}`;
  const asUtc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(value('hour')),
    Number(value('minute')),
    Number(value('second')),
  );
  const minutes = Math.round((asUtc - Math.floor(at / 1000) * 1000) / 60_000);
  const zone = `${minutes < 0 ? '-' : '+'}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
  return {
    date: `${day}/${month}/${year}`,
    time,
    zone,
    compact: `${year}${month}${day}${time.replaceAll(':', '')}`,
    header: `${value('weekday')}, ${Number(day)} ${MONTHS[Number(month) - 1] ?? 'Jan'} ${year} ${time} ${zone}`,
  };
}
