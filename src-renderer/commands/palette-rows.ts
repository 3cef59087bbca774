// Rows of the palette from commands, places and what was used last. Pure; on an empty query the
// recent ones come first, otherwise the best match does. Accents do not matter.
import type { CommandGroup } from './command.ts';

export type PaletteEntry = {
  readonly id: string;
  readonly title: string;
  /** Other words that find it. */
  readonly words: string;
  readonly section: CommandGroup | 'boxes' | 'views';
  /** Why it cannot run now; null when it can. */
  readonly blocked: string | null;
  readonly keys: readonly string[];
};

export type PaletteRow = PaletteEntry & { readonly recent: boolean };

const MOST_ROWS = 60;
const MOST_RECENT = 5;

export function paletteRows(entries: readonly PaletteEntry[], query: string, recent: readonly string[]): readonly PaletteRow[] {
  const wanted = fold(query);
  if (wanted === '') {
    const first = recent.slice(0, MOST_RECENT).flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
    const rest = entries.filter((entry) => !first.includes(entry));
    return [...first.map((entry) => ({ ...entry, recent: true })), ...rest.map((entry) => ({ ...entry, recent: false }))].slice(
      0,
      MOST_ROWS,
    );
  }
  return entries
    .map((entry, order) => ({ entry, order, score: score(entry, wanted) }))
    .filter((each) => each.score > 0)
    .toSorted((left, right) => right.score - left.score || left.order - right.order)
    .slice(0, MOST_ROWS)
    .map(({ entry }) => ({ ...entry, recent: false }));
}

export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

// Whole beginning, then beginning of a word, then every word found, then letters in order.
function score(entry: PaletteEntry, wanted: string): number {
  const title = fold(entry.title);
  if (title.startsWith(wanted)) return 100;
  if (` ${title}`.includes(` ${wanted}`)) return 80;
  const haystack = `${title} ${fold(entry.words)}`;
  const words = wanted.split(' ');
  if (words.every((word) => ` ${haystack}`.includes(` ${word}`))) return 60;
  if (words.every((word) => haystack.includes(word))) return 40;
  return wanted.length >= 2 && lettersInOrder(title, wanted.replaceAll(' ', '')) ? 20 : 0;
}

function lettersInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at);
    if (at === -1) return false;
    at += 1;
  }
  return true;
}
