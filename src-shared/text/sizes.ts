// Sizes as file managers show them: powers of 1000, at most three significant digits.
import type { Language } from './catalogue.ts';

const UNITS = ['byte', 'kB', 'MB', 'GB', 'TB'] as const;
const TAG = { it: 'it-IT', en: 'en-GB' } as const;

export function sizeText(language: Language, sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${new Intl.NumberFormat(TAG[language], { maximumFractionDigits: digits }).format(value)}\u00a0${UNITS[unit] ?? ''}`;
}
