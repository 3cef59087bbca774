// The catalogue of a language. Pure: screen, command line and reports call it alike.
import { en } from './en.ts';
import { it, type Text } from './it.ts';

export type Language = 'it' | 'en';
export type { Text };

export function textFor(language: Language): Text {
  return language === 'it' ? it : en;
}
