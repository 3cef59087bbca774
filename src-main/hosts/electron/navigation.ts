// Pages stay where they are. No navigation, no window, no webview; a link out shows its address and
// asks (THREATS IPC-03, STACK-FINDINGS §3).
import type { App, Event, WebContents } from 'electron';
import { APP_ENTRY } from './app-protocol.ts';

export type AskExternal = (address: string) => Promise<boolean>;

export function lockNavigation(app: Pick<App, 'on'>, askExternal: AskExternal): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, askExternal));
}

function lockContents(contents: WebContents, askExternal: AskExternal): void {
  const stay = (event: Event, address: string, mainFrame: boolean): void => {
    // Loading the app again is how a page recovers; the frame of a mail is written, not fetched.
    if (mainFrame ? address === APP_ENTRY || address.startsWith(`${APP_ENTRY}#`) : address === 'about:srcdoc' || address === 'about:blank')
      return;
    event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url, true));
  contents.on('will-frame-navigate', (event) => stay(event, event.url, event.isMainFrame));
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void askExternal(url);
    return { action: 'deny' };
  });
}

/** The address as it would be opened; null for anything but plain http and https. */
export function externalAddress(address: string): URL | null {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  // A name before @ is there to be taken for the host.
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  return url;
}
