// Entry of the core process of the Electron app: the same core as the headless host, with a port for
// each screen in place of a socket. It imports nothing of Electron (ARCHITECTURE §3).
import os from 'node:os';
import path from 'node:path';
import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import { answerBytes } from '#main/core/byte-answer';
import { createCore } from '#main/core/core';
import type { Core } from '#main/core/core-types';
import { openAppSecrets } from '#main/core/profile-secrets';
import { loadShippedTrust } from '#main/core/trust-material';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import type { FromCore, ToCore } from './core-messages.ts';
import { createParserChannels } from './parser-channels.ts';

const send = (message: FromCore): void => process.parentPort.postMessage(message);
const parsers = createParserChannels(send);
let opening: Promise<Core> | null = null;

async function open(start: Extract<ToCore, { kind: 'start' }>): Promise<Core> {
  const shipped = await loadShippedTrust(start.trustFolder);
  const { secrets, key } = await openAppSecrets(start.folder);
  const core = createCore({
    folder: start.folder,
    key,
    version: start.version,
    clock: { now: () => asInstant(Date.now()) },
    ...shipped,
    assets: path.dirname(start.trustFolder),
    extraAnchors: [],
    extraLists: [],
    secrets,
    parsers,
    parserProcesses: Math.max(1, Math.min(4, os.availableParallelism() - 1)),
    loopbackRoots: null,
    revocation: { ask: true, allowLoopback: false },
    // Beside this file in the bundle.
    writerThread: new URL('./writer.js', import.meta.url),
  });
  core.follow();
  return core;
}

async function receive(message: ToCore, ports: readonly MessagePortMain[]): Promise<void> {
  switch (message.kind) {
    case 'start':
      opening = open(message);
      await opening;
      return send({ kind: 'ready' });
    case 'parser':
      if (ports[0] !== undefined) parsers.arrived(message.id, ports[0]);
      return;
    case 'parserEnded':
      return parsers.ended(message.id);
    case 'screen': {
      const core = await opening;
      const [port] = ports;
      if (core === null || port === undefined) return;
      new RPCHandler(core.router).upgrade(port, { context: {} });
      return port.start();
    }
    case 'bytes': {
      const core = await opening;
      return send({
        kind: 'bytes',
        id: message.id,
        answer: core === null ? null : await answerBytes(core, message.pathname, message.show),
      });
    }
    case 'upload': {
      const core = await opening;
      return send({ kind: 'uploaded', id: message.id, answer: core === null ? null : core.compose.addFile(message.bytes) });
    }
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
