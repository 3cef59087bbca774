// The settings of the screen as they are now: what was saved over the standard.
import type { Store } from '#main/store/database';
import { setting } from '#main/store/setting';
import { defaultSettings, settingsChange, type Settings, type SettingsChange } from '#shared/contract/settings';

export const SCREEN_SETTING = 'screen';

export function screenSettings(store: Store): Settings {
  const saved = settingsChange.safeParse(store.read((tx) => setting(tx, SCREEN_SETTING)));
  return { ...defaultSettings, ...(saved.success ? definedOnly(saved.data) : {}) };
}

/** Without the members that were not given. */
export function definedOnly(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
