// The entry of the core process with its two neighbours played by the test: the main process on the
// parent port, a screen on a message port. The core, the profile and the contract are the real ones.
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Contract } from '#shared/contract/contract';
import { openProfileSecrets } from '#main/core/profile-secrets';
import type { FromCore, ToCore } from '#main/hosts/electron/core-messages';

const FOLDER = mkdtempSync(path.join(os.tmpdir(), 'plico-core-'));
const PROFILE = path.join(FOLDER, 'profile');

class ParentPort extends EventEmitter {
  readonly received: FromCore[] = [];
  postMessage(message: FromCore): void {
    this.received.push(message);
    this.emit('sent');
  }
}

/** Electron's MessagePortMain over a port of Node: events carry `data` and `ports`. */
function asMainPort(port: MessagePort): unknown {
  const main = new EventEmitter();
  port.on('message', (data: unknown) => main.emit('message', { data, ports: [] }));
  port.on('close', () => main.emit('close'));
  return Object.assign(main, {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  });
}

const parent = new ParentPort();
const exits: unknown[] = [];

function tell(message: ToCore, ports: readonly unknown[] = []): void {
  parent.emit('message', { data: message, ports });
}

async function heard<Kind extends FromCore['kind']>(kind: Kind): Promise<Extract<FromCore, { kind: Kind }>> {
  for (;;) {
    const found = parent.received.find((message): message is Extract<FromCore, { kind: Kind }> => message.kind === kind);
    if (found !== undefined) return found;
    await new Promise((resolve) => parent.once('sent', resolve));
  }
}

beforeAll(async () => {
  Object.assign(process, { parentPort: parent });
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
  // With a sealed file there, the keychain of whoever runs the tests is left alone.
  await openProfileSecrets(PROFILE, null);
  await import('#main/hosts/electron/core-process');
  tell({ kind: 'start', folder: PROFILE, version: '9.9.9', trustFolder: path.resolve(import.meta.dirname, '../../assets/trust') });
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(FOLDER, { recursive: true, force: true });
});

test('opens the profile, and a screen with a port speaks the contract', async () => {
  await heard('ready');
  const { port1, port2 } = new MessageChannel();
  tell({ kind: 'screen' }, [asMainPort(port1)]);
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port2 as never }));
  port2.start();
  expect(await client.accounts.list()).toEqual([]);
  const changed = await client.settings.set({ theme: 'dark' });
  expect(changed.theme).toBe('dark');
  const events = await client.events();
  expect((await events.next()).value).toMatchObject({ kind: 'hello', version: '9.9.9' });
  await events.return?.();
  await expect(client.messages.open({ account: 'nobody', hash: 'z' })).rejects.toThrow();
  port2.close();
});

test('bytes of an address that names nothing are null', async () => {
  tell({ kind: 'bytes', id: 4, pathname: `/bytes/a/${'0'.repeat(64)}/original.eml`, show: false });
  expect(await heard('bytes')).toEqual({ kind: 'bytes', id: 4, answer: null });
});

test('closes the profile before it ends', async () => {
  tell({ kind: 'close' });
  await heard('closed');
  expect(exits).toEqual([0]);
});
