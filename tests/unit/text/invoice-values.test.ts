import { expect, test } from 'vitest';
import { dayText, decimalText } from '#shared/text/invoice-values';

test.each<[written: string, italian: string, english: string]>([
  ['548.12', '548,12', '548.12'],
  ['1234567.5', '1.234.567,50', '1,234,567.50'],
  ['-12.00', '\u221212,00', '\u221212.00'],
  ['0.10500000', '0,105', '0.105'],
  ['7', '7,00', '7.00'],
  ['0001.10', '1,10', '1.10'],
  // Beyond what a float holds: every digit stays.
  ['12345678901234567890.12345678', '12.345.678.901.234.567.890,12345678', '12,345,678,901,234,567,890.12345678'],
  // Not as the schema writes numbers: shown as it is.
  ['1.234,56', '1.234,56', '1.234,56'],
  ['1e9', '1e9', '1e9'],
  ['', '', ''],
])('%s', (written, italian, english) => {
  expect([decimalText('it', written), decimalText('en', written)]).toEqual([italian, english]);
});

test.each([
  ['2026-11-20', '20/11/2026'],
  ['2026-11-20+01:00', '20/11/2026'],
  ['20/11/2026', '20/11/2026'],
  ['', ''],
])('the day %s', (written, shown) => {
  expect(dayText(written)).toBe(shown);
});
