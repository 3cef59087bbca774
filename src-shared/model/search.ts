// What a search answers beside rows: where its words stand, what could be typed next, where a file
// travelled, how far the index is.
import type { AccountId, BlobHash } from './ids.ts';
import type { ListRow, RowKey } from './list.ts';

/** Kept as they were typed, newest first. */
export const MOST_RECENT_SEARCHES = 12;

/** A piece of a found message; `marks` are [from, to) in UTF-16 units of `text`. */
export type Snippet = {
  readonly key: RowKey;
  readonly field: 'subject' | 'sender' | 'recipients' | 'body' | 'attachment';
  /** Name of the attachment. */
  readonly name: string | null;
  readonly text: string;
  readonly marks: readonly (readonly [from: number, to: number])[];
};

export type Suggestion = {
  readonly kind: 'operator' | 'box' | 'status' | 'type' | 'person';
  /** Takes the place of the word at the caret. */
  readonly insert: string;
};

/** The word being typed is [from, to) of the text. */
export type Suggestions = { readonly from: number; readonly to: number; readonly items: readonly Suggestion[] };

/** A message that carries the file, or is it; `row` is where the list shows it. */
export type FilePlace = {
  readonly account: AccountId;
  readonly message: BlobHash;
  /** Name in that message; null when the file is the message itself. */
  readonly name: string | null;
  readonly row: ListRow | null;
};

export type IndexStatus = {
  /** Messages whose words can be found, and those that wait for it. */
  readonly done: number;
  readonly waiting: number;
};
