// The only code that stands between a page and Electron: one port to the core, and the few calls of
// HostShell. No generic `invoke`, no channel a page could name (ARCHITECTURE §3).
import { contextBridge, ipcRenderer } from 'electron';
import type { ElectronBridge, HostShell } from '#shared/contract/shell';
import { MAILTO_MESSAGE } from '#shared/model/mailto';
import { channelOf, CONNECT, MAILTO, PORT_MESSAGE } from './channels.ts';

// The rest of the project is compiled without the types of a page.
declare const window: { postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void };
declare const location: { readonly origin: string };

function call<Name extends keyof HostShell>(name: Name): HostShell[Name] {
  const channel = channelOf(name);
  return ((argument: unknown) => ipcRenderer.invoke(channel, argument)) as HostShell[Name];
}

const bridge: ElectronBridge = {
  kind: 'electron',
  connect: () => ipcRenderer.send(CONNECT),
  shell: {
    openExternal: call('openExternal'),
    openFolder: call('openFolder'),
    notify: call('notify'),
    setBadge: call('setBadge'),
    setTheme: call('setTheme'),
    takeMailto: call('takeMailto'),
    savePdf: call('savePdf'),
    openWindow: call('openWindow'),
  },
};

ipcRenderer.on(CONNECT, (event) => window.postMessage(PORT_MESSAGE, location.origin, event.ports));
ipcRenderer.on(MAILTO, () => window.postMessage(MAILTO_MESSAGE, location.origin, []));
contextBridge.exposeInMainWorld('plico', bridge);
