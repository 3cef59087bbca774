// What the user chose. Stored by the core; the screen never keeps a copy of its own.
import { z } from 'zod';

export type Settings = {
  readonly language: 'it' | 'en';
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'normal' | 'compact';
  /** Widths of rail and list in CSS pixels at 100 %. */
  readonly railWidth: number;
  readonly listWidth: number;
};

export const defaultSettings: Settings = { language: 'it', theme: 'system', density: 'normal', railWidth: 220, listWidth: 420 };

export const settingsChange = z.strictObject({
  language: z.enum(['it', 'en']).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  density: z.enum(['normal', 'compact']).optional(),
  railWidth: z.int().min(48).max(600).optional(),
  listWidth: z.int().min(240).max(1_200).optional(),
});

export type SettingsChange = z.infer<typeof settingsChange>;
