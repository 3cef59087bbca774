// What the user chose. Stored by the core; the screen never keeps a copy of its own.
import { z } from 'zod';
import type { AccountId } from '#shared/model/ids';
import { MOST_RECENT_SEARCHES } from '#shared/model/search';

/** A search kept under a name ("Vista"). Names are distinct. */
export type SavedView = { readonly name: string; readonly query: string; readonly account: AccountId | null };

export type Settings = {
  readonly language: 'it' | 'en';
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'normal' | 'compact';
  /** Notifications of the desktop for new mail, failures and clocks that ran out. */
  readonly notifications: 'on' | 'off';
  /** Widths of rail and list in CSS pixels at 100 %. */
  readonly railWidth: number;
  readonly listWidth: number;
  /** Newest first. */
  readonly recentSearches: readonly string[];
  readonly savedViews: readonly SavedView[];
  /** Keys chosen in place of ours, by command, such as "mod+shift+e"; an empty list: none. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
};

const MOST_VIEWS = 100;
const MOST_COMMANDS = 300;

export const defaultSettings: Settings = {
  language: 'it',
  theme: 'system',
  density: 'normal',
  notifications: 'on',
  railWidth: 220,
  listWidth: 420,
  recentSearches: [],
  savedViews: [],
  keys: {},
};

const savedView = z.strictObject({
  name: z.string().trim().min(1).max(60),
  query: z.string().min(1).max(10_000),
  account: z.custom<AccountId>((value) => typeof value === 'string' && value.length >= 1 && value.length <= 200).nullable(),
});

export const settingsChange = z.strictObject({
  language: z.enum(['it', 'en']).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  density: z.enum(['normal', 'compact']).optional(),
  notifications: z.enum(['on', 'off']).optional(),
  railWidth: z.int().min(48).max(600).optional(),
  listWidth: z.int().min(240).max(1_200).optional(),
  recentSearches: z.array(z.string().min(1).max(10_000)).max(MOST_RECENT_SEARCHES).optional(),
  savedViews: z.array(savedView).max(MOST_VIEWS).optional(),
  keys: z
    .record(z.string().regex(/^[a-zA-Z]{1,30}\.[a-zA-Z]{1,30}$/), z.array(z.string().min(1).max(40)).max(6))
    .refine((keys) => Object.keys(keys).length <= MOST_COMMANDS)
    .optional(),
});

export type SettingsChange = z.infer<typeof settingsChange>;
