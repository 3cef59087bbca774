// Frames, slices and counts of the list; dispatches.
import { listCounts, listFrame, listSlice, placeOf } from '#main/store/list-frame';
import { AppError } from '#shared/model/app-error';
import { dispatchView } from '#main/core/dispatch-view';
import { radar } from '#main/core/radar-service';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

export function listHandlers(builder: Builder, services: CoreServices) {
  const { store, search } = services;
  return {
    list: {
      frame: builder.list.frame.handler(({ input: { view }, signal }) =>
        view.view === 'search' ? search.frame(view, signal) : store.read((tx) => listFrame(tx, view)),
      ),
      slice: builder.list.slice.handler(({ input: { view, firstKey, skip, take }, signal }) =>
        view.view === 'search'
          ? search.slice(view, firstKey, skip, take, signal)
          : store.read((tx) => listSlice(tx, view, firstKey, skip, take)),
      ),
      placeOf: builder.list.placeOf.handler(({ input: { view, key }, signal }) =>
        view.view === 'search' ? search.placeOf(view, key, signal) : store.read((tx) => placeOf(tx, view, key)),
      ),
      all: builder.list.all.handler(({ input: { view }, signal }) => services.batch.all(view, signal)),
      counts: builder.list.counts.handler(({ input: { account } }) => store.read((tx) => listCounts(tx, account))),
    },
    radar: { list: builder.radar.list.handler(({ input: { account } }) => radar(services, account)) },
    dispatches: {
      open: builder.dispatches.open.handler(async ({ input: { id } }) => {
        const view = await dispatchView(services, id);
        if (view === null) throw new AppError('notFound', { values: { what: id } });
        return view;
      }),
    },
  };
}
