// Runs a search in bounded steps and gives the rows it found, newest first, each once. A step reads
// at most a few thousand candidates; between steps the caller may stop, yield or look at the clock.
import type { ReadTx } from '#main/store/transactions';
import { searchPage, type SearchCursor, type TextSearch } from '#main/store/full-text';

/** `messages`: those of the row that matched, newest first, at most three; none for a search without words. */
export type FoundRow = { readonly sortDate: number; readonly number: number; readonly messages: readonly number[] };

export type Finding = {
  /** One step; false when it was the last. */
  step(tx: ReadTx): boolean;
  count(): number;
  /** In the order of the list. */
  rows(): readonly FoundRow[];
};

const FIRST_STEP = 100;
const LARGEST_STEP = 4_000;
const MESSAGES_OF_ROW = 3;

/** Stops by itself at `most` rows. */
export function startFinding(search: TextSearch, most: number): Finding {
  const found = new Map<number, { sortDate: number; number: number; messages: number[] }>();
  let cursor: SearchCursor | null = null;
  let take = Math.min(FIRST_STEP, most);

  return {
    step(tx) {
      const page = searchPage(tx, search, cursor, take);
      take = Math.min(LARGEST_STEP, take * 4);
      for (const { sortDate, number, message } of page.hits) {
        const row = found.get(number);
        if (row === undefined) found.set(number, { sortDate, number, messages: message === null ? [] : [message] });
        else if (message !== null && row.messages.length < MESSAGES_OF_ROW) row.messages.push(message);
      }
      cursor = page.next;
      return cursor !== null && found.size < most;
    },
    count: () => found.size,
    rows: () => [...found.values()].toSorted((a, b) => b.sortDate - a.sortDate || b.number - a.number).slice(0, most),
  };
}
