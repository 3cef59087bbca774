// What a screen may ask of the shell around it, beside the contract: windows, the system's dialogs
// and its desktop. Few, narrow, and none that reads or writes a file the screen names (THREATS IPC-02).
// At most twelve. Electron answers them in its main process; a browser tab has none.
import { z } from 'zod';
import type { OutsideDraft } from '#shared/model/mailto';
import { WINDOW_ADDRESS } from '#shared/model/window-address';

export type HostShell = {
  /** Shows the address and asks; opens http and https only. False: refused or declined. */
  openExternal(address: string): Promise<boolean>;
  /** Shows a folder of Plico in the file manager. */
  openFolder(folder: ShellFolder): Promise<null>;
  /** A desktop notification; a click brings the window to the front and answers true. */
  notify(notification: DesktopNotification): Promise<boolean>;
  /** Number on the icon; 0 takes it away. */
  setBadge(count: number): Promise<null>;
  /** Native menus and dialogs follow the theme of the screen. */
  setTheme(theme: 'system' | 'light' | 'dark'): Promise<null>;
  /** What a mailto link from outside asked to write, once; null: nothing, or no more. */
  takeMailto(): Promise<OutsideDraft | null>;
  /** What the window would print, as a PDF where the person says; `name` is only proposed. False: declined. */
  savePdf(name: string): Promise<boolean>;
  /** A window of its own for one message, named as in model/window-address. */
  openWindow(address: string): Promise<null>;
};

export type ShellFolder = 'profile' | 'downloads';
export type DesktopNotification = { readonly title: string; readonly body: string };

/** One argument each, checked in the main process; past that point types are trusted. */
export const shellInputs = {
  openExternal: z.string().max(8_192),
  openFolder: z.enum(['profile', 'downloads']),
  notify: z.strictObject({ title: z.string().max(200), body: z.string().max(1_000) }),
  setBadge: z.int().min(0).max(1_000_000),
  setTheme: z.enum(['system', 'light', 'dark']),
  takeMailto: z.undefined(),
  savePdf: z.string().min(1).max(300),
  openWindow: z.string().max(1_300).regex(WINDOW_ADDRESS),
} satisfies Readonly<Record<keyof HostShell, z.ZodType>>;

export type ShellInput<Name extends keyof HostShell> = z.infer<(typeof shellInputs)[Name]>;

/** What the preload puts on the window, as `plico`. */
export type ElectronBridge = {
  readonly kind: 'electron';
  /** Asks for the port to the core; it arrives with a message to the window. */
  connect(): void;
  readonly shell: HostShell;
};
