// HostShell as the main process answers it. Each call first asks who calls: the top frame of a page of
// ours, nobody else; then its one argument is read by its schema (THREATS IPC-01, IPC-02).
import type { BrowserWindow, IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { shellInputs, type HostShell, type ShellInput } from '#shared/contract/shell';
import { APP_ORIGIN } from './app-protocol.ts';
import { channelOf } from './channels.ts';
import { originOf } from './permissions.ts';

export type ShellHandlers = {
  readonly [Name in keyof HostShell]: (argument: ShellInput<Name>, window: BrowserWindow | null) => ReturnType<HostShell[Name]>;
};

/** The top frame of a page of our own origin; a frame that is gone is nobody. */
export function fromOurPage(event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && originOf(frame.url) === APP_ORIGIN;
}

export function answerShell(
  ipc: Pick<IpcMain, 'handle'>,
  handlers: ShellHandlers,
  windowOf: (event: IpcMainInvokeEvent) => BrowserWindow | null,
): void {
  const answer = <Name extends keyof HostShell>(name: Name): void => {
    ipc.handle(channelOf(name), async (event, argument: unknown) => {
      if (!fromOurPage(event)) throw new Error('refused');
      const input = shellInputs[name].safeParse(argument);
      if (!input.success) throw new Error(`wrong argument for ${name}`);
      return handlers[name](asInput<Name>(input.data), windowOf(event));
    });
  };
  answer('openExternal');
  answer('openFolder');
  answer('notify');
  answer('setBadge');
  answer('setTheme');
  answer('takeMailto');
  answer('savePdf');
  answer('openWindow');
}

// The schema of that very name has read it; the compiler loses the pairing inside the union.
function asInput<Name extends keyof HostShell>(data: unknown): ShellInput<Name> {
  return data as ShellInput<Name>;
}
