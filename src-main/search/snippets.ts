// Pieces of found messages with the words marked, made from the archive for the rows on screen: the
// index keeps no texts (IMAP-FINDINGS §6). The words are compared as the index compares them: without
// case and without diacritics.
import { readMessage } from '#main/archive/message';
import type { Store } from '#main/store/database';
import { messageOfNumber } from '#main/store/full-text';
import { toKey } from '#main/store/list-cache';
import type { RowKey } from '#shared/model/list';
import type { Snippet } from '#shared/model/search';
import type { TextAnswer } from './index-queue.ts';
import type { Words } from './query.ts';
import type { Search, SearchView } from './search.ts';
import type { MessageText, TextRequest } from './text/message-text.ts';

const SNIPPET_CHARACTERS = 160;
const BEFORE_CHARACTERS = 40;

export type SnippetServices = {
  readonly store: Store;
  readonly search: Search;
  readonly text: (request: TextRequest) => Promise<TextAnswer>;
};

/** One for each key whose words were found; rows found by their facts alone have none. */
export async function snippetsFor(
  services: SnippetServices,
  view: SearchView,
  keys: readonly RowKey[],
  signal?: AbortSignal,
): Promise<readonly Snippet[]> {
  const { query, rows } = await services.search.found(view, signal);
  if (query.wanted.length === 0) return [];
  const byKey = new Map(rows.map((row) => [toKey(row), row.messages]));
  const made = await Promise.all(keys.map((key) => snippetOfRow(services, query.wanted, key, byKey.get(key) ?? [], signal)));
  return made.filter((snippet) => snippet !== null);
}

async function snippetOfRow(
  services: SnippetServices,
  wanted: readonly Words[],
  key: RowKey,
  messages: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Snippet | null> {
  for (const attachments of ['names', 'content'] as const) {
    for (const message of messages) {
      signal?.throwIfAborted();
      const text = await textOf(services, message, attachments);
      const snippet = text === null ? null : snippetOfText(text, wanted);
      if (snippet !== null) return { key, ...snippet };
    }
  }
  return null;
}

async function textOf(
  { store, text }: SnippetServices,
  message: number,
  attachments: TextRequest['attachments'],
): Promise<MessageText | null> {
  const bytes = store.read((tx) => {
    const name = messageOfNumber(tx, message);
    return name === null ? null : readMessage(tx, name.hash);
  });
  if (bytes === null) return null;
  const answer = await text({ bytes, attachments, withInner: true });
  return answer.state === 'done' ? answer.value : null;
}

/** The body first, where words are read in their context; then attachments; then the header. */
export function snippetOfText(text: MessageText, wanted: readonly Words[]): Omit<Snippet, 'key'> | null {
  const inColumn = (column: 'subject' | 'sender' | 'recipients' | 'body'): readonly Words[] =>
    wanted.filter(({ columns }) => columns === null || columns.includes(column));
  const inFiles = wanted.filter(({ columns }) => columns === null || columns.includes('files'));
  const body = cut(text.body, inColumn('body'));
  if (body !== null) return { field: 'body', name: null, ...body };
  for (const attachment of text.attachments) {
    const content = cut(attachment.text, inFiles);
    if (content !== null) return { field: 'attachment', name: attachment.name, ...content };
    const name = cut(attachment.name, inFiles);
    if (name !== null) return { field: 'attachment', name: attachment.name, ...name };
  }
  for (const field of ['subject', 'sender', 'recipients'] as const) {
    const header = cut(text[field], inColumn(field));
    if (header !== null) return { field, name: null, ...header };
  }
  return null;
}

type Mark = readonly [from: number, to: number];

/** About 160 characters around the first place, moved to where most different words stand. Null: not there. */
export function cut(text: string, wanted: readonly Words[]): { readonly text: string; readonly marks: readonly Mark[] } | null {
  const marks = marksIn(text, wanted);
  if (marks.length === 0) return null;
  const best = densest(marks);
  const start = wordStart(text, Math.max(0, best - BEFORE_CHARACTERS));
  const end = Math.min(text.length, start + SNIPPET_CHARACTERS);
  const raw = text.slice(start, end);
  // Same length: marks stay where they are.
  const shown = raw.replace(/[\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
  const inside = marks.flatMap(({ from, to }): Mark[] => (from >= start && to <= end ? [[from - start, to - start]] : []));
  return { text: shown, marks: inside };
}

type Found = { readonly from: number; readonly to: number; readonly word: number };

function marksIn(text: string, wanted: readonly Words[]): readonly Found[] {
  const tokens = [...text.slice(0, 500_000).matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    folded: folded(match[0]),
  }));
  const found: Found[] = [];
  for (const [word, { words, prefix }] of wanted.entries()) {
    const sought = words.split(' ').map(folded);
    const first = sought[0] ?? '';
    for (const [at, token] of tokens.entries()) {
      if (sought.length > 1 ? token.folded !== first : !matches(token.folded, first, prefix)) continue;
      const last = tokens[at + sought.length - 1];
      if (
        last === undefined ||
        !sought.every((one, index) => matches(tokens[at + index]?.folded ?? '', one, prefix && index === sought.length - 1))
      )
        continue;
      found.push({ from: token.from, to: last.to, word });
    }
  }
  return found.toSorted((a, b) => a.from - b.from);
}

function matches(token: string, sought: string, prefix: boolean): boolean {
  return prefix ? token.startsWith(sought) : token === sought;
}

function folded(word: string): string {
  return word
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

function densest(marks: readonly Found[]): number {
  let best = marks[0]?.from ?? 0;
  let most = 0;
  let first = 0;
  const inside = new Map<number, number>();
  for (const mark of marks) {
    inside.set(mark.word, (inside.get(mark.word) ?? 0) + 1);
    for (let out = marks[first]; out !== undefined && mark.to - out.from > SNIPPET_CHARACTERS - BEFORE_CHARACTERS; out = marks[first]) {
      const left = (inside.get(out.word) ?? 1) - 1;
      if (left === 0) inside.delete(out.word);
      else inside.set(out.word, left);
      first += 1;
    }
    if (inside.size > most) {
      most = inside.size;
      best = marks[first]?.from ?? mark.from;
    }
  }
  return best;
}

function wordStart(text: string, from: number): number {
  if (from === 0) return 0;
  const blank = text.slice(from, from + BEFORE_CHARACTERS).search(/\s/);
  return blank < 0 ? from : from + blank + 1;
}
