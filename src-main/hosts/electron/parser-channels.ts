// Parsing processes as the core process sees them: it asks the main process for one and gets a port.
// What is posted before the port is there waits.
import type { MessagePortMain } from 'electron';
import type { ParserChannel, ParserHost } from '#main/ports';
import type { FromCore } from './core-messages.ts';

type Asked = {
  port: MessagePortMain | null;
  readonly unsent: unknown[];
  readonly listeners: ((message: unknown) => void)[];
  onExit: () => void;
  ended: boolean;
};

export type ParserChannels = ParserHost & {
  arrived(id: number, port: MessagePortMain): void;
  ended(id: number): void;
};

export function createParserChannels(send: (message: FromCore) => void): ParserChannels {
  const asked = new Map<number, Asked>();
  let nextId = 1;

  return {
    spawn(): ParserChannel {
      const id = nextId++;
      const one: Asked = { port: null, unsent: [], listeners: [], onExit: () => undefined, ended: false };
      asked.set(id, one);
      send({ kind: 'spawnParser', id });
      return {
        post(message) {
          if (one.port === null) one.unsent.push(message);
          else one.port.postMessage(message);
        },
        onMessage: (listener) => void one.listeners.push(listener),
        onExit(listener) {
          one.onExit = listener;
          if (one.ended) listener();
        },
        kill: () => send({ kind: 'killParser', id }),
      };
    },
    arrived(id, port) {
      const one = asked.get(id);
      if (one === undefined) return port.close();
      one.port = port;
      port.on('message', (event) => {
        for (const listener of one.listeners) listener(event.data);
      });
      port.start();
      for (const message of one.unsent.splice(0)) port.postMessage(message);
    },
    ended(id) {
      const one = asked.get(id);
      if (one === undefined) return;
      asked.delete(id);
      one.ended = true;
      one.port?.close();
      one.onExit();
    },
  };
}
