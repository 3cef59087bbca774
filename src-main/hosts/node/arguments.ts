// Reading option values: a wrong one is wrong usage, said with the name of the option.
import { UsageError } from './usage-error.ts';

/** As parseArgs gives them; a list for an option that may be given more than once. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export function textOption(values: Values, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

/** Every value of an option that may be given more than once. */
export function textOptions(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : typeof value === 'string' ? [value] : [];
}

export function numberOption(values: Values, name: string, standard: number, least: number, most: number): number {
  const text = textOption(values, name);
  if (text === null) return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`);
  return value;
}

/** Milliseconds of an RFC 3339 time or of seconds since 1970. */
export function timeOption(values: Values, name: string): number | null {
  const text = textOption(values, name);
  if (text === null) return null;
  const at = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isFinite(at)) throw new UsageError(`--${name} takes a time such as 2026-11-20T09:30:09Z`);
  return at;
}
