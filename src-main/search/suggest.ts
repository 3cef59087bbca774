// What could be typed next: operators, their values, boxes, and people met lately. Pure but for the
// list of people, which the caller gives.
import type { Suggestion, Suggestions } from '#shared/model/search';
import type { Box } from './plan.ts';
import { OFFERED, OFFERED_VALUES, OPERATORS } from './query-words.ts';

const MOST = 12;

export type SuggestionSources = {
  readonly language: 'it' | 'en';
  readonly boxes: readonly Box[];
  /** Addresses that begin so, newest first. */
  readonly people: (start: string) => readonly string[];
};

/** `caret`: where the next letter goes. */
export function suggest(text: string, caret: number, sources: SuggestionSources): Suggestions {
  const to = Math.min(Math.max(0, caret), text.length);
  const from = Math.max(text.lastIndexOf(' ', to - 1), text.lastIndexOf('(', to - 1)) + 1;
  const typed = text.slice(from, to);
  const word = typed.replace(/^-/, '');
  const minus = typed.length > word.length ? '-' : '';
  const items = itemsFor(word, sources).slice(0, MOST);
  return { from, to, items: items.map(({ kind, insert }) => ({ kind, insert: `${minus}${insert}` })) };
}

function itemsFor(word: string, { language, boxes, people }: SuggestionSources): readonly Suggestion[] {
  const colon = word.indexOf(':');
  if (colon < 0) {
    const offered = Object.values(OFFERED).map((names) => `${names[language]}:`);
    return offered.filter((name) => name.startsWith(word.toLowerCase())).map((insert): Suggestion => ({ kind: 'operator', insert }));
  }
  const name = word.slice(0, colon).toLowerCase();
  const value = word.slice(colon + 1).toLowerCase();
  const start = word.slice(0, colon + 1);
  switch (OPERATORS.get(name)) {
    case 'status':
    case 'type': {
      const kind = OPERATORS.get(name) === 'status' ? 'status' : 'type';
      return OFFERED_VALUES[kind][language]
        .filter((one) => one.startsWith(value))
        .map((one): Suggestion => ({ kind, insert: `${start}${one}` }));
    }
    case 'box':
      return boxes
        .filter(({ address, label }) => address.toLowerCase().includes(value) || label.toLowerCase().includes(value))
        .map(({ address }): Suggestion => ({ kind: 'box', insert: `${start}${quoted(address)}` }));
    case 'from':
    case 'to':
      return value.length < 2 ? [] : people(value).map((address): Suggestion => ({ kind: 'person', insert: `${start}${quoted(address)}` }));
    case 'subject':
    case 'attachment':
    case 'after':
    case 'before':
    case 'on':
    case 'file':
    case undefined:
      return [];
  }
}

function quoted(text: string): string {
  return /[\s()"]/.test(text) ? `"${text.replaceAll('"', ' ')}"` : text;
}
