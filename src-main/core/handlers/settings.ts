// Settings of the screen, kept by the core so that every window agrees.
import { definedOnly, SCREEN_SETTING, screenSettings } from '#main/core/screen-settings';
import { saveSetting } from '#main/store/setting';
import type { Settings } from '#shared/contract/settings';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

export function settingsHandlers(builder: Builder, services: CoreServices) {
  const { store, events } = services;
  return {
    settings: {
      get: builder.settings.get.handler(() => screenSettings(store)),
      set: builder.settings.set.handler(({ input }) => {
        const settings: Settings = { ...screenSettings(store), ...definedOnly(input) };
        store.write((tx) => saveSetting(tx, SCREEN_SETTING, settings), { durable: true });
        events.settings();
        return settings;
      }),
    },
  };
}
