// Search as the core offers it: the view of the list, the index behind it, snippets, suggestions, files.
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Clock, Log } from '#main/ports';
import { placesOfFile } from '#main/search/by-file';
import { createIndexQueue, type IndexQueue, type TextReader } from '#main/search/index-queue';
import { createSearch, type Search, type SearchView } from '#main/search/search';
import { snippetsFor } from '#main/search/snippets';
import { suggest } from '#main/search/suggest';
import { accounts } from '#main/store/account';
import type { Store } from '#main/store/database';
import { recentPeople } from '#main/store/text-index';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { RowKey } from '#shared/model/list';
import type { FilePlace, Snippet, Suggestions } from '#shared/model/search';

export type SearchService = Search & {
  readonly index: IndexQueue;
  snippets(view: SearchView, keys: readonly RowKey[], signal?: AbortSignal): Promise<readonly Snippet[]>;
  suggest(text: string, caret: number, language: 'it' | 'en'): Suggestions;
  byFile(sha256: BlobHash, account: AccountId | null, sizeBytes?: number): readonly FilePlace[];
};

export type SearchPorts = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (account: AccountId) => void;
  /** A process of its own for the index: reading an attachment never keeps an opened message waiting. */
  readonly reader: () => TextReader;
};

export function createSearchService(ports: SearchPorts): SearchService {
  const { store, pool, clock, log } = ports;
  const search = createSearch({ store, clock });
  const index = createIndexQueue({ store, log, reader: ports.reader, changed: ports.changed });
  return {
    ...search,
    index,
    snippets: (view, keys, signal) => snippetsFor({ store, search, text: pool.text }, view, keys, signal),
    suggest: (text, caret, language) =>
      store.read((tx) => suggest(text, caret, { language, boxes: accounts(tx), people: (start) => recentPeople(tx, start) })),
    byFile: (sha256, account, sizeBytes) => store.read((tx) => placesOfFile(tx, sha256, account, sizeBytes)),
  };
}
