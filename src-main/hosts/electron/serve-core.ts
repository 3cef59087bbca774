// A core process of the Electron app: opens what it is told to, and answers the main process and its screens. It
// imports nothing of Electron (ARCHITECTURE §3).
import os from 'node:os';
import path from 'node:path';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { answerBytes } from '#main/core/byte-answer';
import { createCore, type CoreOptions } from '#main/core/core';
import type { Core } from '#main/core/core-types';
import { signedBefore, type ProfileSecrets } from '#main/core/profile-secrets';
import { keepYoungGeneration } from '#main/core/young-generation';
import { loadShippedTrust } from '#main/core/trust-material';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import type { FromCore, ToCore } from './core-messages.ts';
import { createParserChannels, type ParserChannels } from './parser-channels.ts';

type Start = Extract<ToCore, { kind: 'start' }>;
export type Opened = { readonly core: Core; close(): Promise<void> };

export const send = (message: FromCore): void => process.parentPort.postMessage(message);

/** The core with the parts of the Electron host. */
export async function electronCore(
  start: Start,
  parsers: ParserChannels,
  own: Pick<CoreOptions, 'folder' | 'extraAnchors' | 'extraLists' | 'loopbackRoots' | 'revocation' | 'demo'> & ProfileSecrets,
): Promise<Core> {
  keepYoungGeneration();
  return createCore({
    ...own,
    signed: await signedBefore(own.secrets, own.folder, null),
    ...(await loadShippedTrust(start.trustFolder)),
    version: start.version,
    clock: { now: () => asInstant(Date.now()) },
    assets: path.dirname(start.trustFolder),
    parsers,
    parserProcesses: Math.max(1, Math.min(4, os.availableParallelism() - 1)),
    // Beside this file in the bundle.
    writerThread: new URL('./writer.js', import.meta.url),
  });
}

/** `onDemo`: what the main process says of the demonstration boxes. */
export function serveCore(
  open: (start: Start, parsers: ParserChannels) => Promise<Opened>,
  onDemo: (message: Extract<ToCore, { kind: 'demoState' }>) => void,
): void {
  const parsers = createParserChannels(send);
  let opening: Promise<Opened> | null = null;

  async function receive(message: ToCore, ports: readonly MessagePortMain[]): Promise<void> {
    switch (message.kind) {
      case 'start':
        opening = open(message, parsers);
        await opening;
        return send({ kind: 'ready' });
      case 'parser':
        if (ports[0] !== undefined) parsers.arrived(message.id, ports[0]);
        return;
      case 'parserEnded':
        return parsers.ended(message.id);
      case 'screen': {
        const opened = await opening;
        const [port] = ports;
        if (opened === null || port === undefined) return;
        new RPCHandler(opened.core.router).upgrade(port, { context: {} });
        return port.start();
      }
      case 'bytes': {
        const opened = await opening;
        const answer = opened === null ? null : await answerBytes(opened.core, message.pathname, message.show);
        return send({ kind: 'bytes', id: message.id, answer });
      }
      case 'upload': {
        const opened = await opening;
        return send({ kind: 'uploaded', id: message.id, answer: opened === null ? null : opened.core.compose.addFile(message.bytes) });
      }
      case 'demoState':
        return onDemo(message);
      case 'close':
        await (await opening)?.close();
        send({ kind: 'closed' });
        return process.exit(0);
    }
  }

  process.parentPort.on('message', (event) => {
    const message = event.data as ToCore;
    receive(message, event.ports).catch((error: unknown) => {
      // A screen that asked too early hears it from its closed port; the cause is told once, by `start`.
      if (message.kind === 'bytes') return send({ kind: 'bytes', id: message.id, answer: null });
      if (message.kind === 'upload') return send({ kind: 'uploaded', id: message.id, answer: null });
      if (message.kind !== 'start') return;
      send(
        error instanceof AppError
          ? { kind: 'failed', code: error.code, values: error.values }
          : { kind: 'failed', code: 'internal', values: {} },
      );
    });
  });
}
