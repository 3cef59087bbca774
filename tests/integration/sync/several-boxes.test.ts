// One pass over several boxes (`plico sync --once`): a server that keeps silent does not keep the mail of the next
// box from coming in, and what happened is told in the order of the boxes all the same.
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { StepResult } from '#main/core/core-types';
import { createNodeCore } from '#main/hosts/node/node-core';
import { startImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import type { AccountId } from '#shared/model/ids';
import { tempFolder } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Takes connections and says nothing, until it answers all of them with what is no TLS: nothing to try again. */
async function silentServer(): Promise<{ readonly port: number; speak(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    speak() {
      for (const socket of sockets) socket.end('* OK no TLS here\r\n');
    },
  };
}

test('the mail of the second box is here while the server of the first keeps silent; told in the order of the boxes', async () => {
  const ids = await tlsIdentities();
  const mail = createMailStore({ quotaBytes: 1e9, newUidValidity: () => 9 });
  mail.createFolder('INBOX');
  mail.append('INBOX', Buffer.from('From: a@b.example\r\nMessage-ID: <one@pec.example>\r\n\r\nuno\r\n'), [], 1_790_000_000_000);
  const server = await startImapServer({
    name: 'several',
    tls: ids.valid,
    port: 0,
    findAccount: (login) => ({ address: login, login, password: 'right', store: mail }),
  });
  stops.push(() => server.stop());
  const silent = await silentServer();
  const core = await createNodeCore({
    folder: path.join(tempFolder(), 'profile'),
    extraAnchors: [],
    loopbackRoots: ids.root,
    offline: true,
    note: () => undefined,
  });
  stops.push(() => core.close());
  const add = (address: string, port: number): Promise<AccountId> =>
    core.addAccount(
      {
        address,
        label: null,
        imap: { host: '127.0.0.1', port, security: 'tls' },
        smtp: null,
        credentials: { login: address, password: 'right' },
      },
      { test: false },
    );
  const first = await add('muta@pec.example', silent.port);
  const second = await add('anna@pec.example', server.port);

  const steps: StepResult[] = [];
  const pass = core.syncOnce({
    account: null,
    signal: new AbortController().signal,
    onStep: (step) => steps.push(step),
    onProgress: () => undefined,
  });
  await vi.waitFor(() => expect(core.rows({ view: 'all', account: second }, 10)).toHaveLength(1), { timeout: 20_000, interval: 20 });
  // Nothing of the first has ended.
  expect(steps).toEqual([]);
  silent.speak();
  const summary = await pass;
  expect(steps.map(({ account, result }) => ({ account, result }))).toEqual([
    { account: first, result: 'refused' },
    { account: second, result: 'stored' },
  ]);
  expect(summary).toMatchObject({ stored: 1, known: 0, unreadable: 0, refused: 1 });
});
