// The window of the app, and the preferences every window has.
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebPreferences } from 'electron';
import { APP_ENTRY } from './app-protocol.ts';

export function windowPreferences(preload: string, session: Session, inspectable: boolean): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: inspectable,
  };
}

/** The whole app, or one message of it (model/window-address). */
export function openWindow(
  Window: new (options: BrowserWindowConstructorOptions) => BrowserWindow,
  webPreferences: WebPreferences,
  address: string | null,
): BrowserWindow {
  const window = new Window({
    width: address === null ? 1440 : 900,
    height: address === null ? 900 : 860,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Plico',
    backgroundColor: '#FBFBFA',
    webPreferences,
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(address === null ? APP_ENTRY : `${APP_ENTRY}#${address}`);
  return window;
}
