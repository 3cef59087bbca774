// The demonstration boxes of the Electron app: a second core process and a window of its own, in a session of its
// own, so that no page of one can reach the mail of the other.
import type { BrowserWindow } from 'electron';
import { demoKept, removeDemo } from '#main/hosts/demo/folder';
import type { DemoState } from '#shared/model/demo';
import type { BrokerParts, CoreBroker } from './core-broker.ts';

export type DemoKeeper = {
  /** Whoever shows the demonstration talks to its core. */
  owns(window: BrowserWindow | null): boolean;
  broker(): CoreBroker | null;
  state(): DemoState;
  open(): void;
  /** Resolves when it has ended and its folder is gone. */
  remove(): Promise<void>;
  /** One more window of it, for a message. */
  openWindow(address: string): BrowserWindow;
  close(): Promise<void>;
};

export type DemoParts = {
  readonly home: string;
  readonly start: (parts: Pick<BrokerParts, 'onFailed' | 'onLost' | 'onDemo'>) => CoreBroker;
  /** `address` null: the whole screen. */
  readonly openWindow: (address: string | null) => BrowserWindow;
  readonly bringForward: (window: BrowserWindow) => void;
  /** The person's own mail comes forward, in a new window if it has none: somebody went back to it. */
  readonly goBack: () => void;
  /** The person's own core hears every change. */
  readonly tell: (state: DemoState) => void;
  readonly graceMs: number;
};

export function createDemoKeeper({ home, start, openWindow, bringForward, goBack, tell, graceMs }: DemoParts): DemoKeeper {
  let broker: CoreBroker | null = null;
  let last: DemoState | null = null;
  let main: BrowserWindow | null = null;
  const windows = new Set<BrowserWindow>();

  const state = (): DemoState => last ?? { state: 'closed', kept: demoKept(home) };
  const become = (next: DemoState | null): void => {
    last = next;
    tell(state());
  };
  function keep(window: BrowserWindow): BrowserWindow {
    windows.add(window);
    window.once('closed', () => {
      windows.delete(window);
      if (window === main) void end(false);
    });
    return window;
  }
  const fail = (code: string, values: Readonly<Record<string, string | number>>): void => {
    broker = null;
    closeWindows();
    become({ state: 'failed', code, values });
  };
  function closeWindows(): void {
    main = null;
    for (const window of windows) window.close();
    windows.clear();
  }
  async function end(remove: boolean): Promise<void> {
    const running = broker;
    broker = null;
    closeWindows();
    await running?.close(graceMs);
    if (remove) removeDemo(home);
    become(null);
  }

  return {
    owns: (window) => window !== null && windows.has(window),
    broker: () => broker,
    state,
    open() {
      if (main !== null) return bringForward(main);
      if (broker !== null) return undefined;
      become({ state: 'preparing', step: 'starting', done: 0, total: 0 });
      broker = start({
        onFailed: ({ code, values }) => fail(code, values),
        onLost: () => fail('internal', {}),
        onDemo(message) {
          if (message.kind === 'demoProgress') become({ state: 'preparing', step: message.step, done: message.done, total: message.total });
          else if (message.kind === 'ready') {
            main = keep(openWindow(null));
            become({ state: 'open', address: null });
          } else if (message.kind === 'leaveDemo') {
            goBack();
            end(message.remove).catch(() => fail('internal', {}));
          }
        },
      });
      return undefined;
    },
    remove: () => end(true).catch(() => fail('internal', {})),
    openWindow: (address) => keep(openWindow(address)),
    close: () => end(false),
  };
}
