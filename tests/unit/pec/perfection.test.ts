// art. 147 c.p.c.: between 21:00 and 7:00 in Italy the recipient's moment is 7:00. Expected values by hand.
import { expect, test } from 'vitest';
import { asInstant } from '#shared/model/ids';
import { perfectedForRecipient } from '#main/pec/perfection';

test.each<[given: string, delivered: string, perfected: string]>([
  ['in the middle of the day', '2026-11-20T10:30:09+01:00', '2026-11-20T10:30:09+01:00'],
  ['one second before nine in the evening', '2026-11-20T20:59:59+01:00', '2026-11-20T20:59:59+01:00'],
  ['nine in the evening', '2026-11-20T21:00:00+01:00', '2026-11-21T07:00:00+01:00'],
  ['one second before midnight', '2026-11-20T23:59:59+01:00', '2026-11-21T07:00:00+01:00'],
  ['midnight', '2026-11-21T00:00:00+01:00', '2026-11-21T07:00:00+01:00'],
  ['one second before seven', '2026-11-21T06:59:59+01:00', '2026-11-21T07:00:00+01:00'],
  ['seven', '2026-11-21T07:00:00+01:00', '2026-11-21T07:00:00+01:00'],
  ['the last evening of the year', '2026-12-31T22:00:00+01:00', '2027-01-01T07:00:00+01:00'],
  ['the night summer time begins (28 March 2027)', '2027-03-27T22:00:00+01:00', '2027-03-28T07:00:00+02:00'],
  ['the night it ends (25 October 2026)', '2026-10-24T22:00:00+02:00', '2026-10-25T07:00:00+01:00'],
])('%s', (_given, delivered, perfected) => {
  expect(perfectedForRecipient(asInstant(Date.parse(delivered)))).toBe(Date.parse(perfected));
});
