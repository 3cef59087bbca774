// Dates of RFC 5322 §3.3 and the obsolete forms of §4.3 (HDR-06).
import { expect, test } from 'vitest';
import { parseDate } from '#main/mime/dates';

test.each<[given: string, then: string | null, oddities: readonly string[]]>([
  ['Fri, 20 Nov 2026 09:30:09 +0100', '2026-11-20T08:30:09.000Z', []],
  ['20 Nov 2026 09:30 -0530', '2026-11-20T15:00:00.000Z', []],
  ['Fri, 20 Nov 2026 09:30:09 +0100 (CET)', '2026-11-20T08:30:09.000Z', []],
  ['Fri, 20 Nov 2026 09:30:09 GMT', '2026-11-20T09:30:09.000Z', []],
  ['Fri, 20 Nov 26 09:30:09 EST', '2026-11-20T14:30:09.000Z', ['date.twoDigitYear']],
  ['Mon, 20 Nov 2026 09:30:09 +0000', '2026-11-20T09:30:09.000Z', ['date.wrongWeekday']],
  ['Fri, 20 Nov 2026 09:30:09', '2026-11-20T09:30:09.000Z', ['date.noZone']],
  ['Fri, 20 Nov 2026 09:30:09 XYZ', '2026-11-20T09:30:09.000Z', ['date.unknownZone']],
  ['Sat, 31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z', ['date.leapSecond']],
  ['Fri, 30 Feb 2026 09:30:09 +0000', null, []],
  ['Fri, 20 Nov 0000 09:30:09 +0000', null, []],
  ['Fri, 20 Nov 9999 09:30:09 +0000', null, []],
  ['Fri, 20 Nov 2026 25:30:09 +0000', null, []],
  ['Fri, 20 Nov 2026 09:30:09 +9999', null, []],
  ['yesterday', null, []],
  ['', null, []],
])('HDR-06 %j', (given, then, oddities) => {
  const parsed = parseDate(given);
  expect(parsed === null ? null : new Date(parsed.at).toISOString()).toBe(then);
  expect(parsed?.oddities ?? []).toEqual(oddities);
});
