// What the search box asks beside the rows themselves, which are a view of the list.
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';
import { AppError } from '#shared/model/app-error';

export function searchHandlers(builder: Builder, { search }: CoreServices) {
  return {
    search: {
      snippets: builder.search.snippets.handler(({ input: { view, keys }, signal }) => {
        if (view.view !== 'search') throw new AppError('input.invalid', { values: { field: 'view' } });
        return search.snippets(view, keys, signal);
      }),
      suggest: builder.search.suggest.handler(({ input: { text, caret, language } }) => search.suggest(text, caret, language)),
      byFile: builder.search.byFile.handler(({ input: { sha256, account } }) => search.byFile(sha256, account)),
      status: builder.search.status.handler(() => search.index.status()),
    },
  };
}
