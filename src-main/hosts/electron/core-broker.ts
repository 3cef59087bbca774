// The main process' side of the core: starts it, gives each screen a port to it, starts and ends the
// parsing processes it asks for (only the main process can), and asks it for bytes.
import type { MessageChannelMain, MessagePortMain, UtilityProcess, utilityProcess } from 'electron';
import type { ByteAnswer } from '#main/core/byte-answer';
import type { UploadAnswer } from '#shared/contract/assets';
import type { DemoState } from '#shared/model/demo';
import type { AboutDemo, FromCore, ToCore } from './core-messages.ts';

export type BrokerParts = {
  readonly fork: (typeof utilityProcess)['fork'];
  readonly Channel: new () => MessageChannelMain;
  readonly coreFile: string;
  readonly parserFile: string;
  readonly start: Extract<ToCore, { kind: 'start' }>;
  readonly onFailed: (failure: Extract<FromCore, { kind: 'failed' }>) => void;
  /** The core ended without having been asked to. */
  readonly onLost: () => void;
  readonly onDemo?: (message: AboutDemo) => void;
};

export type CoreBroker = {
  /** The screen's end of a new channel to the core. */
  openScreen(): MessagePortMain;
  bytes(pathname: string, show: boolean): Promise<ByteAnswer | null>;
  upload(bytes: Uint8Array): Promise<UploadAnswer | null>;
  demoState(state: DemoState): void;
  /** Resolves when the profile is closed, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
};

export function startCore(parts: BrokerParts): CoreBroker {
  const core = parts.fork(parts.coreFile, [], { serviceName: 'Plico core', stdio: 'inherit' });
  const parsers = new Map<number, UtilityProcess>();
  const waiting = new Map<number, (answer: ByteAnswer | null) => void>();
  const uploading = new Map<number, (answer: UploadAnswer | null) => void>();
  let nextId = 1;
  let closing = false;
  let closed: () => void = () => undefined;
  const send = (message: ToCore, ports: MessagePortMain[] = []): void => core.postMessage(message, ports);

  core.on('message', (message: FromCore) => {
    switch (message.kind) {
      case 'ready':
      case 'openDemo':
      case 'removeDemo':
      case 'demoProgress':
      case 'leaveDemo':
        parts.onDemo?.(message);
        break;
      case 'failed':
        closing = true; // it ends by itself, and that has been said
        parts.onFailed(message);
        break;
      case 'spawnParser':
        spawnParser(message.id);
        break;
      case 'killParser':
        kill(parsers.get(message.id));
        break;
      case 'bytes':
        waiting.get(message.id)?.(message.answer);
        waiting.delete(message.id);
        break;
      case 'uploaded':
        uploading.get(message.id)?.(message.answer);
        uploading.delete(message.id);
        break;
      case 'closed':
        closed();
        break;
    }
  });
  core.on('exit', () => {
    for (const parser of parsers.values()) kill(parser);
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
    for (const answer of uploading.values()) answer(null);
    uploading.clear();
    closed();
    if (!closing) parts.onLost();
  });
  send(parts.start);

  function spawnParser(id: number): void {
    // An empty environment: a parser that was taken over finds no password there.
    const parser = parts.fork(parts.parserFile, [], { serviceName: 'Plico parser', env: {}, stdio: 'ignore' });
    parsers.set(id, parser);
    parser.on('exit', () => {
      parsers.delete(id);
      if (!closing) send({ kind: 'parserEnded', id });
    });
    const { port1, port2 } = new parts.Channel();
    parser.postMessage(null, [port1]);
    send({ kind: 'parser', id }, [port2]);
  }

  return {
    openScreen() {
      const { port1, port2 } = new parts.Channel();
      send({ kind: 'screen' }, [port1]);
      return port2;
    },
    bytes(pathname, show) {
      const id = nextId++;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send({ kind: 'bytes', id, pathname, show });
      });
    },
    upload(bytes) {
      const id = nextId++;
      return new Promise((resolve) => {
        uploading.set(id, resolve);
        send({ kind: 'upload', id, bytes });
      });
    },
    demoState: (state) => send({ kind: 'demoState', state }),
    close(graceMs) {
      if (closing) return Promise.resolve();
      closing = true;
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        closed = () => {
          clearTimeout(timer);
          resolve();
        };
        send({ kind: 'close' });
      });
    },
  };
}

// `UtilityProcess.kill` asks politely; a parser in an endless loop does not hear it.
function kill(child: UtilityProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}
