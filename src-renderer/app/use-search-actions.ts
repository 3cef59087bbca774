// Searching, looking for a file, and views: what the field, the palette and the list header do.
import { useMemo } from 'react';
import type { Settings } from '#shared/contract/settings';
import type { ListView } from '#shared/model/list';
import { MOST_RECENT_SEARCHES } from '#shared/model/search';
import { fileDigest, fileOfQuery, MOST_FILE_BYTES } from '#ui/features/search/file-digest.ts';
import { remembered } from '#ui/features/search/suggestion-rows.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';
import type { useSettingsChange } from './use-actions.ts';
import { goTo, nameFile, say, setOverlay, useWhere } from './where.ts';

export type SearchActions = {
  readonly search: (query: string) => void;
  readonly forget: () => void;
  readonly lookForFile: (file: File) => void;
  readonly pickFile: () => void;
  readonly askSaveView: () => void;
  readonly saveView: (name: string) => void;
  readonly removeView: () => void;
};

export function useSearchActions(settings: Settings, change: ReturnType<typeof useSettingsChange>, words: Words): SearchActions {
  return useMemo<SearchActions>(() => {
    const { text, size } = words;
    const search = (query: string): void => {
      // A digest says nothing to a person: only what was typed is remembered.
      if (fileOfQuery(query) === null) change({ recentSearches: [...remembered(settings.recentSearches, query, MOST_RECENT_SEARCHES)] });
      goTo({ screen: 'list', view: { view: 'search', account: searchedBox(), query } });
    };
    const lookForFile = (file: File): void => {
      if (file.size > MOST_FILE_BYTES) return say(text.reader.search.fileTooLarge(size(MOST_FILE_BYTES)));
      say(text.reader.search.reading(visibleText(file.name)));
      fileDigest(file).then(
        (digest) => {
          nameFile(digest, file.name);
          say(null);
          goTo({ screen: 'list', view: { view: 'search', account: null, query: `file:${digest}` } });
        },
        () => say(text.reader.search.fileUnreadable),
      );
      return undefined;
    };
    return {
      search,
      forget: () => change({ recentSearches: [] }),
      lookForFile,
      pickFile: () => pickFile(lookForFile),
      askSaveView: () => setOverlay('saveView'),
      saveView(name) {
        setOverlay('none');
        const view = openSearch();
        if (view === null) return;
        change({ savedViews: [...settings.savedViews, { name, query: view.query, account: view.account }] });
        say(text.reader.views.saved(name));
      },
      removeView() {
        const view = openSearch();
        const saved = savedViewOf(settings, view);
        if (saved === null) return;
        change({ savedViews: settings.savedViews.filter((each) => each !== saved) });
        say(text.reader.views.removed(saved.name));
      },
    };
  }, [settings, change, words]);
}

type SearchView = Extract<ListView, { readonly view: 'search' }>;

/** The search the list shows; null when it shows something else. */
export function openSearch(): SearchView | null {
  const { route } = useWhere.getState();
  return route.screen === 'list' && route.view.view === 'search' ? route.view : null;
}

export function savedViewOf(settings: Settings, view: ListView | null): Settings['savedViews'][number] | null {
  if (view?.view !== 'search') return null;
  return settings.savedViews.find((each) => each.query === view.query && each.account === view.account) ?? null;
}

function searchedBox(): SearchView['account'] {
  const { route } = useWhere.getState();
  return route.screen === 'list' ? route.view.account : null;
}

/** The system's dialog for one file. */
export function pickFile(onFile: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) onFile(file);
  });
  input.click();
}
