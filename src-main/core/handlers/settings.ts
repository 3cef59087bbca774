// Settings of the screen, kept by the core so that every window agrees.
import { saveSetting, setting } from '#main/store/setting';
import { defaultSettings, settingsChange, type Settings, type SettingsChange } from '#shared/contract/settings';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

const NAME = 'screen';

export function settingsHandlers(builder: Builder, services: CoreServices) {
  const { store, events } = services;
  function current(): Settings {
    const saved = settingsChange.safeParse(store.read((tx) => setting(tx, NAME)));
    return { ...defaultSettings, ...(saved.success ? defined(saved.data) : {}) };
  }
  return {
    settings: {
      get: builder.settings.get.handler(current),
      set: builder.settings.set.handler(({ input }) => {
        const settings: Settings = { ...current(), ...defined(input) };
        store.write((tx) => saveSetting(tx, NAME, settings), { durable: true });
        events.settings();
        return settings;
      }),
    },
  };
}

/** Without the members that were not given. */
function defined(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
