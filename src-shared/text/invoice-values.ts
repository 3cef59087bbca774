// Amounts and days of an invoice as people write them, from the text of the file: no number is ever
// rounded or computed on the way. What is not written as the schema demands is shown as it is.
import type { Language } from './catalogue.ts';

const MARKS = { it: { group: '.', point: ',' }, en: { group: ',', point: '.' } } as const;

/** "1234567.5" → "1.234.567,50"; more than two decimals stay unless they are zeros. */
export function decimalText(language: Language, value: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d{1,20})(?:\.(\d{1,10}))?$/.exec(value) ?? [];
  if (whole === '') return value;
  const { group, point } = MARKS[language];
  const digits = [...whole.replace(/^0+(?=\d)/, '')];
  const grouped = digits.map((digit, at) => (at > 0 && (digits.length - at) % 3 === 0 ? group + digit : digit)).join('');
  return `${sign === '-' ? '\u2212' : ''}${grouped}${point}${withoutLastZeros(fraction).padEnd(2, '0')}`;
}

function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** "2026-11-20" → "20/11/2026". */
export function dayText(value: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?$/.exec(value) ?? [];
  return year === undefined ? value : `${day}/${month}/${year}`;
}
