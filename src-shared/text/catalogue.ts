// The catalogue of a language. Pure: screen, command line and reports call it alike.
import { en } from './en.ts';
import { it, type Text } from './it.ts';

export type Language = 'it' | 'en';
export type { Text };

export function textFor(language: Language): Text {
  return language === 'it' ? it : en;
}

/** Values of a coded detail as the wording sees them. */
export type Values = Readonly<Record<string, unknown>>;

/** One value as text, '?' when the code came without it. */
export function valueText(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined || value === null) return '?';
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '?';
}
