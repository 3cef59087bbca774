// What the search field offers under it: recent searches while nothing is typed, else what could come
// next at the caret. Pure.
import type { Suggestion, Suggestions } from '#shared/model/search';

export type SuggestionRow =
  | { readonly kind: 'recent'; readonly query: string }
  | { readonly kind: 'forget' }
  | { readonly kind: 'next'; readonly suggestion: Suggestion };

/** `typed` may end in a blank: then nothing is offered, because nothing has been begun. */
export function suggestionRows(typed: string, recent: readonly string[], next: Suggestions | null): readonly SuggestionRow[] {
  const begun = next === null ? '' : typed.slice(next.from, next.to);
  const offered = next === null || (typed !== '' && begun === '') ? [] : next.items.filter(({ insert }) => insert !== begun);
  const rows = offered.map((suggestion): SuggestionRow => ({ kind: 'next', suggestion }));
  if (typed.trim() !== '') return rows;
  const before = recent.map((query): SuggestionRow => ({ kind: 'recent', query }));
  return before.length === 0 ? rows : [...before, { kind: 'forget' }, ...rows];
}

/** The text after taking a suggestion, and where the caret goes: a finished word is followed by a blank. */
export function taken(typed: string, next: Suggestions, insert: string): { readonly text: string; readonly caret: number } {
  const ends = insert.endsWith(':') ? insert : `${insert} `;
  const after = typed.slice(next.to).replace(/^ /, '');
  return { text: typed.slice(0, next.from) + ends + after, caret: next.from + ends.length };
}

/** The newest first, each once, at most `most`. */
export function remembered(recent: readonly string[], query: string, most: number): readonly string[] {
  return [query, ...recent.filter((each) => each !== query)].slice(0, most);
}
