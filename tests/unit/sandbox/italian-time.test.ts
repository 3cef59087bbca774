import { expect, test } from 'vitest';
import { italianTime } from '#main/sandbox/italian-time';

test.each([
  [
    'winter',
    '2026-11-20T08:30:04.900Z',
    { date: '20/11/2026', time: '09:30:04', zone: '+0100', compact: '20261120093004', header: 'Fri, 20 Nov 2026 09:30:04 +0100' },
  ],
  [
    'summer',
    '2026-07-01T22:05:09Z',
    { date: '02/07/2026', time: '00:05:09', zone: '+0200', compact: '20260702000509', header: 'Thu, 2 Jul 2026 00:05:09 +0200' },
  ],
  [
    'the hour before clocks go back',
    '2026-10-25T00:30:00Z',
    { date: '25/10/2026', time: '02:30:00', zone: '+0200', compact: '20261025023000', header: 'Sun, 25 Oct 2026 02:30:00 +0200' },
  ],
  [
    'the same hour again',
    '2026-10-25T01:30:00Z',
    { date: '25/10/2026', time: '02:30:00', zone: '+0100', compact: '20261025023000', header: 'Sun, 25 Oct 2026 02:30:00 +0100' },
  ],
])('%s', (_name, instant, expected) => {
  expect(italianTime(Date.parse(instant))).toEqual(expected);
});
