// One contract client over whichever transport the page was given: a MessagePort from Electron's
// preload, or a WebSocket to the headless host. The link under the client is replaced after a drop,
// so nothing above notices more than a failed call.
import { createORPCClient, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#shared/contract/contract';
import type { ElectronBridge, HostShell } from '#shared/contract/shell';

export type CoreClient = ContractRouterClient<Contract>;

type Link = ClientLink<Record<never, never>>;
export type Connection = 'connecting' | 'open' | 'lost';

export type Core = {
  readonly client: CoreClient;
  connection(): Connection;
  onConnection(listener: () => void): () => void;
  /** Base of byte addresses (contract/assets.ts). */
  readonly bytesBase: string;
  /** Windows and dialogs of the desktop; null in a browser tab. */
  readonly shell: HostShell | null;
};

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;
/** The preload posts the port with this text (hosts/electron/preload). */
const PORT_MESSAGE = 'plico:port';

export function connectCore(): Core {
  let state: Connection = 'connecting';
  let link: Link | null = null;
  const listeners = new Set<() => void>();
  const waiting: (() => void)[] = [];

  function become(next: Connection): void {
    state = next;
    if (next === 'open') for (const go of waiting.splice(0)) go();
    for (const listener of listeners) listener();
  }

  const dynamic: Link = {
    async call(path, input, options) {
      if (link === null) await new Promise<void>((resolve) => waiting.push(resolve));
      if (link === null) throw new Error('not connected');
      return link.call(path, input, options);
    },
  };

  const bridge = electronBridge();
  const opened = (next: Link): void => {
    link = next;
    become('open');
  };
  const lost = (): void => {
    link = null;
    become('lost');
  };
  if (bridge === null) keepSocket(opened, lost);
  else takePort(bridge, opened, lost);

  return {
    client: createORPCClient<CoreClient>(dynamic),
    connection: () => state,
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    bytesBase: location.origin === 'null' ? 'app://plico' : location.origin,
    shell: bridge?.shell ?? null,
  };
}

function keepSocket(opened: (link: Link) => void, lost: () => void): void {
  let retryMs = FIRST_RETRY_MS;
  const open = (): void => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`);
    socket.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      opened(new SocketLink({ websocket: socket }));
    });
    socket.addEventListener('close', () => {
      lost();
      setTimeout(open, retryMs);
      retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
    });
  };
  open();
}

function takePort(bridge: ElectronBridge, opened: (link: Link) => void, lost: () => void): void {
  window.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
    port.addEventListener('close', lost);
    opened(new PortLink({ port }));
    port.start();
  });
  bridge.connect();
}

function electronBridge(): ElectronBridge | null {
  const found: unknown = Reflect.get(window, 'plico');
  if (typeof found !== 'object' || found === null) return null;
  return Reflect.get(found, 'kind') === 'electron' && typeof Reflect.get(found, 'connect') === 'function' ? asBridge(found) : null;
}

function asBridge(found: object): ElectronBridge {
  return found as ElectronBridge;
}
